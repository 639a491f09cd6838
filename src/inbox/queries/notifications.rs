//! Who is told of what.

use std::collections::{HashMap, HashSet};

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::principal::Actor;
use crate::auth::{System, Viewer};
use crate::db::schema::{assignments, documents, notification_events, notifications, push_retries};
use crate::db::{Conn, Kept, MultiBackend, Value};
use crate::error::Error;
use crate::inbox::model::{About, Notification, NotificationClass, NotificationKind};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = BigInt)]
    member_id: i64,
}

/// Rows of one step of forgetting.
const FORGOTTEN_AT_A_TIME: i64 = 1_000;

/// Keeps others from telling these members something at the same time. PostgreSQL only; SQLite has one writer.
pub(in crate::inbox) fn hold(
    conn: &mut Conn,
    _: &impl Actor,
    members: &[i64],
) -> Result<(), Error> {
    if matches!(conn, Conn::Postgres(_)) && !members.is_empty() {
        Kept::new("SELECT id, id AS count FROM members WHERE id IN (")
            .keys(members)
            .sql(") ORDER BY id FOR NO KEY UPDATE")
            .once()
            .load::<Row>(conn)?;
    }
    Ok(())
}

/// How many notifications of a kind each of these members has had since.
pub(in crate::inbox) fn of_kind(
    conn: &mut Conn,
    _: &impl Actor,
    kind: NotificationKind,
    members: &[i64],
    since: Instant,
) -> Result<HashMap<i64, i64>, Error> {
    let rows: Vec<Row> = Kept::new(
        "SELECT n.member_id AS id, count(*) AS count FROM notifications n JOIN notification_events e ON e.id = n.event_id AND e.kind = ",
    )
    .bind(kind.code())
    .sql(" WHERE n.member_id IN (")
    .keys(members)
    .sql(") AND n.created_at >= ")
    .bind(since)
    .sql(" GROUP BY n.member_id")
    .once()
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row.count)).collect())
}

/// Answers who was told; who was before is not again. The phones of those who are silent do not ring.
pub(in crate::inbox) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    about: About,
    members: &[i64],
    silent: &HashSet<i64>,
) -> Result<Vec<i64>, Error> {
    let now = actor.stamp().now();
    let mut told = Vec::with_capacity(members.len());
    for some in members.chunks(1_000) {
        let mut statement = Kept::new(
            "INSERT INTO notifications (public_id, member_id, event_id, class, created_at, silent) VALUES ",
        );
        for (index, member) in some.iter().enumerate() {
            let values = [
                Value::from(PublicId::new(now)),
                Value::from(*member),
                Value::from(about.event_id),
                Value::from(about.class.code()),
                Value::from(now),
                Value::from(silent.contains(member)),
            ];
            statement = statement.row(index == 0, values);
        }
        let rows: Vec<Told> = statement
            .sql(" ON CONFLICT (event_id, member_id) DO NOTHING RETURNING member_id")
            .once()
            .load(conn)?;
        told.extend(rows.into_iter().map(|row| row.member_id));
    }
    Ok(told)
}

/// Forgets some that came before then; answers how many. They are looked for among the oldest only: row keys grow with time.
pub(in crate::inbox) fn forget(
    conn: &mut Conn,
    _: &System,
    until: Instant,
) -> Result<usize, Error> {
    let oldest: Vec<(i64, Instant)> = notifications::table
        .order(notifications::id)
        .limit(FORGOTTEN_AT_A_TIME)
        .select((notifications::id, notifications::created_at))
        .load(conn)?;
    let old: Vec<i64> = oldest
        .into_iter()
        .filter(|(_, created_at)| *created_at < until)
        .map(|(id, _)| id)
        .collect();
    // A message that still waits keeps its notification.
    let free = notifications::table
        .filter(notifications::id.eq_any(old))
        .filter(not(exists(
            push_retries::table.filter(push_retries::notification_id.eq(notifications::id)),
        )));
    Ok(diesel::delete(free).execute(conn)?)
}

/// What narrows the list.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::inbox) struct Filter {
    pub unread: Option<bool>,
    pub class: Option<NotificationClass>,
    pub one: Option<PublicId>,
}

/// The caller's, newest first, after the one with the row key `before`.
pub(in crate::inbox) fn list(
    conn: &mut Conn,
    viewer: &Viewer,
    filter: Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Notification>, Error> {
    let mut found = notifications::table
        .inner_join(
            notification_events::table.on(notification_events::id.eq(notifications::event_id)),
        )
        .left_join(
            documents::table.on(notification_events::document_id.eq(documents::id.nullable())),
        )
        .left_join(
            assignments::table
                .on(notification_events::assignment_id.eq(assignments::id.nullable())),
        )
        .filter(notifications::member_id.eq(viewer.member_id()))
        .filter(notifications::id.lt(before.unwrap_or(i64::MAX)))
        .order(notifications::id.desc())
        .limit(limit)
        .select((
            notifications::id,
            notifications::public_id,
            notifications::class,
            notifications::created_at,
            notifications::opened_at,
            notification_events::kind,
            notification_events::urgent,
            notification_events::recalled_at,
            documents::public_id.nullable(),
            assignments::public_id.nullable(),
        ))
        .into_boxed::<MultiBackend>();
    if let Some(unread) = filter.unread {
        found = if unread {
            found.filter(notifications::opened_at.is_null())
        } else {
            found.filter(notifications::opened_at.is_not_null())
        };
    }
    if let Some(class) = filter.class {
        found = found.filter(notifications::class.eq(class.code()));
    }
    if let Some(id) = filter.one {
        found = found.filter(notifications::public_id.eq(id));
    }
    Ok(found.load(conn)?)
}

/// How many the caller has not opened, counted up to a limit.
pub(in crate::inbox) fn count_unread(
    conn: &mut Conn,
    viewer: &Viewer,
    limit: i64,
) -> Result<i64, Error> {
    let some: Vec<i64> = notifications::table
        .filter(notifications::member_id.eq(viewer.member_id()))
        .filter(notifications::opened_at.is_null())
        .limit(limit)
        .select(notifications::id)
        .load(conn)?;
    Ok(i64::try_from(some.len()).unwrap_or(limit))
}

/// The caller has opened it; the first time holds.
pub(in crate::inbox) fn open(conn: &mut Conn, viewer: &Viewer, id: PublicId) -> Result<(), Error> {
    let unread = notifications::table
        .filter(notifications::public_id.eq(id))
        .filter(notifications::member_id.eq(viewer.member_id()))
        .filter(notifications::opened_at.is_null());
    diesel::update(unread)
        .set(notifications::opened_at.eq(Some(viewer.now())))
        .execute(conn)?;
    Ok(())
}
