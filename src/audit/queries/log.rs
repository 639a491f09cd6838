//! The log as the auditor of a subtree reads it.

use diesel::prelude::*;

use crate::audit::model::{Kind, LogFilter};
use crate::auth::Grant;
use crate::auth::permissions::ReadAudit;
use crate::db::schema::{audit_log, audit_subjects, members, unit_closure, units};
use crate::db::types::JsonDoc;
use crate::db::{Conn, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// The most units that a query names one by one.
const FEW_UNITS: i64 = 500;

/// A row with its unit.
#[derive(Queryable)]
pub(in crate::audit) struct LogRow {
    pub id: i64,
    pub public_id: PublicId,
    pub at: Instant,
    pub actor_id: Option<i64>,
    pub acted_as: String,
    pub action: String,
    pub kind: String,
    pub unit: Option<(PublicId, String)>,
    pub request_id: String,
    pub subject_count: i32,
    pub detail: JsonDoc,
}

/// A filter with row keys for public ids.
#[derive(Debug, Clone, Default)]
pub(in crate::audit) struct Narrowed {
    unit: Option<i64>,
    actor: Option<i64>,
    subject: Option<i64>,
    action: Option<String>,
    kind: Option<Kind>,
    from: Option<Instant>,
    to: Option<Instant>,
}

/// Row keys for the public ids of a filter; `None` when one of them is nobody's, so that no row can fit. An id tells
/// nothing by itself: whatever it narrows is still cut to the auditor's subtree.
pub(in crate::audit) fn narrow(
    conn: &mut Conn,
    grant: &Grant<ReadAudit>,
    filter: &LogFilter,
) -> Result<Option<Narrowed>, Error> {
    let mut narrowed = Narrowed {
        action: filter.action.clone(),
        kind: filter.kind,
        from: filter.from,
        to: filter.to,
        ..Narrowed::default()
    };
    if let Some(unit) = filter.unit_id {
        narrowed.unit = units::table
            .filter(units::public_id.eq(unit))
            .filter(grant.covers(units::id))
            .select(units::id)
            .first(conn)
            .optional()?;
        if narrowed.unit.is_none() {
            return Ok(None);
        }
    }
    for (asked, slot) in [
        (filter.actor_id, &mut narrowed.actor),
        (filter.member_id, &mut narrowed.subject),
    ] {
        let Some(id) = asked else { continue };
        *slot = members::table
            .filter(members::public_id.eq(id))
            .select(members::id)
            .first(conn)
            .optional()?;
        if slot.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(narrowed))
}

/// Newest first, after the row with the key `after`: rows of the units that the grant covers, and, for the auditor of
/// a whole tree, rows that concern no unit.
pub(in crate::audit) fn list(
    conn: &mut Conn,
    grant: &Grant<ReadAudit>,
    filter: &Narrowed,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<LogRow>, Error> {
    let scoped = scoped(conn, grant)?;
    let ids: Vec<i64> = narrowed(scoped, grant, filter)
        .filter(audit_log::id.lt(after.unwrap_or(i64::MAX)))
        .order(audit_log::id.desc())
        .limit(limit)
        .select(audit_log::id)
        .load(conn)?;
    Ok(audit_log::table
        .left_join(units::table.on(audit_log::unit_id.eq(units::id.nullable())))
        .filter(audit_log::id.eq_any(ids))
        .order(audit_log::id.desc())
        .select((
            audit_log::id,
            audit_log::public_id,
            audit_log::at,
            audit_log::actor_id,
            audit_log::acted_as,
            audit_log::action,
            audit_log::kind,
            (units::public_id, units::name).nullable(),
            audit_log::request_id,
            audit_log::subject_count,
            audit_log::detail,
        ))
        .load(conn)?)
}

type Rows = audit_log::BoxedQuery<'static, MultiBackend>;

/// The rows that the grant covers.
fn scoped(conn: &mut Conn, grant: &Grant<ReadAudit>) -> Result<Rows, Error> {
    let rows = audit_log::table.into_boxed();
    if is_over_a_tree(conn, grant)? {
        let covered = grant.covers(audit_log::unit_id);
        return Ok(rows.filter(covered.or(audit_log::unit_id.is_null())));
    }
    // Few units: naming them lets the engine go through the index of units, where asking of each row of a long log
    // whether it is covered would pass over almost all of them.
    let few: Vec<i64> = unit_closure::table
        .filter(unit_closure::ancestor_id.eq_any(grant.roots().to_vec()))
        .select(unit_closure::descendant_id)
        .limit(FEW_UNITS + 1)
        .load(conn)?;
    let rows = rows.filter(grant.covers(audit_log::unit_id));
    let is_few = i64::try_from(few.len()).is_ok_and(|count| count <= FEW_UNITS);
    Ok(if is_few {
        rows.filter(audit_log::unit_id.eq_any(few))
    } else {
        rows
    })
}

/// Narrows rows that are scoped already.
fn narrowed(mut rows: Rows, _: &Grant<ReadAudit>, filter: &Narrowed) -> Rows {
    if let Some(unit) = filter.unit {
        let below = unit_closure::table
            .filter(unit_closure::ancestor_id.eq(unit))
            .select(unit_closure::descendant_id.nullable());
        rows = rows.filter(audit_log::unit_id.eq_any(below));
    }
    if let Some(actor) = filter.actor {
        rows = rows.filter(audit_log::actor_id.eq(Some(actor)));
    }
    if let Some(subject) = filter.subject {
        let about = audit_subjects::table
            .filter(audit_subjects::member_id.eq(subject))
            .select(audit_subjects::audit_id);
        rows = rows.filter(audit_log::id.eq_any(about));
    }
    if let Some(action) = &filter.action {
        rows = rows.filter(audit_log::action.eq(action.clone()));
    }
    if let Some(kind) = filter.kind {
        rows = rows.filter(audit_log::kind.eq(kind.code()));
    }
    if let Some(from) = filter.from {
        rows = rows.filter(audit_log::at.ge(from));
    }
    if let Some(to) = filter.to {
        rows = rows.filter(audit_log::at.lt(to));
    }
    rows
}

/// Whether one of the grant's units is the top of a tree.
fn is_over_a_tree(conn: &mut Conn, grant: &Grant<ReadAudit>) -> Result<bool, Error> {
    let tops = units::table
        .filter(units::id.eq_any(grant.roots().to_vec()))
        .filter(units::parent_id.is_null());
    Ok(diesel::select(diesel::dsl::exists(tops)).get_result(conn)?)
}
