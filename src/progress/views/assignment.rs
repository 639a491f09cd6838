//! What a member must do, by when.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::progress::model::{Counted, Outcome, RequirementKind, Source, State, StudyStep};
use crate::progress::queries::own::{self, Mine, Which};
use crate::progress::rules::words;
use crate::study::{LateJoiners, NamedView, RequirementView, late_rule};

/// Assignments of a member that are shown; more do not run at once.
const SHOWN: i64 = 200;

/// How a member stands with an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::progress) enum MyState {
    Assigned,
    Opened,
    InProgress,
    Completed,
    CompletedLate,
    /// Not finished, and the deadline has passed.
    Overdue,
    /// He need not, with a reason; shown apart.
    Excused,
    /// He is not counted.
    Exempt,
}

/// A requirement, and how far he is with it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::progress) struct MyRequirementView {
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
    /// Absent: he has not begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub step: Option<StudyStep>,
    pub met: bool,
    /// Since when it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub met_at: Option<Instant>,
    /// When it was done: it may have to wait for another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub done_at: Option<Instant>,
    pub late: bool,
    /// How it is known that it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<Source>,
}

/// An assignment as its member sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::progress) struct MyAssignmentView {
    pub assignment_id: PublicId,
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub note: Option<String>,
    pub state: MyState,
    /// `false`: it is over, nothing changes any more.
    pub running: bool,
    /// The first instant that is too late.
    pub due_at: Instant,
    pub opens_at: Instant,
    /// Requirements count one after the other.
    pub ordered: bool,
    /// What is to be done until when, in words.
    #[schema(max_length = 300)]
    pub rule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub opened_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub completed_at: Option<Instant>,
    /// When all had been done, before a new edition or a correction asked for more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub completed_before: Option<Instant>,
    #[schema(max_items = 20)]
    pub requirements: Vec<MyRequirementView>,
}

/// What a member must do, the nearest deadline first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "title": "Học tập Nghị quyết 57-NQ/TU", "state": "in_progress", "running": true,
    "due_at": "2026-12-20T17:00:00.000Z", "opens_at": "2026-12-01T01:00:00.000Z", "ordered": false,
    "rule": "Hoàn thành đủ 1 yêu cầu; đúng hạn khi xong trong ngày 20/12/2026 trở về trước.",
    "requirements": [{"requirement_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01", "place": 1, "kind": "reflection", "title": "Liên hệ bản thân",
        "added_at": "2026-11-30T01:00:00.000Z", "replaced": false, "met": false, "late": false}]
}]}))]
pub(in crate::progress) struct MyAssignmentListView {
    #[schema(max_items = 200)]
    pub items: Vec<MyAssignmentView>,
}

/// Of a member whom the caller is or has located: each with its row key.
pub(super) fn load(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    which: Which,
    language: Language,
) -> Result<Vec<(Mine, MyAssignmentView)>, Error> {
    let found = own::assignments(conn, actor, member_id, which, SHOWN)?;
    let ids: Vec<i64> = found.iter().map(|mine| mine.id).collect();
    let requirements = RequirementView::load(conn, actor, &ids)?;
    let keys: Vec<i64> = requirements.iter().map(|(_, key, _)| *key).collect();
    let outcomes: HashMap<i64, Outcome> = own::outcomes(conn, actor, member_id, &keys)?
        .into_iter()
        .map(|outcome| (outcome.requirement_id, outcome))
        .collect();
    let mut of: HashMap<i64, Vec<MyRequirementView>> = HashMap::new();
    for (assignment, key, requirement) in requirements {
        let view = MyRequirementView::of(requirement, outcomes.get(&key));
        of.entry(assignment).or_default().push(view);
    }
    let now = actor.stamp().now();
    Ok(found
        .into_iter()
        .map(|mine| {
            let requirements = of.remove(&mine.id).unwrap_or_default();
            let view = MyAssignmentView::of(&mine, requirements, now, language);
            (mine, view)
        })
        .collect())
}

impl MyAssignmentListView {
    pub(in crate::progress) fn load(
        conn: &mut Conn,
        actor: &impl Actor,
        member_id: i64,
        language: Language,
    ) -> Result<Self, Error> {
        let found = load(conn, actor, member_id, Which::Running, language)?;
        Ok(Self {
            items: found.into_iter().map(|(_, view)| view).collect(),
        })
    }
}

impl MyRequirementView {
    fn of(requirement: RequirementView, outcome: Option<&Outcome>) -> Self {
        Self {
            requirement_id: requirement.requirement_id,
            place: requirement.place,
            kind: requirement.kind,
            title: requirement.title,
            document: requirement.document,
            quiz_id: requirement.quiz_id,
            added_at: requirement.added_at,
            replaced: requirement.replaced,
            step: outcome.map(|outcome| outcome.step),
            met: outcome.is_some_and(|outcome| outcome.met_at.is_some()),
            met_at: outcome.and_then(|outcome| outcome.met_at),
            done_at: outcome.and_then(|outcome| outcome.done_at),
            late: outcome.is_some_and(|outcome| outcome.late),
            source: outcome
                .filter(|outcome| outcome.done_at.is_some() || outcome.source == Source::Correction)
                .map(|outcome| outcome.source),
        }
    }
}

impl MyAssignmentView {
    fn of(
        mine: &Mine,
        requirements: Vec<MyRequirementView>,
        now: Instant,
        language: Language,
    ) -> Self {
        let enrolment = &mine.enrolment;
        let in_force: Vec<RequirementKind> = requirements
            .iter()
            .filter(|requirement| !requirement.replaced)
            .map(|requirement| requirement.kind)
            .collect();
        let before_counts = in_force.iter().any(|kind| {
            matches!(
                kind,
                RequirementKind::ReadEdition | RequirementKind::PassQuiz
            )
        });
        let (count, due_at) = (in_force.len(), enrolment.due_at);
        let rule = words::rule(count, mine.ordered, before_counts, due_at);
        Self {
            assignment_id: mine.public_id,
            title: mine.title.clone(),
            note: mine.note.clone(),
            state: shown(enrolment.state, enrolment.counted, now >= enrolment.due_at),
            running: matches!(mine.state.as_str(), "opening" | "open"),
            due_at: enrolment.due_at,
            opens_at: mine.opens_at,
            ordered: mine.ordered,
            rule: language.pick(&rule).to_owned(),
            opened_at: enrolment.opened_at,
            completed_at: enrolment.completed_at,
            completed_before: enrolment.completed_before,
            requirements,
        }
    }
}

/// What he has finished stays so, also when he need not have.
fn shown(state: State, counted: Counted, is_past: bool) -> MyState {
    match (state, counted) {
        (State::Completed, _) => MyState::Completed,
        (State::CompletedLate, _) => MyState::CompletedLate,
        (_, Counted::Excused) => MyState::Excused,
        (_, Counted::Exempt) => MyState::Exempt,
        _ if is_past => MyState::Overdue,
        (State::Assigned, _) => MyState::Assigned,
        (State::Opened, _) => MyState::Opened,
        (State::InProgress, _) => MyState::InProgress,
    }
}

/// The rule for those who join later, in words.
pub(super) fn late_words(mine: &Mine, language: Language) -> Result<String, Error> {
    let rule = LateJoiners::try_from(mine.late_joiners.clone()).map_err(Error::internal)?;
    let text = late_rule(rule, mine.late_days);
    Ok(language.pick(&text).to_owned())
}
