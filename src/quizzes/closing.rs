//! Grading attempts and closing them, in the caller's transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::model::{Attempt, AttemptClosed, ClosedAttempt, Ended, Paper, Saved};
use super::queries::answers::{self, Graded};
use super::queries::attempts::{self, Ending};
use super::queries::regrading::{self, Change};
use super::rules::refusals::NO_SUCH_PLACE;
use super::rules::results::{passes, regraded};
use crate::app::App;
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::questions::{self, AnswerBody, Asked};

/// Answers by their place in the paper.
pub(super) type Answers = BTreeMap<i32, AnswerBody>;

/// What closes attempts; cheap to clone.
#[derive(Clone)]
pub(super) struct Closer {
    questions: questions::Memory,
    told: Vec<AttemptClosed>,
}

/// How an attempt ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    pub ended: Ended,
    pub at: Instant,
    pub upload: Option<(PublicId, Option<Instant>)>,
}

impl Closer {
    pub(super) fn of(app: &App) -> Self {
        Self {
            questions: app.questions.clone(),
            told: app.attempt_closed.clone(),
        }
    }

    /// The questions of a paper, as they were asked.
    pub(super) fn asked(
        &self,
        conn: &mut Conn,
        actor: &impl Actor,
        paper: &Paper,
    ) -> Result<Vec<Arc<Asked>>, Error> {
        let ids: Vec<i64> = paper.asked.iter().map(|item| item.version_id).collect();
        self.questions.versions(conn, actor, &ids)
    }

    /// By whose keys they are graded now, to be looked at.
    pub(super) fn keys(
        &self,
        conn: &mut Conn,
        actor: &impl Actor,
        asked: &[Arc<Asked>],
    ) -> Result<Vec<Arc<Asked>>, Error> {
        self.questions.holding(conn, actor, asked)
    }

    /// Closes and grades an open attempt that the transaction has locked: what was saved, and what comes with the request.
    pub(super) fn close<A: Actor>(
        &self,
        conn: &mut Conn,
        actor: &A,
        attempt: &Attempt,
        how: How,
        given: Answers,
    ) -> Result<(), Error> {
        let paper = attempt.paper()?;
        let asked = self.asked(conn, actor, &paper)?;
        let mut all = saved(answers::of_attempt(conn, actor, attempt.id)?)?;
        all.extend(given);
        let keys = self.questions.graded_by(conn, actor, &asked)?;
        let (graded, points) = grade(attempt.id, &paper, &keys, &all, how.at)?;
        answers::keep_graded(conn, actor, &graded)?;
        let passed = passes(points, attempt.max_points, attempt.pass_permille);
        let ending = Ending {
            ended: how.ended,
            at: how.at,
            points,
            passed,
            upload: how.upload,
        };
        attempts::close(conn, actor, attempt, &ending)?;
        let closed = ClosedAttempt {
            attempt_id: attempt.id,
            member_id: attempt.member_id,
            quiz_id: attempt.quiz_id,
            passed,
            points,
            max_points: attempt.max_points,
            closed_at: how.at,
            regraded: false,
        };
        self.tell(conn, actor, &closed)
    }

    /// Keeps an upload that came too late, graded for the member to see; answers its row key.
    pub(super) fn keep_superseded(
        &self,
        conn: &mut Conn,
        viewer: &crate::auth::Viewer,
        of: &Attempt,
        upload: (PublicId, Option<Instant>),
        given: &Answers,
    ) -> Result<i64, Error> {
        let paper = of.paper()?;
        let asked = self.asked(conn, viewer, &paper)?;
        let keys = self.questions.graded_by(conn, viewer, &asked)?;
        let (mut graded, points) = grade(0, &paper, &keys, given, viewer.now())?;
        let id = attempts::keep_superseded(conn, viewer, of, upload, points)?;
        for answer in &mut graded {
            answer.attempt_id = id;
        }
        answers::keep_graded(conn, viewer, &graded)?;
        Ok(id)
    }

    /// Grades an ended attempt by the keys that hold now; `version_id` is the one that was corrected.
    pub(super) fn regrade(
        &self,
        conn: &mut Conn,
        system: &System,
        attempt: &Attempt,
        version_id: i64,
    ) -> Result<bool, Error> {
        let paper = attempt.paper()?;
        let asked = self.asked(conn, system, &paper)?;
        let keys = self.questions.graded_by(conn, system, &asked)?;
        let stored = answers::of_attempt(conn, system, attempt.id)?;
        let before: BTreeMap<i32, Option<i64>> = stored
            .iter()
            .map(|answer| (answer.place, answer.points))
            .collect();
        let now = system.now();
        let (graded, points) = grade(attempt.id, &paper, &keys, &saved(stored)?, now)?;
        for answer in &graded {
            if before.get(&answer.place).copied().flatten() != Some(answer.points) {
                answers::set_points(conn, system, attempt.id, answer.place, answer.points)?;
            }
        }
        if attempt.points == Some(points) {
            return Ok(false);
        }
        let counts = attempt.number.is_some();
        let enough = counts && passes(points, attempt.max_points, attempt.pass_permille);
        let now = regraded(attempt.passed, enough);
        let change = Change {
            version_id,
            points,
            passed: now.passed,
            pass_kept: now.pass_kept,
        };
        regrading::apply(conn, system, attempt, &change)?;
        if let (true, Some(closed_at)) = (counts, attempt.closed_at) {
            let closed = ClosedAttempt {
                attempt_id: attempt.id,
                member_id: attempt.member_id,
                quiz_id: attempt.quiz_id,
                passed: now.passed,
                points,
                max_points: attempt.max_points,
                closed_at,
                regraded: true,
            };
            self.tell(conn, system, &closed)?;
        }
        Ok(true)
    }

    fn tell<A: Actor>(
        &self,
        conn: &mut Conn,
        actor: &A,
        closed: &ClosedAttempt,
    ) -> Result<(), Error> {
        for told in &self.told {
            told(conn, actor, closed)?;
        }
        Ok(())
    }
}

/// Every question of a paper with its answer and points, and the points together.
fn grade(
    attempt_id: i64,
    paper: &Paper,
    keys: &[Arc<Asked>],
    given: &Answers,
    at: Instant,
) -> Result<(Vec<Graded>, i64), Error> {
    let mut graded = Vec::with_capacity(paper.asked.len());
    let mut whole = 0;
    for ((place, item), key) in (1_i32..).zip(&paper.asked).zip(keys) {
        let answer = given.get(&place);
        let share = answer.map_or(0, |answer| questions::grade(key, answer));
        let points = i64::from(share) * i64::from(item.points);
        whole += points;
        graded.push(Graded {
            attempt_id,
            place,
            question_id: item.question_id,
            version_id: item.version_id,
            worth: item.points,
            answer: answer.map(stored).transpose()?,
            points,
            saved_at: answer.map(|_| at),
        });
    }
    Ok((graded, whole))
}

/// An answer as it is stored.
pub(super) fn stored(answer: &AnswerBody) -> Result<JsonDoc, Error> {
    let value = serde_json::to_value(answer).map_err(|error| Error::internal(error.to_string()))?;
    Ok(JsonDoc(value))
}

/// Answers as they were saved.
pub(super) fn saved(rows: Vec<Saved>) -> Result<Answers, Error> {
    let answered = rows
        .into_iter()
        .filter_map(|row| row.answer.map(|answer| (row.place, answer)));
    answered
        .map(|(place, answer)| {
            let body = AnswerBody::deserialize(&answer.0)
                .map_err(|error| Error::internal(format!("a saved answer: {error}")))?;
            Ok((place, body))
        })
        .collect()
}

/// An answer that comes with a request.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenAnswer {
    /// The number of the question in the attempt.
    #[validate(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200)]
    pub place: i32,
    #[validate(nested)]
    pub answer: AnswerBody,
}

/// Answers of a request as they are stored, each to a question of the paper, each once.
pub(super) fn given(
    paper: &Paper,
    asked: &[Arc<Asked>],
    answers: &[GivenAnswer],
) -> Result<Answers, Error> {
    let mut all = Answers::new();
    for (index, answer) in answers.iter().enumerate() {
        let place = usize::try_from(answer.place).unwrap_or(0);
        let question = place
            .checked_sub(1)
            .and_then(|place| Some((paper.asked.get(place)?, asked.get(place)?)));
        let (item, question) = question.ok_or(NO_SUCH_PLACE)?;
        let meant = item.meant(&answer.answer);
        questions::check_answer(question, &meant).map_err(|error| match error {
            Error::Rule(rule) => {
                Error::field(format!("/answers/{index}/answer"), rule.code, rule.text)
            }
            other => other,
        })?;
        if all.insert(answer.place, meant).is_some() {
            return Err(NO_SUCH_PLACE.into());
        }
    }
    Ok(all)
}
