//! SQL of rosters: the units of an import or export. What is written about people is `members::roster`.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::keeper::Keeper;
use super::rules::cells::RosterCell;
use crate::auth::permissions::{Code, Permission};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::{self, Guard};
use crate::db::schema::{unit_closure, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::units::{Unit, UnitKind};

/// Kinds of unit that people belong to.
const HOLD_MEMBERS: [UnitKind; 3] = [UnitKind::Cell, UnitKind::Group, UnitKind::Grassroots];
/// Values of one `IN` list.
const LISTED: usize = 10_000;

/// Whether people belong to the unit itself.
// scope: makes a value, asks nothing.
pub(super) fn holds_members(unit: &Unit) -> bool {
    HOLD_MEMBERS.contains(&unit.kind)
}

/// Keeps the tree as it is until the transaction ends.
pub(super) fn keep_tree(conn: &mut Conn, _: &impl Actor) -> Result<(), Error> {
    dialect::guard_together(conn, Guard::Tree).map_err(|error| match &error {
        // A long change of the tree runs: the job may try again.
        diesel::result::Error::DatabaseError(_, info)
            if info.message().contains("lock timeout") =>
        {
            Error::Busy
        }
        _ => error.into(),
    })
}

/// The cells at or below a unit, those that are closed too.
// scope: the caller has located the unit with the permission he needs in it.
pub(super) fn cells_of(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    today: NaiveDate,
) -> Result<Vec<RosterCell>, Error> {
    type Row = (
        i64,
        PublicId,
        String,
        Option<String>,
        Option<NaiveDate>,
        Option<String>,
    );
    let above = diesel::alias!(units as above);
    let rows: Vec<Row> = units::table
        .inner_join(unit_closure::table.on(unit_closure::descendant_id.eq(units::id)))
        .left_join(above.on(above.field(units::id).nullable().eq(units::parent_id)))
        .filter(unit_closure::ancestor_id.eq(unit_id))
        .filter(units::kind.eq_any(HOLD_MEMBERS.map(UnitKind::code)))
        .order(units::id)
        .select((
            units::id,
            units::public_id,
            units::name,
            units::code,
            units::closed_on,
            above.field(units::name).nullable(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(
            |(id, public_id, name, code, closed_on, parent_name)| RosterCell {
                id,
                public_id,
                name,
                code,
                parent_name,
                closed: closed_on.is_some_and(|day| day <= today),
            },
        )
        .collect())
}

/// Which of these units lie where the keeper holds the permission.
// scope: a keeper is a grant, or the operator's command, which stands above every unit.
pub(super) fn kept_units<P: Permission>(
    conn: &mut Conn,
    keeper: &Keeper<P>,
    ids: &[i64],
) -> Result<HashSet<i64>, Error> {
    let Keeper::Officer(grant) = keeper else {
        return Ok(ids.iter().copied().collect());
    };
    let mut found = HashSet::new();
    for ids in ids.chunks(LISTED) {
        let kept: Vec<i64> = units::table
            .filter(units::id.eq_any(ids))
            .filter(grant.covers(units::id))
            .select(units::id)
            .load(conn)?;
        found.extend(kept);
    }
    Ok(found)
}

/// Whether citizen ids may be shown of everyone in a unit.
// scope: a keeper is a grant, or the operator's command, which stands above every unit.
pub(super) fn may_read_identity<P: Permission>(
    conn: &mut Conn,
    keeper: &Keeper<P>,
    unit_id: i64,
) -> Result<bool, Error> {
    let Keeper::Officer(grant) = keeper else {
        return Ok(true);
    };
    let there = units::table
        .find(unit_id)
        .filter(grant.viewer().may_in(Code::ReadIdentity, units::id));
    Ok(diesel::select(diesel::dsl::exists(there)).get_result(conn)?)
}
