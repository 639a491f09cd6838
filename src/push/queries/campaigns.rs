//! Campaigns, and how their members lie over the row keys.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::chunks::{self, Cut};
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::schema::{push_campaigns, push_chunks, push_retries};
use crate::db::{Conn, Kept};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{To, Word};
use crate::push::rules::ranges::Range;

/// Campaigns of one step of forgetting; each has up to a thousand chunks.
const FORGOTTEN_AT_A_TIME: i64 = 10;

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
    let cut = Cut {
        urgent,
        told_at: None,
        ttl_until: None,
        noted: to == To::Told,
    };
    chunks::add(conn, actor, event_id, cut, ranges)
}

/// Writes down what a batch has heard of the message of an event.
pub(in crate::push) fn hear(
    conn: &mut Conn,
    _: &System,
    event_id: i64,
    word: Word,
) -> Result<(), Error> {
    if word.taken {
        // Once: the row is one for all batches of the campaign.
        let unknown = push_campaigns::table
            .find(event_id)
            .filter(push_campaigns::taken.eq(false));
        diesel::update(unknown)
            .set(push_campaigns::taken.eq(true))
            .execute(conn)?;
    }
    if word.refused > 0 {
        // Addresses that were tried before may have been counted before.
        Kept::new("UPDATE push_campaigns SET refusals = CASE WHEN refusals + ")
            .bind(word.fresh)
            .sql(" > ")
            .bind(word.refused)
            .sql(" THEN refusals + ")
            .bind(word.fresh)
            .sql(" ELSE ")
            .bind(word.refused)
            .sql(" END WHERE event_id = ")
            .bind(event_id)
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets some campaigns that began before then and are over, with their chunks; answers how many.
pub(in crate::push) fn forget(conn: &mut Conn, _: &System, until: Instant) -> Result<usize, Error> {
    let open = push_chunks::table
        .filter(push_chunks::event_id.eq(push_campaigns::event_id))
        .filter(push_chunks::finished_at.is_null())
        .filter(push_chunks::state.ne("set_aside"));
    let ids: Vec<i64> = push_campaigns::table
        .filter(push_campaigns::created_at.lt(until))
        .filter(not(exists(open)))
        .order(push_campaigns::event_id)
        .limit(FORGOTTEN_AT_A_TIME)
        .select(push_campaigns::event_id)
        .load(conn)?;
    diesel::delete(push_retries::table.filter(push_retries::event_id.eq_any(&ids)))
        .execute(conn)?;
    diesel::delete(push_chunks::table.filter(push_chunks::event_id.eq_any(&ids))).execute(conn)?;
    diesel::delete(push_campaigns::table.filter(push_campaigns::event_id.eq_any(&ids)))
        .execute(conn)?;
    Ok(ids.len())
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
