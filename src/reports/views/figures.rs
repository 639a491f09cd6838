//! Figures, and what every report says of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reports::model::{Assignment, Figures, ReportedState, Requirement, Standpoint};
use crate::reports::rules::rates;

/// How many of whom have come how far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "denominator": 22, "numerator": 19, "missing": 3, "late": 1, "in_progress": 1, "opened": 1, "not_begun": 1,
    "excused": 2, "exempt": 1, "rate_permille": 864, "rate_text": "86,4 %"
}))]
pub struct FiguresView {
    /// Who must finish.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub denominator: i64,
    /// Of them, who has finished, late or not.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub numerator: i64,
    /// Of them, who has not finished.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub missing: i64,
    /// Of the numerator, who finished after the deadline.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub late: i64,
    /// Of those missing, who is under way.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub in_progress: i64,
    /// Of those missing, who has opened something and not more.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub opened: i64,
    /// Of those missing, who has not begun.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub not_begun: i64,
    /// Let off with a reason; not in the denominator.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub excused: i64,
    /// Exempt; not in the denominator.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub exempt: i64,
    /// Numerator by denominator in thousandths, half up. Absent: nobody must finish, so there is no rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1_000)]
    pub rate_permille: Option<u16>,
    /// The rate as it is written in Vietnamese, or `–`.
    #[schema(max_length = 10)]
    pub rate_text: String,
}

impl FiguresView {
    pub(in crate::reports) fn of(figures: Figures) -> Self {
        let rate = rates::rate(figures);
        Self {
            denominator: figures.counted,
            numerator: figures.met,
            missing: figures.missing(),
            late: figures.met_late,
            in_progress: figures.in_progress,
            opened: figures.opened,
            not_begun: figures.not_begun(),
            excused: figures.excused,
            exempt: figures.exempt,
            rate_permille: rate,
            rate_text: rates::text(rate),
        }
    }
}

/// Where the figures of a report come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportOriginView {
    /// They are those of the moment `as_of`.
    Now,
    /// They were frozen at `as_of` and do not change.
    Snapshot,
}

impl ReportOriginView {
    pub(in crate::reports) fn of(standpoint: &Standpoint) -> Self {
        match standpoint {
            Standpoint::Now(_) => Self::Now,
            Standpoint::Frozen(_) => Self::Snapshot,
        }
    }
}

/// An assignment as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10", "title": "Học tập Nghị quyết 57", "state": "open",
    "opens_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z"
}))]
pub struct ReportedAssignmentView {
    pub assignment_id: PublicId,
    #[schema(max_length = 500)]
    pub title: String,
    pub state: ReportedState,
    pub opens_at: Instant,
    /// The deadline of this unit: that of the nearest unit above it which has one of its own, else the common one.
    pub due_at: Instant,
}

impl ReportedAssignmentView {
    pub(in crate::reports) fn of(assignment: &Assignment, due_at: Instant) -> Self {
        Self {
            assignment_id: assignment.public_id,
            title: assignment.title.clone(),
            state: ReportedState::of(&assignment.state),
            opens_at: assignment.opens_at,
            due_at,
        }
    }
}

/// Figures under one requirement of an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "requirement_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c20", "kind": "read_edition", "title": "57-NQ/TW",
    "figures": {
        "denominator": 22, "numerator": 20, "missing": 2, "late": 0, "in_progress": 1, "opened": 1, "not_begun": 0,
        "excused": 2, "exempt": 1, "rate_permille": 909, "rate_text": "90,9 %"
    }
}))]
pub struct RequirementFiguresView {
    pub requirement_id: PublicId,
    /// `read_edition`, `pass_quiz`, `reflection` or `attend`.
    #[schema(max_length = 50, pattern = "^[a-z_]+$")]
    pub kind: String,
    /// What it is called, where it is called something.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    pub title: Option<String>,
    pub figures: FiguresView,
}

impl RequirementFiguresView {
    pub(in crate::reports) fn of(requirement: Requirement, figures: Figures) -> Self {
        Self {
            requirement_id: requirement.public_id,
            kind: requirement.kind,
            title: requirement.title,
            figures: FiguresView::of(figures),
        }
    }
}
