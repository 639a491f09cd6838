//! What phones send, and what became of each.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::present;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::progress::model::EventKind;
use crate::progress::rules::events::BATCH;

/// What a member did with editions, as his phone saw it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"events": [{
    "event_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f2001", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d01", "kind": "section_shown",
    "anchor": "dieu-5", "at": "2026-11-23T02:10:00.000Z", "seconds": 40
}]}))]
pub struct RecordProgressEvents {
    #[validate(length(min = 1, max = BATCH), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub events: Vec<EventBody>,
}

/// One of them.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventBody {
    /// Made by the phone, once for each event: a repeat changes nothing.
    pub event_id: PublicId,
    pub edition_id: PublicId,
    pub kind: EventKind,
    /// Of the section, for `section_shown`.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub anchor: Option<String>,
    /// How far down, for `position`.
    #[serde(default, deserialize_with = "present")]
    #[validate(range(min = 0, max = 1000))]
    #[schema(nullable = false, minimum = 0, maximum = 1000)]
    pub permille: Option<i32>,
    /// By the phone's clock; one ahead of the server's counts as now.
    pub at: Instant,
    /// Reading time since the event before; credited as far as the server's clock bears it out.
    #[serde(default)]
    #[validate(range(min = 0, max = 86400))]
    #[schema(minimum = 0, maximum = 86400, default = 0)]
    pub seconds: i32,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventOutcome {
    /// Kept and counted.
    Accepted,
    /// It had come before: nothing changed.
    Duplicate,
    /// There is no such edition, or the member may not see it.
    NotFound,
}

/// An event and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::progress) struct EventResultView {
    pub event_id: PublicId,
    pub outcome: EventOutcome,
}

/// In the order of the batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"results": [{"event_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f2001", "outcome": "accepted"}]}))]
pub(in crate::progress) struct EventResultsView {
    #[schema(max_items = 500)]
    pub results: Vec<EventResultView>,
}
