//! What happened to units.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::Value;

use crate::auth::Viewer;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::BATCH_ROWS;
use crate::db::schema::{unit_changes, units};
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::on_each;
use crate::units::model::ChangeKind;

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = unit_changes, treat_none_as_default_value = false)]
struct ChangeRow {
    public_id: PublicId,
    unit_id: i64,
    change: &'static str,
    effective_on: NaiveDate,
    detail: JsonDoc,
    recorded_by: Option<i64>,
    recorded_at: Instant,
}

/// A change as it is read.
pub(in crate::units) type Recorded = (i64, PublicId, String, NaiveDate, JsonDoc, Instant);

/// Adds a row of history to each of these units.
pub(in crate::units) fn append(
    conn: &mut Conn,
    actor: &impl Actor,
    change: ChangeKind,
    effective_on: NaiveDate,
    of_units: &[(i64, Value)],
) -> Result<(), Error> {
    let now = actor.stamp().now();
    let rows: Vec<ChangeRow> = of_units
        .iter()
        .map(|(unit_id, detail)| ChangeRow {
            public_id: PublicId::new(now),
            unit_id: *unit_id,
            change: change.code(),
            effective_on,
            detail: JsonDoc(detail.clone()),
            recorded_by: actor.member_id(),
            recorded_at: now,
        })
        .collect();
    for batch in rows.chunks(BATCH_ROWS) {
        on_each!(conn, |c| diesel::insert_into(unit_changes::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(())
}

/// A page of the history of a unit, the newest first.
pub(in crate::units) fn page(
    conn: &mut Conn,
    viewer: &Viewer,
    unit_id: i64,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Recorded>, Error> {
    let mut query = unit_changes::table
        .inner_join(units::table.on(units::id.eq(unit_changes::unit_id)))
        .filter(units::id.eq(unit_id))
        .filter(viewer.sees_unit(units::id))
        .select((
            unit_changes::id,
            unit_changes::public_id,
            unit_changes::change,
            unit_changes::effective_on,
            unit_changes::detail,
            unit_changes::recorded_at,
        ))
        .order(unit_changes::id.desc())
        .limit(limit)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(unit_changes::id.lt(before));
    }
    Ok(query.load(conn)?)
}
