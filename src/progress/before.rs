//! What members had done before anything asked for it: it counts, so that nobody does again what he has honestly done. Of a
//! quiz with a number of attempts, he might not even be able to.

use std::collections::BTreeMap;

use super::model::{Asked, Asking, Case, RequirementKind, Source, StudyStep};
use super::queries::people;
use super::rules::completion::{Deed, add};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::library::Series;
use crate::quizzes;

/// Member, and the edition he read or the quiz he passed, with the first time.
type Firsts = BTreeMap<(i64, i64), Instant>;

/// What some members had done of what an assignment asks for.
pub(super) struct Before {
    /// Each requirement to read, with the editions that are as good.
    to_read: Vec<(i64, Vec<i64>)>,
    /// Each requirement to pass a quiz, with the quiz.
    to_pass: Vec<(i64, i64)>,
    read: Firsts,
    passed: Firsts,
}

impl Before {
    pub(super) fn load(
        conn: &mut Conn,
        actor: &impl Actor,
        asking: &Asking,
        series: &Series,
        members: &[i64],
    ) -> Result<Self, Error> {
        let of_kind = |kind: RequirementKind| {
            let asked = asking.requirements.iter();
            asked.filter(move |asked| asked.kind == kind)
        };
        let as_good = |asked: &Asked| Some((asked.id, series.of(asked.edition_id?)));
        let to_read: Vec<(i64, Vec<i64>)> = of_kind(RequirementKind::ReadEdition)
            .filter_map(as_good)
            .collect();
        let quiz = |asked: &Asked| Some((asked.id, asked.quiz_id?));
        let to_pass: Vec<(i64, i64)> = of_kind(RequirementKind::PassQuiz)
            .filter_map(quiz)
            .collect();
        let editions: Vec<i64> = to_read.iter().flat_map(|(_, of)| of.clone()).collect();
        let asked: Vec<i64> = to_pass.iter().map(|(_, quiz)| *quiz).collect();
        Ok(Self {
            read: people::read_before(conn, actor, members, &editions)?,
            passed: quizzes::first_passes(conn, actor, members, &asked)?,
            to_read,
            to_pass,
        })
    }

    /// Counts it, but where a correction has taken it back.
    pub(super) fn add_to(&self, case: &mut Case) {
        let member = case.enrolment.member_id;
        for (requirement, editions) in &self.to_read {
            let times = editions.iter().map(|edition| (member, *edition));
            let first = times.filter_map(|key| self.read.get(&key)).min();
            count(case, *requirement, first, (StudyStep::Read, Source::Phone));
        }
        for (requirement, quiz) in &self.to_pass {
            let first = self.passed.get(&(member, *quiz));
            count(case, *requirement, first, (StudyStep::Passed, Source::Quiz));
        }
    }
}

fn count(
    case: &mut Case,
    requirement: i64,
    first: Option<&Instant>,
    (step, source): (StudyStep, Source),
) {
    let outcome = case.outcomes.get(&requirement);
    let is_settled = outcome
        .is_some_and(|outcome| outcome.done_at.is_some() || outcome.source == Source::Correction);
    if let (false, Some(at)) = (is_settled, first) {
        let deed = Deed {
            step,
            at: *at,
            source,
            seconds: 0,
        };
        add(case, requirement, deed);
    }
}
