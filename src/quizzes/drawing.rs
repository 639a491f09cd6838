//! What a quiz asks: its items with the questions from which they draw, and the paper of an attempt.

use std::collections::HashMap;
use std::sync::Arc;

use super::model::{AskedItem, Item, Paper, Quiz};
use super::queries::attempts::NewAttempt;
use super::queries::quizzes;
use super::rules::draw::{Candidate, Dice, Source, draw};
use super::rules::refusals::NO_QUESTIONS;
use crate::auth::principal::Actor;
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

/// A new attempt at the quiz, with its own paper. The seed is the id of the attempt, which nobody chooses.
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
    let seed = public_id
        .as_bytes()
        .iter()
        .fold(0_u64, |seed, byte| seed.rotate_left(8) ^ u64::from(*byte));
    let mut drawn = draw(&sources, seed, false)?;
    if drawn.is_empty() {
        return Err(NO_QUESTIONS.into());
    }
    let mut dice = Dice(!seed);
    if quiz.shuffle_questions {
        dice.shuffle(&mut drawn);
    }
    let versions: Vec<i64> = drawn.iter().map(|(_, version_id, _)| *version_id).collect();
    let asked = memory.versions(conn, actor, &versions)?;
    let asked_items =
        drawn
            .into_iter()
            .zip(&asked)
            .map(|((question_id, version_id, points), asked)| AskedItem {
                question_id,
                version_id,
                points,
                order: order(&mut dice, asked, quiz.shuffle_choices),
            });
    let paper = Paper {
        timed: quiz.time_limit_seconds.is_some(),
        asked: asked_items.collect(),
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

/// Options and items always come in another order, else they would give the answer away.
fn order(dice: &mut Dice, asked: &Arc<Asked>, shuffle_choices: bool) -> Vec<i32> {
    let body = &asked.body;
    match body.kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice if shuffle_choices => {
            dice.order(body.choices.len())
        }
        QuestionKind::Matching => dice.order(body.options.len()),
        QuestionKind::Ordering => dice.order(body.items.len()),
        _ => Vec::new(),
    }
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
