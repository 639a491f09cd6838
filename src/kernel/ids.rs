//! Identifiers that leave the system.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The public identifier of a unit, member, session, job …: a `UUIDv7` (RFC 9562), written as 36 characters.
/// Rows also have a 64-bit key; that one never leaves the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicId(Uuid);

impl PublicId {
    /// An identifier for something that came to be at `now`. The random part comes from the operating system.
    #[must_use]
    pub fn new(now: super::instant::Instant) -> Self {
        let now = now.utc();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let stamp =
            uuid::Timestamp::from_unix(uuid::NoContext, seconds, now.timestamp_subsec_nanos());
        Self(Uuid::new_v7(stamp))
    }

    #[must_use]
    pub fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    #[must_use]
    pub fn as_uuid(&self) -> &Uuid {
        &self.0
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for PublicId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self)
    }
}

impl utoipa::PartialSchema for PublicId {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::schema::SchemaFormat::KnownFormat(
                utoipa::openapi::schema::KnownFormat::Uuid,
            )))
            .description(Some("A UUIDv7."))
            .min_length(Some(36))
            .max_length(Some(36))
            .examples(["01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00"])
            .into()
    }
}
impl utoipa::ToSchema for PublicId {}
