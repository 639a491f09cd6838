//! What quizzes do by themselves: attempts whose time is over are closed and graded.

use chrono::Duration;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::closing::{Answers, Closer, How};
use super::model::{AttemptState, Ended};
use super::queries::attempts;
use super::rules::timing::GRACE_SECONDS;
use crate::app::App;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;

/// Attempts that one look finds.
const STEP: i64 = 200;
/// Attempts that are closed beside each other, so that other writers get their turn.
const BESIDE: usize = 4;

/// Closes the attempts whose time and grace are over; answers how many. Each in a transaction of its own, which takes its
/// locks in the order in which a submit does: so neither ever waits for the other in a ring. One that cannot be closed is
/// logged and does not hold up the others.
///
/// # Errors
/// The database.
pub async fn close_expired(app: &App) -> Result<usize, Error> {
    let mut closed = 0;
    loop {
        let system = app.system("upkeep");
        let before = system.now() - Duration::seconds(GRACE_SECONDS);
        let asks = system.clone();
        let due = app
            .db
            .read(move |conn| attempts::due(conn, &asks, before, STEP))
            .await?;
        if due.is_empty() {
            return Ok(closed);
        }
        let closer = Closer::of(app);
        let step = stream::iter(due)
            .map(|id| close_one(app, &system, &closer, id))
            .buffer_unordered(BESIDE)
            .try_fold(0, |sum, done| async move { Ok(sum + usize::from(done)) })
            .await?;
        closed += step;
        if step == 0 {
            // Those that are left cannot be closed now; the next look tries again.
            return Ok(closed);
        }
    }
}

async fn close_one(app: &App, system: &System, closer: &Closer, id: i64) -> Result<bool, Error> {
    let (acts, closer) = (system.clone(), closer.clone());
    let done = app
        .db
        .write(move |conn| close(conn, &acts, &closer, id))
        .await;
    match done {
        Err(error @ Error::Database(_)) => Err(error),
        Err(error) => {
            tracing::error!(error = %error.for_log(), "an attempt could not be closed");
            Ok(false)
        }
        done => done,
    }
}

fn close(conn: &mut Conn, system: &System, closer: &Closer, id: i64) -> Result<bool, Error> {
    let attempt = attempts::lock(conn, system, id)?;
    if attempt.state != AttemptState::Open || !attempt.is_expired(system.now()) {
        return Ok(false);
    }
    let how = How {
        ended: Ended::Expired,
        at: attempt.expires_at.unwrap_or(system.now()),
        upload: None,
    };
    closer.close(conn, system, &attempt, how, Answers::new())?;
    Ok(true)
}
