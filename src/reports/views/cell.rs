//! The secretary's screen.

use serde::Serialize;
use utoipa::ToSchema;

use super::{FiguresView, ReportOriginView, ReportedAssignmentView, RequirementFiguresView};
use crate::auth::Grant;
use crate::auth::permissions::{Code, ReadProgress};
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reports::ask::CellReport;
use crate::reports::model::{Enrolled, MissingState};
use crate::reports::rules::words::{self, Told};
use crate::units::UnitRef;

/// A cell's report on an assignment.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "name": "Chi bộ 1", "kind": "cell"},
    "assignment": {
        "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10", "title": "Học tập Nghị quyết 57", "state": "open",
        "opens_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z"
    },
    "figures": {
        "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
        "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
    },
    "requirements": [],
    "missing": [{
        "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "full_name": "Nguyễn Văn An", "state": "opened",
        "assigned_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z", "overdue": false
    }],
    "text": "Chi bộ 1: 1/22 đồng chí chưa hoàn thành “Học tập Nghị quyết 57” (hạn hết ngày 28/11/2026).\n1. Nguyễn Văn An\nĐã hoàn thành 21/22 (95,5 %); được miễn 1.\nSố liệu lúc 09:00 ngày 23/11/2026.",
    "denominator_rule": "Mẫu số là số đảng viên được giao và phải hoàn thành.",
    "as_of": "2026-11-23T02:00:00.000Z", "origin": "now", "links": []
}))]
pub struct CellReportView {
    pub unit: UnitRef,
    pub assignment: ReportedAssignmentView,
    pub figures: FiguresView,
    /// The same for each requirement, in their order.
    #[schema(max_items = 100)]
    pub requirements: Vec<RequirementFiguresView>,
    /// Who has not finished, the first 200 in the Vietnamese order of names. Absent: the caller's role is not over this
    /// very unit, so that he sees figures only, or the figures are frozen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 200)]
    pub missing: Option<Vec<MissingMemberView>>,
    /// The same as a message in Vietnamese, to be copied; with names where `missing` has them.
    #[schema(max_length = 50_000)]
    pub text: String,
    /// Who is in the denominator, in the caller's language.
    #[schema(max_length = 2_000)]
    pub denominator_rule: String,
    /// The moment that the figures tell of.
    pub as_of: Instant,
    pub origin: ReportOriginView,
    /// What the caller may do from here.
    #[schema(max_items = 10)]
    pub links: Vec<ReportLinkView>,
}

impl CellReportView {
    pub(in crate::reports) fn of(
        report: CellReport,
        grant: &Grant<ReadProgress>,
        language: Language,
    ) -> Self {
        let links = links(&report, grant);
        let CellReport {
            ground,
            whole,
            requirements,
            missing,
        } = report;
        let names = missing.iter().flatten();
        let names: Vec<&str> = names.map(|person| person.full_name.as_str()).collect();
        let as_of = ground.standpoint.as_of();
        let told = Told {
            unit: &ground.unit.name,
            title: &ground.assignment.title,
            figures: whole,
            due_at: ground.due_at,
            as_of,
        };
        let (joiners, days) = (&ground.assignment.late_joiners, ground.assignment.late_days);
        Self {
            unit: super::unit_ref(&ground.unit),
            assignment: ReportedAssignmentView::of(&ground.assignment, ground.due_at),
            figures: FiguresView::of(whole),
            requirements: requirements
                .into_iter()
                .map(|(requirement, figures)| RequirementFiguresView::of(requirement, figures))
                .collect(),
            text: words::message(&told, &names),
            missing: missing.map(|people| {
                let people = people.into_iter();
                people
                    .map(|person| MissingMemberView::of(person, grant.now()))
                    .collect()
            }),
            denominator_rule: language
                .pick(&words::denominator_rule(joiners, days))
                .to_owned(),
            as_of,
            origin: ReportOriginView::of(&ground.standpoint),
            links,
        }
    }
}

/// What the caller may do from here, where he may.
fn links(report: &CellReport, grant: &Grant<ReadProgress>) -> Vec<ReportLinkView> {
    let (unit, assignment) = (&report.ground.unit, &report.ground.assignment);
    let link = |operation: &str, href: String| ReportLinkView {
        operation: operation.to_owned(),
        href: format!("/api/v1{href}"),
    };
    let (unit_id, assignment_id) = (unit.public_id, assignment.public_id);
    let mut links = vec![link(
        "create_report_export",
        format!("/units/{unit_id}/report-exports"),
    )];
    if report.missing.is_some() {
        let href = format!("/units/{unit_id}/reports/{assignment_id}/missing");
        links.push(link("list_missing_members", href));
    }
    if grant
        .viewer()
        .roots_for(Code::RecordStudy)
        .contains(&unit.id)
    {
        let href = "/members/{member_id}/study-records".to_owned();
        links.push(link("record_study", href));
    }
    links
}

/// Somebody who has not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "full_name": "Nguyễn Văn An", "state": "opened",
    "assigned_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z", "overdue": false
}))]
pub struct MissingMemberView {
    pub member_id: PublicId,
    #[schema(max_length = 200)]
    pub full_name: String,
    pub state: MissingState,
    /// Since when he is to do it.
    pub assigned_at: Instant,
    /// His own deadline; when `overdue`, since when he is late.
    pub due_at: Instant,
    pub overdue: bool,
}

impl MissingMemberView {
    pub(in crate::reports) fn of(person: Enrolled, now: Instant) -> Self {
        Self {
            member_id: person.public_id,
            full_name: person.full_name,
            state: MissingState::of(&person.state),
            assigned_at: person.entered_at,
            due_at: person.due_at,
            overdue: person.due_at <= now,
        }
    }
}

/// Something to do from a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "operation": "list_missing_members",
    "href": "/api/v1/units/01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00/reports/01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10/missing"
}))]
pub struct ReportLinkView {
    /// The operation's id.
    #[schema(max_length = 100, pattern = "^[a-z_]+$")]
    pub operation: String,
    /// Where it is; `{member_id}` stands for somebody of `missing`.
    #[schema(max_length = 500)]
    pub href: String,
}

/// A page of those who have not finished.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "full_name": "Nguyễn Văn An", "state": "opened",
        "assigned_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z", "overdue": false
    }],
    "denominator_rule": "Mẫu số là số đảng viên được giao và phải hoàn thành.", "as_of": "2026-11-23T02:00:00.000Z"
}))]
pub struct MissingPageView {
    #[schema(max_items = 200)]
    pub items: Vec<MissingMemberView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
    /// Of whom the list is, in the caller's language.
    #[schema(max_length = 2_000)]
    pub denominator_rule: String,
    pub as_of: Instant,
}
