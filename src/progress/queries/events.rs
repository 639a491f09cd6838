//! What phones tell.

use diesel::prelude::*;

use crate::auth::{System, Viewer};
use crate::db::schema::progress_events;
use crate::db::types::PublicIdSql;
use crate::db::{Conn, Kept, Value};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::progress::model::Event;

/// Rows of a statement: 9 values each.
const ROWS: usize = 500;
/// Statements of so few rows are kept compiled.
const KEPT_ROWS: usize = 4;
/// Events that one step deletes.
const STEP: i64 = 2_000;

#[derive(QueryableByName)]
struct Inserted {
    #[diesel(sql_type = PublicIdSql)]
    client_id: PublicId,
}

/// Keeps the events, each with the time credited for it; answers which of them are new.
pub(in crate::progress) fn insert(
    conn: &mut Conn,
    viewer: &Viewer,
    events: &[(&Event, i32)],
) -> Result<Vec<PublicId>, Error> {
    let mut new = Vec::with_capacity(events.len());
    for events in events.chunks(ROWS) {
        let mut statement = Kept::new(
            "INSERT INTO progress_events (member_id, client_id, edition_id, kind, anchor, permille, device_at, server_at, \
             credited_seconds) VALUES ",
        );
        for (index, (event, credited)) in events.iter().enumerate() {
            statement = statement.row(index == 0, of_event(viewer, event, *credited));
        }
        if events.len() > KEPT_ROWS {
            statement = statement.once();
        }
        let inserted: Vec<Inserted> = statement
            .sql(" ON CONFLICT (member_id, client_id) DO NOTHING RETURNING client_id")
            .load(conn)?;
        new.extend(inserted.into_iter().map(|row| row.client_id));
    }
    Ok(new)
}

// scope: a row as values.
fn of_event(viewer: &Viewer, event: &Event, credited: i32) -> Vec<Value> {
    vec![
        viewer.member_id().into(),
        event.client_id.into(),
        event.edition_id.into(),
        event.kind.code().into(),
        event.anchor.clone().into(),
        event.permille.into(),
        event.at.into(),
        viewer.now().into(),
        credited.into(),
    ]
}

/// Those of these events that the server has already.
pub(in crate::progress) fn known(
    conn: &mut Conn,
    viewer: &Viewer,
    ids: &[PublicId],
) -> Result<Vec<PublicId>, Error> {
    Ok(progress_events::table
        .filter(progress_events::member_id.eq(viewer.member_id()))
        .filter(progress_events::client_id.eq_any(ids))
        .select(progress_events::client_id)
        .load(conn)?)
}

/// When the server last heard of this member's reading.
pub(in crate::progress) fn last_known(
    conn: &mut Conn,
    viewer: &Viewer,
) -> Result<Option<Instant>, Error> {
    Ok(progress_events::table
        .filter(progress_events::member_id.eq(viewer.member_id()))
        .select(progress_events::server_at)
        .order(progress_events::server_at.desc())
        .first(conn)
        .optional()?)
}

/// Keeps for good that he has read an edition: since the earliest time.
pub(in crate::progress) fn keep_read(
    conn: &mut Conn,
    viewer: &Viewer,
    edition_id: i64,
    at: Instant,
) -> Result<(), Error> {
    Kept::new("INSERT INTO editions_read (member_id, edition_id, read_at) VALUES ")
        .row(
            true,
            [viewer.member_id().into(), edition_id.into(), at.into()],
        )
        .sql(
            " ON CONFLICT (member_id, edition_id) DO UPDATE SET read_at = excluded.read_at \
             WHERE editions_read.read_at > excluded.read_at",
        )
        .execute(conn)?;
    Ok(())
}

/// Deletes the oldest events that came before `until`; answers how many.
pub(in crate::progress) fn forget(
    conn: &mut Conn,
    _: &System,
    until: Instant,
) -> Result<usize, Error> {
    let oldest: Vec<(i64, Instant)> = progress_events::table
        .order(progress_events::id)
        .limit(STEP)
        .select((progress_events::id, progress_events::server_at))
        .load(conn)?;
    let Some((last, _)) = oldest.iter().rev().find(|(_, at)| *at < until) else {
        return Ok(0);
    };
    Ok(diesel::delete(
        progress_events::table
            .filter(progress_events::id.le(last))
            .filter(progress_events::server_at.lt(until)),
    )
    .execute(conn)?)
}
