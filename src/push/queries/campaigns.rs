//! Campaigns, and how their members lie over the row keys.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::schema::{push_campaigns, push_chunks, push_retries};
use crate::db::{Conn, Kept, Value};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::To;
use crate::push::rules::ranges::Range;

#[derive(QueryableByName)]
struct Bucket {
    #[diesel(sql_type = BigInt)]
    last: i64,
    #[diesel(sql_type = BigInt)]
    people: i64,
}

#[derive(QueryableByName)]
struct Member {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// As the database spells it: word, audience, assignment, deadline, document.
type Spelled = (
    &'static str,
    Option<i64>,
    Option<i64>,
    Option<Instant>,
    Option<i64>,
);

// scope: makes a value, asks nothing.
fn spelled(to: To) -> Spelled {
    match to {
        To::Audience(id) => ("audience", Some(id), None, None, None),
        To::Enrolled(id) => ("enrolled", None, Some(id), None, None),
        To::Unfinished(id, due_at) => ("unfinished", None, Some(id), Some(due_at), None),
        To::ToldOf(id) => ("told_of", None, None, None, Some(id)),
        To::Told => ("told", None, None, None, None),
    }
}

/// Reads what [`insert`] wrote.
// scope: makes a value, asks nothing.
pub(super) fn read(
    audience: &str,
    audience_id: Option<i64>,
    assignment_id: Option<i64>,
    due_at: Option<Instant>,
    document_id: Option<i64>,
) -> Option<To> {
    Some(match audience {
        "audience" => To::Audience(audience_id?),
        "enrolled" => To::Enrolled(assignment_id?),
        "unfinished" => To::Unfinished(assignment_id?, due_at?),
        "told_of" => To::ToldOf(document_id?),
        "told" => To::Told,
        _ => return None,
    })
}

/// A campaign with its chunks; `noted` says that its members were told already.
pub(in crate::push) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    event_id: i64,
    (to, urgent, ttl_until): (To, bool, Instant),
    ranges: &[Range],
) -> Result<(), Error> {
    let now = actor.stamp().now();
    let (audience, audience_id, assignment_id, due_at, document_id) = spelled(to);
    diesel::insert_into(push_campaigns::table)
        .values((
            push_campaigns::event_id.eq(event_id),
            push_campaigns::audience.eq(audience),
            push_campaigns::audience_id.eq(audience_id),
            push_campaigns::assignment_id.eq(assignment_id),
            push_campaigns::due_at.eq(due_at),
            push_campaigns::document_id.eq(document_id),
            push_campaigns::ttl_until.eq(ttl_until),
            push_campaigns::created_at.eq(now),
        ))
        .execute(conn)?;
    for some in ranges.chunks(500) {
        let mut statement = Kept::new(
            "INSERT INTO push_chunks (event_id, urgent, after_member, last_member, state, noted, attempt, not_before, planned, \
             members, devices, accepted, gone, refused, mismatched, expired) VALUES ",
        );
        for (index, range) in some.iter().enumerate() {
            let none = Value::BigInt(0);
            let told = if to == To::Told { range.planned } else { 0 };
            let values = [
                Value::from(event_id),
                Value::from(urgent),
                Value::from(range.after),
                Value::from(range.last),
                Value::from("waiting"),
                Value::from(to == To::Told),
                Value::from(0),
                Value::from(now),
                Value::from(range.planned),
                Value::from(told),
                none.clone(),
                none.clone(),
                none.clone(),
                none.clone(),
                none.clone(),
                none,
            ];
            statement = statement.row(index == 0, values);
        }
        statement.once().execute(conn)?;
    }
    Ok(())
}

/// Stops what has not gone out yet of these events.
pub(in crate::push) fn cancel(
    conn: &mut Conn,
    actor: &impl Actor,
    events: &[i64],
) -> Result<(), Error> {
    let open = push_chunks::table
        .filter(push_chunks::event_id.eq_any(events))
        .filter(push_chunks::finished_at.is_null());
    diesel::update(open)
        .set((
            push_chunks::state.eq("cancelled"),
            push_chunks::lease_until.eq(None::<Instant>),
            push_chunks::finished_at.eq(Some(actor.stamp().now())),
        ))
        .execute(conn)?;
    diesel::delete(push_retries::table.filter(push_retries::event_id.eq_any(events)))
        .execute(conn)?;
    Ok(())
}

/// For each 500 row keys that hold some of them, the last of the keys and how many they are.
pub(in crate::push) fn spread(
    conn: &mut Conn,
    _: &impl Actor,
    to: To,
) -> Result<Vec<(i64, i64)>, Error> {
    const BUCKETS: &str =
        "SELECT ((member_id - 1) / 500 + 1) * 500 AS last, count(*) AS people FROM ";
    let statement = Kept::new(BUCKETS);
    let statement = match to {
        To::Enrolled(id) | To::Unfinished(id, _) => {
            enrolled(statement.sql("enrolments WHERE"), id, to)
        }
        To::ToldOf(id) => told_of(statement.sql("notifications WHERE"), id),
        To::Audience(_) | To::Told => return Ok(Vec::new()),
    };
    let found: Vec<Bucket> = statement.sql(" GROUP BY 1 ORDER BY 1").load(conn)?;
    Ok(found
        .into_iter()
        .map(|bucket| (bucket.last, bucket.people))
        .collect())
}

/// Those of a range whom it is for now, but for an audience.
pub(in crate::push) fn members(
    conn: &mut Conn,
    _: &System,
    to: To,
    (after, last): (i64, i64),
) -> Result<Vec<i64>, Error> {
    const DISTINCT: &str = "SELECT DISTINCT member_id AS id FROM ";
    let statement = Kept::new(DISTINCT);
    let statement = match to {
        To::Enrolled(id) | To::Unfinished(id, _) => {
            enrolled(statement.sql("enrolments WHERE"), id, to)
        }
        To::ToldOf(id) => told_of(statement.sql("notifications WHERE"), id),
        To::Audience(_) | To::Told => return Ok(Vec::new()),
    };
    let found: Vec<Member> = statement
        .sql(" AND member_id > ")
        .bind(after)
        .sql(" AND member_id <= ")
        .bind(last)
        .sql(" ORDER BY 1")
        .load(conn)?;
    Ok(found.into_iter().map(|member| member.id).collect())
}

// scope: builds a condition, asks nothing.
fn enrolled(statement: Kept, assignment_id: i64, to: To) -> Kept {
    let statement = statement
        .sql(" assignment_id = ")
        .bind(assignment_id)
        .sql(" AND counted = 'counted' AND completed_at IS NULL");
    match to {
        To::Unfinished(_, due_at) => statement.sql(" AND due_at = ").bind(due_at),
        _ => statement,
    }
}

// scope: builds a condition, asks nothing.
fn told_of(statement: Kept, document_id: i64) -> Kept {
    statement
        .sql(" event_id IN (SELECT id FROM notification_events WHERE kind <> 'document_withdrawn' AND document_id = ")
        .bind(document_id)
        .sql(")")
}
