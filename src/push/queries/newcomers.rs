//! Who came into an assignment after it had been announced.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::principal::Actor;
use crate::db::{Conn, Kept};
use crate::error::Error;
use crate::kernel::instant::Instant;

#[derive(QueryableByName)]
struct Untold {
    #[diesel(sql_type = BigInt)]
    event_id: i64,
    #[diesel(sql_type = BigInt)]
    member_id: i64,
}

#[derive(QueryableByName)]
struct Range {
    #[diesel(sql_type = BigInt)]
    after: i64,
    #[diesel(sql_type = BigInt)]
    last: i64,
}

/// Those of these members whom an open assignment counts, who have not finished, and who were never told of it: each with
/// the event by which the others were told. Not who entered before `since`: what he was told may be forgotten by now.
pub(in crate::push) fn untold(
    conn: &mut Conn,
    _: &impl Actor,
    members: &[i64],
    since: Instant,
) -> Result<Vec<(i64, i64)>, Error> {
    let rows: Vec<Untold> = Kept::new(
        "SELECT e.id AS event_id, en.member_id AS member_id FROM enrolments en \
         JOIN assignments g ON g.id = en.assignment_id AND g.state = 'open' \
         JOIN notification_events e ON e.assignment_id = g.id AND e.kind = 'assignment_opened' \
         WHERE en.counted = 'counted' AND en.completed_at IS NULL AND en.entered_at > ",
    )
    .bind(since)
    .sql(" AND en.member_id IN (")
    .keys(members)
    .sql(
        ") AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.event_id = e.id AND n.member_id = en.member_id) \
         ORDER BY 1, 2",
    )
    .once()
    .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.event_id, row.member_id))
        .collect())
}

/// Ranges of members whom the event's own chunks have yet to tell. Until the transaction ends none of them is taken: it
/// will find whoever is enrolled here (PostgreSQL; SQLite has one writer).
pub(in crate::push) fn to_be_told(
    conn: &mut Conn,
    _: &impl Actor,
    event_id: i64,
) -> Result<Vec<(i64, i64)>, Error> {
    let statement =
        Kept::new("SELECT after_member AS after, last_member AS last FROM push_chunks WHERE noted = FALSE AND finished_at IS NULL AND event_id = ")
            .bind(event_id);
    let statement = match conn {
        Conn::Postgres(_) => statement.sql(" FOR SHARE"),
        Conn::Sqlite(_) => statement,
    };
    let rows: Vec<Range> = statement.load(conn)?;
    Ok(rows.into_iter().map(|row| (row.after, row.last)).collect())
}
