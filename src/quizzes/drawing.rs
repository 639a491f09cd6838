//! What a quiz asks: its items with the questions from which they draw, and the paper of an attempt.

use std::collections::HashMap;
use std::sync::Arc;

use super::labels::mixed;
use super::model::{AskedItem, Item, Paper, Quiz};
use super::queries::attempts::NewAttempt;
use super::queries::quizzes;
use super::rules::draw::{Candidate, Dice, Source, draw};
use super::rules::refusals::NO_QUESTIONS;
use crate::auth::principal::Actor;
use crate::auth::secret;
use crate::db::Conn;
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::questions::{self, Asked, Drawable, QuestionKind};

/// Fails unless there is something to ask and no draw is larger than what is asked of its bank.
pub(super) fn check(conn: &mut Conn, actor: &impl Actor, items: &[Item]) -> Result<(), Error> {
    if items.is_empty() {
        return Err(NO_QUESTIONS.into());
    }
    let sources = sources(conn, actor, items)?;
    draw(&sources, 0, true)?;
    Ok(())
}

/// A new attempt at the quiz, with its own paper. What falls in it hangs on nothing that is known: it is kept in the
/// paper, and only there.
pub(super) fn prepare(
    conn: &mut Conn,
    actor: &impl Actor,
    memory: &questions::Memory,
    quiz: &Quiz,
) -> Result<NewAttempt, Error> {
    let now = actor.stamp().now();
    let public_id = PublicId::new(now);
    let items = quizzes::items(conn, actor, quiz.id)?;
    let sources = sources(conn, actor, &items)?;
    let Dice(seed) = thrown()?;
    let mut drawn = draw(&sources, seed, false)?;
    if drawn.is_empty() {
        return Err(NO_QUESTIONS.into());
    }
    if quiz.shuffle_questions {
        thrown()?.shuffle(&mut drawn);
    }
    let versions: Vec<i64> = drawn.iter().map(|(_, version_id, _)| *version_id).collect();
    let asked = memory.versions(conn, actor, &versions)?;
    let items = drawn.into_iter().zip(&asked);
    let items = items.map(|(drawn, asked)| item(drawn, asked, quiz.shuffle_choices));
    let paper = Paper {
        timed: quiz.time_limit_seconds.is_some(),
        asked: items.collect::<Result<_, Error>>()?,
    };
    let whole: i64 = paper.asked.iter().map(|item| i64::from(item.points)).sum();
    let stored =
        serde_json::to_value(&paper).map_err(|error| Error::internal(error.to_string()))?;
    Ok(NewAttempt {
        public_id,
        quiz_id: quiz.id,
        pass_permille: quiz.pass_permille,
        paper: JsonDoc(stored),
        max_points: whole * i64::from(questions::WHOLE),
        expires_at: quiz.expiry(now),
    })
}

/// Dice that nobody has seen.
fn thrown() -> Result<Dice, Error> {
    Ok(Dice(u64::from_le_bytes(secret::random()?)))
}

/// A question as it is asked in one attempt. Options and items always come in another order than the author's, else they
/// would give the answer away; labels always do. Each question has dice of its own: what one shows tells nothing of another.
fn item(
    (question_id, version_id, points): (i64, i64, i32),
    asked: &Arc<Asked>,
    shuffle_choices: bool,
) -> Result<AskedItem, Error> {
    let (body, mut dice) = (&asked.body, thrown()?);
    let (order, labels) = match body.kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
            let count = body.choices.len();
            let shuffled = if shuffle_choices { count } else { 0 };
            (dice.order(shuffled), dice.order(count))
        }
        QuestionKind::Matching => {
            let count = body.options.len();
            (mixed(&mut dice, count, &asked.key), dice.order(count))
        }
        QuestionKind::Ordering => {
            let count = body.items.len();
            (mixed(&mut dice, count, &asked.key), dice.order(count))
        }
        _ => (Vec::new(), Vec::new()),
    };
    Ok(AskedItem {
        question_id,
        version_id,
        points,
        order,
        labels,
    })
}

fn sources(conn: &mut Conn, actor: &impl Actor, items: &[Item]) -> Result<Vec<Source>, Error> {
    let fixed: Vec<i64> = items.iter().filter_map(|item| item.question_id).collect();
    let current: HashMap<i64, i64> = if fixed.is_empty() {
        HashMap::new()
    } else {
        questions::current_versions(conn, actor, fixed)?
            .into_iter()
            .collect()
    };
    let mut sources = Vec::with_capacity(items.len());
    for item in items {
        let category = item.category.as_deref();
        let (candidates, breadth) = match (item.question_id, item.bank_id) {
            (Some(question_id), _) => {
                let version = current.get(&question_id).copied();
                let fixed = version.map(|version_id| Candidate {
                    question_id,
                    version_id,
                    active: true,
                });
                (fixed.into_iter().collect(), 0)
            }
            (None, Some(bank_id)) => {
                let pool = questions::pool(conn, actor, bank_id, category)?;
                let breadth = if category.is_some() { 1 } else { 2 };
                (pool.into_iter().map(candidate).collect(), breadth)
            }
            (None, None) => (Vec::new(), 0),
        };
        sources.push(Source {
            candidates,
            draws: usize::try_from(item.draws).unwrap_or(0),
            points: item.points,
            breadth,
        });
    }
    Ok(sources)
}

fn candidate(drawable: Drawable) -> Candidate {
    Candidate {
        question_id: drawable.question_id,
        version_id: drawable.version_id,
        active: drawable.active,
    }
}
