//! What phones send, and what became of each.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::error::{Error, FieldError};
use crate::http::extract::parse_json;
use crate::http::language::Language;
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
    /// Each is judged by itself: one that is not as it should be is told so among the results, and the others are taken.
    #[validate(length(min = 1, max = BATCH))]
    #[schema(value_type = Vec<EventBody>, min_items = 1, max_items = 500)]
    pub events: Vec<SentEvent>,
}

/// An event as it came in.
#[derive(Debug)]
pub enum SentEvent {
    Fit(EventBody),
    Unfit {
        /// Where it can be read.
        event_id: Option<PublicId>,
        faults: Vec<FieldError>,
    },
}

impl<'de> Deserialize<'de> for SentEvent {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sent = serde_json::Value::deserialize(deserializer)?;
        let fit = EventBody::deserialize(&sent).ok();
        if let Some(event) = fit.filter(|event| event.validate().is_ok()) {
            return Ok(Self::Fit(event));
        }
        // Read once more, to be told what is wrong with which member.
        let faults = match parse_json::<EventBody>(sent.to_string().as_bytes()) {
            Ok(event) => return Ok(Self::Fit(event)),
            Err(Error::Invalid(faults)) => faults,
            Err(error) => return Err(serde::de::Error::custom(error)),
        };
        let event_id = sent.get("event_id").and_then(serde_json::Value::as_str);
        Ok(Self::Unfit {
            event_id: event_id.and_then(|id| id.parse().ok()),
            faults,
        })
    }
}

/// Only because `validator` keeps what it refuses; nobody looks at it.
impl Serialize for SentEvent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl SentEvent {
    pub(in crate::progress) fn fit(&self) -> Option<&EventBody> {
        match self {
            Self::Fit(event) => Some(event),
            Self::Unfit { .. } => None,
        }
    }
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
    /// By the phone's clock, so that what was read without a network counts when it was read; one ahead of the server's counts as
    /// now, one more than 7 days back as 7 days ago, and none counts before the edition was published.
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
    /// It is not as it should be, as `errors` say; sent again it is no better.
    Invalid,
}

/// An event and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::progress) struct EventResultView {
    /// Absent: the event had none that could be read. Results stand in the order of the batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub event_id: Option<PublicId>,
    pub outcome: EventOutcome,
    /// Of an `invalid` one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub errors: Vec<EventErrorView>,
}

/// What is wrong with an event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pointer": "/seconds", "code": "out_of_range", "detail": "Phải từ 0 đến 86400."}))]
pub(in crate::progress) struct EventErrorView {
    /// JSON pointer into the event.
    #[schema(max_length = 200)]
    pub pointer: String,
    #[schema(max_length = 100)]
    pub code: String,
    #[schema(max_length = 500)]
    pub detail: String,
}

impl EventErrorView {
    pub(in crate::progress) fn of(fault: &FieldError, language: Language) -> Self {
        let short = |text: &str, most: usize| text.chars().take(most).collect();
        Self {
            pointer: short(&fault.pointer, 200),
            code: short(&fault.code, 100),
            detail: short(language.pick(&fault.text), 500),
        }
    }
}

/// In the order of the batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"results": [{"event_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f2001", "outcome": "accepted"}]}))]
pub(in crate::progress) struct EventResultsView {
    #[schema(max_items = 500)]
    pub results: Vec<EventResultView>,
}
