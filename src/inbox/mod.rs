//! What a member is told of, and of which of it his phone rings. The inbox is the truth; a push is only a hint, and phones
//! that are never pushed to ask here.
//!
//! Tables: `notification_events` (what happened), `notifications` (who is told of it), `notification_preferences`.
//!
//! Rules:
//! * One notification for each member and event, ever; an event's key makes it once.
//! * A notification says of what class it is and what it is about by id, never a title: that is read where the paper is,
//!   by those who may.
//! * A muted class stays in the inbox; directives cannot be muted.
//! * Of each kind of reminder at most [`REMINDERS_A_DAY`] ring on a day in Vietnam. Deadlines stand in the inbox all the same;
//!   what a secretary sends beyond that is left out.
//! * Notifications are kept for [`KEPT_DAYS`] days; what happened stays known, so that nothing is announced twice.
//! * When a document is taken back its events are recalled: their notifications say so and lead nowhere.

mod model;
mod queries;
pub mod routes;
mod rules;
mod views;

use std::collections::HashSet;

use chrono::Duration;

pub use model::{About, NewEvent, NotificationClass, NotificationKind, Recalled};
pub use rules::{KEPT_DAYS, REMINDERS_A_DAY, line};

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;
use crate::kernel::dates::day_start;
use crate::kernel::instant::Instant;

/// Writes down what happened, in the transaction in which it did; the row key of the event. `None`: it is there already.
///
/// # Errors
/// The database.
pub fn announce(
    conn: &mut Conn,
    actor: &impl Actor,
    event: &NewEvent,
) -> Result<Option<i64>, Error> {
    queries::events::insert(conn, actor, event)
}

/// Whether there is an event of this key.
///
/// # Errors
/// The database.
pub fn is_announced(conn: &mut Conn, system: &System, key: &str) -> Result<bool, Error> {
    queries::events::exists(conn, system, key)
}

/// Recalls the events of a document that is taken back; answers them, the oldest first.
///
/// # Errors
/// The database.
pub fn recall(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
) -> Result<Vec<Recalled>, Error> {
    queries::events::recall(conn, actor, document_id)
}

/// Tells these members of an event; who was told before is not told again, and of reminders no more ring than a day's.
/// Answers who was told, in the order of their row keys.
///
/// # Errors
/// The database.
pub fn tell(
    conn: &mut Conn,
    actor: &impl Actor,
    about: About,
    members: &[i64],
) -> Result<Vec<i64>, Error> {
    let mut members = members.to_vec();
    let mut silent = HashSet::new();
    if about.class == NotificationClass::Reminder {
        // Two reminders at once must not both be the last of the day.
        queries::notifications::hold(conn, actor, &members)?;
        let since = Instant::new(day_start(actor.stamp().now().day()));
        let had = queries::notifications::of_kind(conn, actor, about.kind, &members, since)?;
        silent = rules::have_had_enough(&had);
        if about.kind == NotificationKind::Nudge {
            members.retain(|member| !silent.contains(member));
        }
    }
    let mut told = queries::notifications::insert(conn, actor, about, &members, &silent)?;
    told.sort_unstable();
    Ok(told)
}

/// Forgets some notifications that were kept long enough; answers how many.
///
/// # Errors
/// The database.
pub fn forget(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let until = system.now() - Duration::days(KEPT_DAYS);
    queries::notifications::forget(conn, system, until)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::list_notifications::list_notifications)
        .service(routes::count_unread_notifications::count_unread_notifications)
        .service(routes::open_notification::open_notification)
        .service(routes::get_notification_preferences::get_notification_preferences)
        .service(routes::put_notification_preferences::put_notification_preferences);
}
