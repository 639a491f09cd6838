//! What every change of a unit begins and ends with.

use chrono::NaiveDate;

use super::model::{ChangeKind, Unit};
use super::queries::{self, find, history};
use super::views::{UnitChangeDetail, UnitView};
use super::{rules, tree};
use crate::auth::Grant;
use crate::auth::permissions::ManageUnits;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch};
use crate::kernel::ids::PublicId;

/// The open unit that the caller changes, in the version he has seen. Takes the guard of the tree.
pub(super) fn begin(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    id: PublicId,
    if_match: &IfMatch,
) -> Result<Unit, Error> {
    queries::tree::guard_alone(conn, grant)?;
    let unit = super::locate_for(conn, grant, id)?;
    unit.check_open()?;
    if_match.check(unit.revision)?;
    Ok(unit)
}

/// As [`begin`], for a change of the unit's place in the tree: that is decided by whoever manages the unit above it,
/// which is answered too. `None`: a top unit.
pub(super) fn begin_of_place(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    id: PublicId,
    if_match: &IfMatch,
) -> Result<(Unit, Option<Unit>), Error> {
    let unit = begin(conn, grant, id, if_match)?;
    let Some(parent_id) = unit.parent_id else {
        return Ok((unit, None));
    };
    if !find::is_covered(conn, grant, parent_id)? {
        return Err(Error::Forbidden);
    }
    let parent = find::by_key(conn, grant, parent_id)?;
    Ok((unit, Some(parent)))
}

/// Checks the day of a change against today and the units it concerns.
pub(super) fn check_day(
    grant: &Grant<ManageUnits>,
    on: NaiveDate,
    concerned: &[&Unit],
) -> Result<(), Error> {
    let opened: Vec<NaiveDate> = concerned.iter().map(|unit| unit.opened_on).collect();
    Ok(rules::check_effective(on, grant.now().day(), &opened)?)
}

/// Takes children of one unit under another, each with its row of history.
pub(super) fn move_children(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    children: &[&Unit],
    from: &Unit,
    to: &Unit,
    on: NaiveDate,
) -> Result<(), Error> {
    let detail = UnitChangeDetail {
        old_parent_id: Some(from.public_id),
        new_parent_id: Some(to.public_id),
        ..UnitChangeDetail::default()
    };
    for child in children {
        tree::relocate(conn, grant, child, to)?;
    }
    let rows: Vec<_> = children
        .iter()
        .map(|child| (child.id, detail.clone()))
        .collect();
    record(conn, grant, ChangeKind::Moved, on, &rows)
}

/// Adds a row of history to each of these units.
pub(super) fn record(
    conn: &mut Conn,
    actor: &impl Actor,
    change: ChangeKind,
    on: NaiveDate,
    of_units: &[(i64, UnitChangeDetail)],
) -> Result<(), Error> {
    let rows: Vec<_> = of_units
        .iter()
        .map(|(unit_id, detail)| Ok((*unit_id, serde_json::to_value(detail)?)))
        .collect::<Result<_, serde_json::Error>>()
        .map_err(|error| Error::internal(format!("the detail of a change: {error}")))?;
    history::append(conn, actor, change, on, &rows)
}

/// The unit as it is after the change.
pub(super) fn after(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    unit_id: i64,
) -> Result<(UnitView, String), Error> {
    let unit = find::by_key(conn, grant, unit_id)?;
    UnitView::load(conn, grant.viewer(), &unit)
}

/// 200 with the unit as it is after the change.
pub(super) fn answer(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    unit_id: i64,
) -> Result<Answer, Error> {
    let (view, etag) = after(conn, grant, unit_id)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
