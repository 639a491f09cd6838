//! What a reader keeps.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::present;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reading::model::Position;

/// What is bookmarked.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"anchor": "dieu-5"}))]
pub struct PutBookmark {
    /// A section of the edition that is shown; absent: the whole document.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub anchor: Option<String>,
}

/// Where the caller stopped reading.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "anchor": "dieu-5", "permille": 420,
    "device_at": "2026-11-23T02:15:00.000Z"
}))]
pub struct PutReadingPosition {
    /// The edition that was read: a published one of this document.
    pub edition_id: PublicId,
    /// The section he was in.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub anchor: Option<String>,
    /// How far through the whole, in thousandths.
    #[validate(range(min = 0, max = 1000))]
    #[schema(minimum = 0, maximum = 1_000)]
    pub permille: i32,
    /// When, by the phone's clock; what lies in the future counts as now.
    pub device_at: Instant,
}

/// Where the caller stopped reading, on whichever of his phones he read last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01",
    "edition_number": 1, "anchor": "dieu-5", "permille": 420, "device_at": "2026-11-23T02:15:00.000Z",
    "updated_at": "2026-11-23T02:15:02.000Z"
}))]
pub struct ReadingPositionView {
    pub document_id: PublicId,
    pub edition_id: PublicId,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub edition_number: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub anchor: Option<String>,
    #[schema(minimum = 0, maximum = 1_000)]
    pub permille: i32,
    pub device_at: Instant,
    /// When the server learned of it.
    pub updated_at: Instant,
}

impl ReadingPositionView {
    pub(in crate::reading) fn of(document_id: PublicId, position: Position) -> Self {
        Self {
            document_id,
            edition_id: position.edition_public_id,
            edition_number: position.edition_number,
            anchor: position.anchor,
            permille: position.permille,
            device_at: position.device_at,
            updated_at: position.updated_at,
        }
    }
}
