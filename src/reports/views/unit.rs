//! A unit's report, by the units below it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{FiguresView, ReportOriginView, ReportedAssignmentView};
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reports::ask::UnitReport;
use crate::reports::rules::words::{self, Told};
use crate::units::UnitRef;

/// A unit's report on an assignment, with each unit directly below it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00", "name": "Đảng ủy phường An Bình", "kind": "commune"},
    "assignment": {
        "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10", "title": "Học tập Nghị quyết 57", "state": "open",
        "opens_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z"
    },
    "figures": {
        "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
        "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
    },
    "children": [{
        "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "name": "Chi bộ 1", "kind": "cell"},
        "figures": {
            "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
            "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
        }
    }],
    "text": "Đảng ủy phường An Bình: 1/22 đồng chí chưa hoàn thành “Học tập Nghị quyết 57” (hạn hết ngày 28/11/2026).",
    "denominator_rule": "Mẫu số là số đảng viên được giao và phải hoàn thành.",
    "as_of": "2026-11-23T02:00:00.000Z", "origin": "now"
}))]
pub struct UnitReportView {
    pub unit: UnitRef,
    pub assignment: ReportedAssignmentView,
    /// The requirement that the figures are about; absent: the assignment as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub requirement_id: Option<PublicId>,
    /// The sum of the children and of those who belong to the unit itself.
    pub figures: FiguresView,
    /// Each unit directly below, in the Vietnamese order of names; closed ones only where they have figures.
    #[schema(max_items = 2_000)]
    pub children: Vec<ChildFiguresView>,
    /// The same as a message in Vietnamese, to be copied.
    #[schema(max_length = 20_000)]
    pub text: String,
    /// Who is in the denominator, in the caller's language.
    #[schema(max_length = 2_000)]
    pub denominator_rule: String,
    /// The moment that the figures tell of. The sums of large units may be up to 20 seconds old.
    pub as_of: Instant,
    pub origin: ReportOriginView,
}

/// A unit below, with its figures.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "name": "Chi bộ 1", "kind": "cell"},
    "figures": {
        "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
        "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
    }
}))]
pub struct ChildFiguresView {
    pub unit: UnitRef,
    pub figures: FiguresView,
}

impl UnitReportView {
    pub(in crate::reports) fn of(report: &UnitReport, language: Language) -> Self {
        let ground = &report.ground;
        let told = Told {
            unit: &ground.unit.name,
            title: &ground.assignment.title,
            figures: report.whole,
            due_at: ground.due_at,
            as_of: report.as_of,
        };
        let (joiners, days) = (&ground.assignment.late_joiners, ground.assignment.late_days);
        let children = report.children.iter();
        Self {
            unit: super::unit_ref(&ground.unit),
            assignment: ReportedAssignmentView::of(&ground.assignment, ground.due_at),
            requirement_id: report.requirement.as_ref().map(|found| found.public_id),
            figures: FiguresView::of(report.whole),
            children: children
                .map(|(unit, figures)| ChildFiguresView {
                    unit: super::unit_ref(unit),
                    figures: FiguresView::of(*figures),
                })
                .collect(),
            text: words::message(&told, &[]),
            denominator_rule: language
                .pick(&words::denominator_rule(joiners, days))
                .to_owned(),
            as_of: report.as_of,
            origin: ReportOriginView::of(&ground.standpoint),
        }
    }
}
