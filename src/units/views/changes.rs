//! The history of a unit as it is answered.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::units::model::ChangeKind;
use crate::units::queries::history::Recorded;

/// What a change was; which members are present depends on the change.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UnitChangeDetail {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub old_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub new_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 32)]
    pub old_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 32)]
    pub new_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub old_parent_id: Option<PublicId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub new_parent_id: Option<PublicId>,
    /// `merged`: the unit into which it was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub into_id: Option<PublicId>,
    /// `took_in`: the unit that was taken in; `split_off`: the unit out of which it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from_id: Option<PublicId>,
    /// `split`: the units that came out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub unit_ids: Vec<PublicId>,
    /// Members who came along.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000)]
    pub member_count: Option<i64>,
    /// Why it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    pub reason: Option<String>,
}

/// A change of a unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "change_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "change": "renamed", "effective_on": "2026-11-23",
    "detail": {"old_name": "Chi bộ 1", "new_name": "Chi bộ Tổ dân phố 1"}, "recorded_at": "2026-11-23T02:15:00.000Z"
}))]
pub struct UnitChangeView {
    pub change_id: PublicId,
    pub change: ChangeKind,
    /// The day from which it holds.
    pub effective_on: NaiveDate,
    pub detail: UnitChangeDetail,
    pub recorded_at: Instant,
}

impl UnitChangeView {
    pub(in crate::units) fn of(row: Recorded) -> Result<Self, Error> {
        let (_, change_id, change, effective_on, detail, recorded_at) = row;
        let change = ChangeKind::from_code(&change)
            .ok_or_else(|| Error::internal("a change of an unknown kind"))?;
        let detail = serde_json::from_value(detail.0)
            .map_err(|error| Error::internal(format!("the detail of a change: {error}")))?;
        Ok(Self {
            change_id,
            change,
            effective_on,
            detail,
            recorded_at,
        })
    }
}

/// A page of the history of a unit, the newest change first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "change_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "change": "opened", "effective_on": "2025-07-01",
    "detail": {"new_name": "Chi bộ 1"}, "recorded_at": "2026-11-23T02:15:00.000Z"
}]}))]
pub struct UnitChangePage {
    #[schema(max_items = 200)]
    pub items: Vec<UnitChangeView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    pub next_cursor: Option<String>,
}
