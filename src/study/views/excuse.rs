//! Excuses as they are sent and shown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::present;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::study::model::{Excuse, ExcuseKind};

/// Why a member need not, and from when to when.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "excused", "reason": "Điều trị nội trú", "from_on": "2026-11-20", "to_on": "2026-12-31"}))]
pub struct CreateExcuse {
    pub kind: ExcuseKind,
    /// An assignment that asks something of him; without it, all of them.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub assignment_id: Option<PublicId>,
    /// Shown to the member himself and to his secretary.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    pub from_on: NaiveDate,
    /// The last day; open unless said.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub to_on: Option<NaiveDate>,
}

/// An excuse: it covers an assignment when it covers the last day of the member's deadline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"excuse_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1f00", "kind": "excused", "reason": "Điều trị nội trú",
    "from_on": "2026-11-20", "to_on": "2026-12-31", "recorded_at": "2026-11-23T02:15:00.000Z"}))]
pub(in crate::study) struct ExcuseView {
    pub excuse_id: PublicId,
    pub kind: ExcuseKind,
    /// Absent: it holds for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub assignment_id: Option<PublicId>,
    #[schema(max_length = 500)]
    pub reason: String,
    pub from_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to_on: Option<NaiveDate>,
    pub recorded_at: Instant,
    /// From this day on it covers nothing, whatever `to_on` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ended_at: Option<Instant>,
}

impl ExcuseView {
    pub(in crate::study) fn of(excuse: Excuse, assignment_id: Option<PublicId>) -> Self {
        Self {
            excuse_id: excuse.public_id,
            kind: excuse.kind,
            assignment_id,
            reason: excuse.reason,
            from_on: excuse.from_on,
            to_on: excuse.to_on,
            recorded_at: excuse.recorded_at,
            ended_at: excuse.ended_at,
        }
    }
}

/// A page of a member's excuses, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"excuse_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1f00", "kind": "excused", "reason": "Điều trị nội trú",
    "from_on": "2026-11-20", "to_on": "2026-12-31", "recorded_at": "2026-11-23T02:15:00.000Z"}]}))]
pub(in crate::study) struct ExcuseListView {
    #[schema(max_items = 200)]
    pub items: Vec<ExcuseView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}
