//! What a unit sends up each month.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FiguresView, ReportOriginView, ReportedAssignmentView};
use crate::kernel::instant::Instant;
use crate::units::UnitRef;

/// A unit's figures of a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "name": "Chi bộ 1", "kind": "cell"},
    "month": "2026-11",
    "items": [{
        "assignment": {
            "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10", "title": "Học tập Nghị quyết 57", "state": "closed",
            "opens_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z"
        },
        "share": "due",
        "figures": {
            "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
            "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
        },
        "as_of": "2026-11-28T17:00:00.000Z", "origin": "snapshot"
    }],
    "complete": true,
    "total": {
        "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
        "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
    },
    "text": "Chi bộ 1, tháng 11/2026: 1 đợt học tập đến hạn, hoàn thành 21/22 lượt (95,5 %).",
    "denominator_rule": "Mẫu số là số đảng viên được giao và phải hoàn thành.", "as_of": "2026-12-01T02:00:00.000Z"
}))]
pub struct MonthlyReportView {
    pub unit: UnitRef,
    #[schema(max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$")]
    pub month: String,
    /// What was due in the month or ran in it, those due first first.
    #[schema(max_items = 100)]
    pub items: Vec<MonthItemView>,
    /// Whether these are all; if not, the sum and the message are of these only.
    pub complete: bool,
    /// The sum of those that were due: of turns, since one person may be in several assignments.
    pub total: FiguresView,
    /// The same as a message in Vietnamese, to be copied.
    #[schema(max_length = 20_000)]
    pub text: String,
    /// Who is in a denominator, in the caller's language.
    #[schema(max_length = 2_000)]
    pub denominator_rule: String,
    /// When the report was made; each item says of when it is.
    pub as_of: Instant,
}

/// An assignment in a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "assignment": {
        "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10", "title": "Học tập Nghị quyết 57", "state": "closed",
        "opens_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z"
    },
    "share": "due",
    "figures": {
        "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
        "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
    },
    "as_of": "2026-11-28T17:00:00.000Z", "origin": "snapshot"
}))]
pub struct MonthItemView {
    pub assignment: ReportedAssignmentView,
    pub share: MonthShare,
    pub figures: FiguresView,
    /// The moment that the figures tell of: the deadline, where they were frozen then.
    pub as_of: Instant,
    pub origin: ReportOriginView,
}

/// What an assignment has to do with a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonthShare {
    /// Its deadline in this unit is in the month.
    Due,
    /// It had opened and is due later; not in the total.
    Running,
}
