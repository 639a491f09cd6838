//! What progress does by itself: passes over the members, figures at deadlines, forgetting raw events.

use actix_web::web::Data;
use chrono::Duration;
use serde_json::json;

use super::queries::{events, people, snapshots};
use super::reckoning;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::members::MembersChanged;
use crate::study::{self, AssignmentOpened, AssignmentState};

/// Days that raw events are kept.
const EVENT_DAYS: i64 = 30;

/// A hook of `members`: units have another place in the tree, and with them deadlines and audiences.
///
/// # Errors
/// The database.
pub fn tree_changed(conn: &mut Conn, actor: &dyn Actor) -> Result<(), Error> {
    study::start_passes(conn, actor, true)
}

/// Opens what is scheduled, goes on with every pass to its end, and keeps the figures of deadlines that have come. Each
/// step is a transaction of its own, so that others write between them and a killed process loses nothing.
///
/// # Errors
/// The database.
pub async fn look_after(app: &Data<App>) -> Result<(), Error> {
    let system = app.system("progress");
    let (asks, looks) = (system.clone(), system.clone());
    if app
        .db
        .read(move |conn| study::passes_due(conn, &asks))
        .await?
    {
        let opens = system.clone();
        app.db
            .write(move |conn| {
                study::open_due(conn, &opens)?;
                study::start_passes(conn, &opens, false)
            })
            .await?;
        loop {
            let system = app.system("progress");
            let followers = Told {
                opened: app.assignment_opened.clone(),
                enrolled: app.members_enrolled.clone(),
            };
            let step = move |conn: &mut Conn| step(conn, &system, &followers);
            if !app.db.write_much(step).await? {
                break;
            }
        }
    }
    let due = app
        .db
        .read(move |conn| snapshots::due(conn, &looks))
        .await?;
    for due in due {
        let system = system.clone();
        app.db
            .write_much(move |conn| freeze(conn, &system, &due))
            .await?;
    }
    Ok(())
}

/// Who is told of what a pass does.
struct Told {
    opened: Vec<AssignmentOpened>,
    enrolled: Vec<MembersChanged>,
}

/// One step of one pass; false: there is none to go on with.
fn step(conn: &mut Conn, system: &System, followers: &Told) -> Result<bool, Error> {
    let Some(plan) = study::next_pass(conn, system)? else {
        return Ok(false);
    };
    let id = plan.assignment.id;
    let after = plan.assignment.pass_after.unwrap_or(0);
    // Before the members are looked for: who is added later is reckoned when he is added.
    let last = people::last(conn, system)?;
    let (members, reached) = people::next(conn, system, id, &plan.audience, after)?;
    people::hold(conn, system, &members)?;
    reckoning::reckon(conn, system, std::slice::from_ref(&plan), &members)?;
    // What opens is announced to all when the pass has come to its end.
    if plan.assignment.state != AssignmentState::Opening {
        for follower in &followers.enrolled {
            follower(conn, system, &members)?;
        }
    }
    if reached >= last {
        study::pass_ended(conn, system, &plan, &followers.opened)?;
    } else {
        study::pass_reached(conn, system, id, reached)?;
    }
    Ok(true)
}

fn freeze(conn: &mut Conn, system: &System, due: &snapshots::Due) -> Result<(), Error> {
    if snapshots::take(conn, system, due)? {
        let plan = study::plan(conn, system, due.assignment_id)?;
        let detail = json!({"assignment_id": plan.assignment.public_id, "due_at": due.due_at});
        let unit = Some(plan.assignment.owner_unit_id);
        let entry = Entry::write("freeze_figures", unit, Vec::new(), detail);
        audit::record(conn, system, &entry)?;
    }
    Ok(())
}

/// Deletes some raw events that have been kept long enough; answers how many.
///
/// # Errors
/// The database.
pub fn forget_events(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let until = system.now() - Duration::days(EVENT_DAYS);
    events::forget(conn, system, until)
}
