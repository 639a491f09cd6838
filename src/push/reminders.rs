//! Reminders of deadlines: the server writes them by itself, days ahead.

use chrono::Duration;

use super::announce;
use super::model::{NotificationClass, NotificationKind, To};
use super::queries::subjects::{self, Deadline};
use super::rules::reminders;
use crate::app::App;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::inbox::{self, NewEvent};

/// Days that are looked ahead.
const AHEAD_DAYS: i64 = 4;

/// Begins the reminders that are due; answers how many.
///
/// # Errors
/// The database.
pub async fn remind(app: &App) -> Result<usize, Error> {
    let system = app.system("push");
    let due = app.db.read(move |conn| due(conn, &system)).await?;
    let mut begun = 0;
    for (deadline, days) in due {
        let system = app.system("push");
        let event = app
            .db
            .write(move |conn| begin(conn, &system, deadline, days))
            .await?;
        begun += usize::from(event.is_some());
    }
    Ok(begun)
}

fn due(conn: &mut Conn, system: &System) -> Result<Vec<(Deadline, i64)>, Error> {
    let now = system.now();
    let mut due = Vec::new();
    for deadline in subjects::deadlines(conn, system, now + Duration::days(AHEAD_DAYS))? {
        let Some(days) = reminders::due(deadline.2, now) else {
            continue;
        };
        if !inbox::is_announced(conn, system, &key(deadline, days))? {
            due.push((deadline, days));
        }
    }
    Ok(due)
}

fn key((assignment, _, due_at): Deadline, days: i64) -> String {
    format!("deadline:{assignment}:{}:{days}", due_at.micros())
}

fn begin(
    conn: &mut Conn,
    system: &System,
    deadline: Deadline,
    days: i64,
) -> Result<Option<i64>, Error> {
    let (assignment_id, unit_id, due_at) = deadline;
    let event = NewEvent {
        key: key(deadline, days),
        kind: NotificationKind::DeadlineNear,
        class: NotificationClass::Reminder,
        urgent: false,
        unit_id,
        document_id: None,
        assignment_id: Some(assignment_id),
    };
    announce::begin(conn, system, &event, To::Unfinished(assignment_id, due_at))
}
