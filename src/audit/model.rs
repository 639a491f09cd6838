//! Rows of the audit log.

use serde::Serialize;
use serde_json::Value;

use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// What kind of act a row tells of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something was changed.
    Write,
    /// Another person's record was looked at.
    View,
    /// Other people's records left as a file.
    Export,
}

impl Kind {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::View => "view",
            Self::Export => "export",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Write, Self::View, Self::Export]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// A row to be added. Details are ids, codes, dates and counts: never a name, number or address.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The operation (`create_member`).
    pub action: &'static str,
    pub kind: Kind,
    /// The unit it concerns; the auditor of a subtree above it can read the row.
    pub unit_id: Option<i64>,
    /// The members it is about (row keys).
    pub subjects: Vec<i64>,
    pub detail: Value,
}

impl Entry {
    /// A change in a unit.
    #[must_use]
    pub fn write(
        action: &'static str,
        unit_id: Option<i64>,
        subjects: Vec<i64>,
        detail: Value,
    ) -> Self {
        Self {
            action,
            kind: Kind::Write,
            unit_id,
            subjects,
            detail,
        }
    }

    /// Other people's records leave as a file.
    #[must_use]
    pub fn export(
        action: &'static str,
        unit_id: Option<i64>,
        subjects: Vec<i64>,
        detail: Value,
    ) -> Self {
        Self {
            action,
            kind: Kind::Export,
            unit_id,
            subjects,
            detail,
        }
    }

    /// A look at other people's records.
    #[must_use]
    pub fn view(action: &'static str, unit_id: Option<i64>, subjects: Vec<i64>) -> Self {
        Self {
            action,
            kind: Kind::View,
            unit_id,
            subjects,
            detail: Value::Object(serde_json::Map::new()),
        }
    }
}

/// What narrows the log.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct LogFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<PublicId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<PublicId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_id: Option<PublicId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
}

/// What the hash of a row covers, besides the hash before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sealed<'a> {
    pub public_id: PublicId,
    pub chain: i32,
    pub position: i64,
    pub at: Instant,
    pub actor_id: Option<i64>,
    pub acted_as: &'a str,
    pub action: &'a str,
    pub kind: &'a str,
    pub unit_id: Option<i64>,
    pub request_id: &'a str,
    pub detail: &'a Value,
    pub subject_count: i32,
    pub subjects_digest: &'a [u8],
}
