//! What happened.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::schema::notification_events;
use crate::db::{Conn, Kept};
use crate::error::Error;
use crate::inbox::model::{NewEvent, NotificationClass, Recalled};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// `None`: an event of its key is there already.
pub(in crate::inbox) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    event: &NewEvent,
) -> Result<Option<i64>, Error> {
    let now = actor.stamp().now();
    let columns = "INSERT INTO notification_events (public_id, event_key, kind, class, urgent, unit_id, document_id, assignment_id, created_by, created_at) VALUES (";
    let mut statement = Kept::new(columns)
        .bind(PublicId::new(now))
        .sql(", ")
        .bind(Some(event.key.clone()))
        .sql(", ")
        .bind(event.kind.code())
        .sql(", ")
        .bind(event.class.code())
        .sql(", ")
        .bind(event.urgent)
        .sql(", ")
        .bind(event.unit_id);
    for key in [event.document_id, event.assignment_id, actor.member_id()] {
        statement = match key {
            Some(key) => statement.sql(", ").bind(key),
            None => statement.sql(", NULL"),
        };
    }
    let written: Vec<Key> = statement
        .sql(", ")
        .bind(now)
        .sql(") ON CONFLICT (event_key) DO NOTHING RETURNING id")
        .load(conn)?;
    Ok(written.first().map(|row| row.id))
}

pub(in crate::inbox) fn exists(conn: &mut Conn, _: &System, key: &str) -> Result<bool, Error> {
    let found = notification_events::table.filter(notification_events::event_key.eq(key));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(conn)?)
}

/// Those of a document that were not recalled yet; answers them, the oldest first.
pub(in crate::inbox) fn recall(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
) -> Result<Vec<Recalled>, Error> {
    let rows: Vec<(i64, String, bool)> = notification_events::table
        .filter(notification_events::document_id.eq(document_id))
        .filter(notification_events::kind.ne("document_withdrawn"))
        .filter(notification_events::recalled_at.is_null())
        .order(notification_events::id)
        .select((
            notification_events::id,
            notification_events::class,
            notification_events::urgent,
        ))
        .load(conn)?;
    let mut recalled = Vec::with_capacity(rows.len());
    for (event_id, class, urgent) in rows {
        diesel::update(notification_events::table.find(event_id))
            .set(notification_events::recalled_at.eq(Some::<Instant>(actor.stamp().now())))
            .execute(conn)?;
        let class = NotificationClass::try_from(class).map_err(Error::internal)?;
        recalled.push(Recalled {
            event_id,
            class,
            urgent,
        });
    }
    Ok(recalled)
}
