//! What quizzes do by themselves: attempts whose time is over are closed and graded.

use chrono::Duration;
use diesel::Connection as _;

use super::closing::{Answers, Closer, How};
use super::model::{AttemptState, Ended};
use super::queries::attempts;
use super::rules::timing::GRACE_SECONDS;
use crate::app::App;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;

/// Attempts that one step closes, so that other writers get their turn.
const STEP: i64 = 200;

/// Closes the attempts whose time and grace are over; answers how many. One that cannot be closed is logged and does not
/// hold up the others.
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
        let step = app
            .db
            .write(move |conn| close_all(conn, &system, &closer, &due))
            .await?;
        closed += step;
        if step == 0 {
            // Those that are left cannot be closed now; the next look tries again.
            return Ok(closed);
        }
    }
}

fn close_all(
    conn: &mut Conn,
    system: &System,
    closer: &Closer,
    due: &[i64],
) -> Result<usize, Error> {
    let mut closed = 0;
    for id in due {
        match conn.transaction(|conn| close_one(conn, system, closer, *id)) {
            Ok(done) => closed += usize::from(done),
            Err(error @ Error::Database(_)) => return Err(error),
            Err(error) => {
                tracing::error!(error = %error.for_log(), "an attempt could not be closed");
            }
        }
    }
    Ok(closed)
}

fn close_one(conn: &mut Conn, system: &System, closer: &Closer, id: i64) -> Result<bool, Error> {
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
