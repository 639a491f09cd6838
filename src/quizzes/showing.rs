//! An attempt as its member sees it.

use super::closing::{Closer, saved};
use super::model::{Attempt, AttemptState, Quiz};
use super::queries::{answers, attempts, quizzes, regrading, taking};
use super::rules::results::counting;
use super::views::{AttemptPaperView, AttemptView, RegradeView, asked_views};
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;

/// Without its questions.
pub(super) fn summary(
    conn: &mut Conn,
    viewer: &Viewer,
    attempt: &Attempt,
) -> Result<AttemptView, Error> {
    let quiz = quizzes::by_key(conn, viewer, attempt.quiz_id)?;
    let beside = if attempt.state == AttemptState::Closed {
        taking::attempts_of(conn, viewer, viewer.member_id(), quiz.id)?
    } else {
        Vec::new()
    };
    beside_others(conn, viewer, &quiz, attempt, &beside)
}

/// The viewer's own attempt as it is now, and how it is seen: it is read with those beside it, of which one counts.
pub(super) fn reread(
    conn: &mut Conn,
    viewer: &Viewer,
    attempt: &Attempt,
) -> Result<(Attempt, AttemptView), Error> {
    let quiz = quizzes::by_key(conn, viewer, attempt.quiz_id)?;
    let all = taking::attempts_of(conn, viewer, viewer.member_id(), quiz.id)?;
    let now = match all.iter().find(|one| one.id == attempt.id) {
        Some(now) => now.clone(),
        // He has made more than are looked at.
        None => attempts::by_key(conn, viewer, attempt.id)?,
    };
    let view = beside_others(conn, viewer, &quiz, &now, &all)?;
    Ok((now, view))
}

fn beside_others(
    conn: &mut Conn,
    viewer: &Viewer,
    quiz: &Quiz,
    attempt: &Attempt,
    all: &[Attempt],
) -> Result<AttemptView, Error> {
    let counts = counting(all, quiz.counts) == Some(attempt.id);
    let is_withheld = is_withheld(conn, viewer, quiz, attempt)?;
    Ok(AttemptView::of(attempt, quiz, counts, viewer.now()).withheld(is_withheld))
}

/// Whether it is an upload of which nothing is told yet.
fn is_withheld(
    conn: &mut Conn,
    viewer: &Viewer,
    quiz: &Quiz,
    attempt: &Attempt,
) -> Result<bool, Error> {
    let Some(origin) = attempt.of_attempt_id else {
        return Ok(false);
    };
    let origin = attempts::by_key(conn, viewer, origin)?;
    Ok(quiz.withholds(attempt, &[origin], viewer.now()))
}

/// With them; the key only once the answers may be reviewed.
pub(super) fn whole(
    conn: &mut Conn,
    viewer: &Viewer,
    closer: &Closer,
    attempt: &Attempt,
) -> Result<AttemptPaperView, Error> {
    let quiz = quizzes::by_key(conn, viewer, attempt.quiz_id)?;
    let paper = attempt.paper()?;
    let asked = closer.asked(conn, viewer, &paper)?;
    let given = saved(answers::of_attempt(conn, viewer, attempt.id)?)?;
    let is_withheld = is_withheld(conn, viewer, &quiz, attempt)?;
    let keys = if !is_withheld && quiz.shows_answers(attempt, viewer.now()) {
        Some(closer.keys(conn, viewer, &asked)?)
    } else {
        None
    };
    let history = if is_withheld {
        Vec::new()
    } else {
        regrading::history(conn, viewer, attempt.id)?
    };
    Ok(AttemptPaperView {
        attempt: summary(conn, viewer, attempt)?,
        questions: asked_views(&paper.asked, &asked, &given, keys.as_deref()),
        regrades: history.into_iter().map(RegradeView::of).collect(),
    })
}
