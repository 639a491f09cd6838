//! Assignments as they are sent and shown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::audiences::{Audience, AudienceBody, AudienceView};
use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{etag, present};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::study::model::{Assignment, AssignmentState, LateJoiners, RequirementKind};
use crate::study::queries::requirements::Named;
use crate::study::queries::{desk, plans, requirements};
use crate::study::rules::plan::late_rule;
use crate::units::UnitRef;

/// All that is said of an assignment. It has one deadline: `due_on` or `due_at`.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "Học tập Nghị quyết 57-NQ/TU", "audience": {"everyone": false, "rules": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01"}]},
    "ordered": true, "late_joiners": "days_after_joining", "late_days": 14, "opens_at": "2026-12-01T01:00:00.000Z", "due_on": "2026-12-20",
    "requirements": [{"kind": "reflection", "title": "Liên hệ bản thân"}], "deadlines": []
}))]
pub struct AssignmentBody {
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 2000))]
    #[schema(nullable = false, min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// At and below the unit whose assignment it is. Whose standing exempts him is shown apart and not counted.
    #[validate(nested)]
    pub audience: AudienceBody,
    /// Requirements count one after the other.
    #[serde(default)]
    pub ordered: bool,
    pub late_joiners: LateJoiners,
    /// With `days_after_joining`.
    #[serde(default, deserialize_with = "present")]
    #[validate(range(min = 1, max = 365))]
    #[schema(nullable = false, minimum = 1, maximum = 365)]
    pub late_days: Option<i32>,
    /// Now unless said: then it opens when it is told to.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub opens_at: Option<Instant>,
    /// The last day, to its end in Asia/Ho_Chi_Minh.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub due_on: Option<NaiveDate>,
    /// The first instant that is too late.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub due_at: Option<Instant>,
    /// Other deadlines for parts of the tree: the nearest unit at or above a member's cell decides.
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub deadlines: Vec<DeadlineBody>,
    /// In their order.
    #[validate(length(min = 1, max = 10), nested)]
    #[schema(min_items = 1, max_items = 10)]
    pub requirements: Vec<RequirementBody>,
}

/// A deadline of a unit and what is below it: `due_on` or `due_at`.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineBody {
    pub unit_id: PublicId,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub due_on: Option<NaiveDate>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub due_at: Option<Instant>,
}

/// Something to do: `read_edition` names an `edition_id` that readers see now, `pass_quiz` a `quiz_id` that is published,
/// `reflection` and `attend` a `title` (the question, the meeting).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementBody {
    pub kind: RequirementKind,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub edition_id: Option<PublicId>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub quiz_id: Option<PublicId>,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 300))]
    #[schema(nullable = false, min_length = 1, max_length = 300)]
    pub title: Option<String>,
}

/// A requirement: what it asks for and about what.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequirementView {
    pub requirement_id: PublicId,
    /// Where it stands; one for a later edition has the place of the one it replaces.
    #[schema(minimum = 1, maximum = 100)]
    pub place: i32,
    pub kind: RequirementKind,
    /// What is to be read, taken, answered or attended.
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document: Option<NamedView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub quiz_id: Option<PublicId>,
    pub added_at: Instant,
    /// A later edition asks for more: this one no longer counts.
    pub replaced: bool,
}

/// The edition that is to be read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NamedView {
    pub document_id: PublicId,
    pub edition_id: PublicId,
    #[schema(minimum = 1, maximum = 1000)]
    pub edition_number: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
}

impl RequirementView {
    /// The requirements of these assignments (row keys), each with its row key, in the order in which they stand.
    ///
    /// # Errors
    /// The database.
    pub fn load(
        conn: &mut Conn,
        actor: &impl Actor,
        assignments: &[i64],
    ) -> Result<Vec<(i64, i64, Self)>, Error> {
        let rows = requirements::named(conn, actor, assignments)?;
        let replaced: Vec<i64> = rows
            .iter()
            .filter_map(|(_, (requirement, ..))| requirement.replaces_id)
            .collect();
        let view = |(assignment, row): (i64, Named)| {
            let key = row.0.id;
            (assignment, key, Self::of(row, replaced.contains(&key)))
        };
        Ok(rows.into_iter().map(view).collect())
    }

    fn of((requirement, document, edition, quiz): Named, replaced: bool) -> Self {
        let title = requirement
            .title
            .or_else(|| document.as_ref().map(|(_, title, _)| title.clone()))
            .or_else(|| quiz.as_ref().map(|(_, title)| title.clone()));
        let document = document.zip(edition).map(
            |((document_id, _, symbol), (edition_id, edition_number))| NamedView {
                document_id,
                edition_id,
                edition_number,
                symbol,
            },
        );
        Self {
            requirement_id: requirement.public_id,
            place: requirement.place,
            kind: requirement.kind,
            title: title.unwrap_or_default(),
            document,
            quiz_id: quiz.map(|(id, _)| id),
            added_at: requirement.added_at,
            replaced,
        }
    }
}

/// A deadline of a part of the tree.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::study) struct DeadlineView {
    pub unit_id: PublicId,
    #[schema(max_length = 200)]
    pub unit_name: String,
    pub due_at: Instant,
}

/// An assignment as its makers see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "owner_unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01",
        "name": "Đảng ủy phường An Bình", "kind": "commune"}, "title": "Học tập Nghị quyết 57-NQ/TU", "state": "draft",
    "audience": {"everyone": false, "rules": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "unit_name": "Đảng ủy phường An Bình"}]},
    "ordered": true, "late_joiners": "same_due", "late_rule": "Người đến sau vẫn theo thời hạn chung; người đến khi đã hết hạn thì không tính.",
    "opens_at": "2026-12-01T01:00:00.000Z", "due_at": "2026-12-20T17:00:00.000Z", "deadlines": [],
    "requirements": [{"requirement_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01", "place": 1, "kind": "reflection", "title": "Liên hệ bản thân",
        "added_at": "2026-11-30T01:00:00.000Z", "replaced": false}],
    "created_at": "2026-11-30T01:00:00.000Z", "updated_at": "2026-11-30T01:00:00.000Z"
}))]
pub(in crate::study) struct AssignmentView {
    pub assignment_id: PublicId,
    /// Absent when the caller may not know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub owner_unit: Option<UnitRef>,
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub note: Option<String>,
    pub state: AssignmentState,
    pub audience: AudienceView,
    pub ordered: bool,
    pub late_joiners: LateJoiners,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 365)]
    pub late_days: Option<i32>,
    /// The rule for those who join later, in words.
    #[schema(max_length = 300)]
    pub late_rule: String,
    pub opens_at: Instant,
    /// The first instant that is too late.
    pub due_at: Instant,
    #[schema(max_items = 200)]
    pub deadlines: Vec<DeadlineView>,
    #[schema(max_items = 20)]
    pub requirements: Vec<RequirementView>,
    /// While its members are enrolled or reckoned anew: how far that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 99)]
    pub percent: Option<i64>,
    pub created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub opened_at: Option<Instant>,
    /// When it was closed or cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closed_at: Option<Instant>,
    pub updated_at: Instant,
}

impl AssignmentView {
    /// The view and its tag, for a caller who has found the assignment.
    pub(in crate::study) fn load(
        conn: &mut Conn,
        grant: &Grant<ManageAssignments>,
        id: i64,
        language: Language,
    ) -> Result<(Self, String), Error> {
        let plan = crate::study::plan(conn, grant, id)?;
        let assignment = plan.assignment;
        let mut ids = vec![assignment.owner_unit_id];
        if let Audience::Rules(rules) = &plan.audience {
            ids.extend(rules.iter().filter_map(|rule| rule.unit_id));
        }
        let mut units = UnitRef::load_many(conn, grant.viewer(), &ids)?;
        let audience = AudienceView::of(&plan.audience, &units);
        let deadlines = plans::units_with_deadlines(conn, grant, id)?;
        let requirements = RequirementView::load(conn, grant, &[id])?;
        let view = Self {
            assignment_id: assignment.public_id,
            owner_unit: units.remove(&assignment.owner_unit_id),
            audience,
            late_rule: language
                .pick(&late_rule(assignment.late_joiners, assignment.late_days))
                .to_owned(),
            deadlines: deadlines
                .into_iter()
                .map(|(unit_id, unit_name, due_at)| DeadlineView {
                    unit_id,
                    unit_name,
                    due_at,
                })
                .collect(),
            requirements: requirements.into_iter().map(|(_, _, view)| view).collect(),
            percent: percent(conn, grant, &assignment)?,
            title: assignment.title,
            note: assignment.note,
            state: assignment.state,
            ordered: assignment.ordered,
            late_joiners: assignment.late_joiners,
            late_days: assignment.late_days,
            opens_at: assignment.opens_at,
            due_at: assignment.due_at,
            created_at: assignment.created_at,
            opened_at: assignment.opened_at,
            closed_at: assignment.closed_at,
            updated_at: assignment.updated_at,
        };
        let etag = etag::of_view(assignment.revision, &view)?;
        Ok((view, etag))
    }
}

fn percent(
    conn: &mut Conn,
    grant: &Grant<ManageAssignments>,
    assignment: &Assignment,
) -> Result<Option<i64>, Error> {
    let Some(reached) = assignment.pass_after else {
        return Ok(None);
    };
    let last = desk::last_member(conn, grant)?.max(1);
    Ok(Some((reached.saturating_mul(100) / last).clamp(0, 99)))
}

/// An assignment in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::study) struct AssignmentItemView {
    pub assignment_id: PublicId,
    #[schema(max_length = 300)]
    pub title: String,
    pub state: AssignmentState,
    pub opens_at: Instant,
    pub due_at: Instant,
    pub created_at: Instant,
}

impl AssignmentItemView {
    pub(in crate::study) fn of(assignment: Assignment) -> Self {
        Self {
            assignment_id: assignment.public_id,
            title: assignment.title,
            state: assignment.state,
            opens_at: assignment.opens_at,
            due_at: assignment.due_at,
            created_at: assignment.created_at,
        }
    }
}

/// A page of assignments, the latest made first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "title": "Học tập Nghị quyết 57-NQ/TU", "state": "open",
    "opens_at": "2026-12-01T01:00:00.000Z", "due_at": "2026-12-20T17:00:00.000Z", "created_at": "2026-11-30T01:00:00.000Z"}]}))]
pub(in crate::study) struct AssignmentListView {
    #[schema(max_items = 200)]
    pub items: Vec<AssignmentItemView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}
