//! Lists of units.

use diesel::dsl::case_when;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::auth::Viewer;
use crate::db::Conn;
use crate::db::schema::units;
use crate::error::Error;
use crate::units::model::{Unit, UnitKind};

/// What a list is narrowed to.
#[derive(Debug, Clone)]
pub(in crate::units) struct Wanted {
    pub place: Place,
    pub kind: Option<UnitKind>,
    pub include_closed: bool,
    pub name: Option<NameQuery>,
}

/// Where in the tree.
#[derive(Debug, Clone, Copy)]
pub(in crate::units) enum Place {
    /// Directly under a unit.
    Under(i64),
    /// The top units.
    Top,
    /// Wherever the caller may know of units.
    Anywhere,
}

/// A name that is searched for, folded.
#[derive(Debug, Clone)]
pub(in crate::units) struct NameQuery {
    pub key: String,
    /// With marks, where the query has any: names that have the same come first.
    pub exact: Option<String>,
}

/// The sort key and row key of the last unit shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::units) struct Position {
    pub rank: i32,
    pub name_sort: Vec<u8>,
    pub id: i64,
}

/// A page, each unit with its rank: 0 for a name with the same marks as the query.
pub(in crate::units) fn page(
    conn: &mut Conn,
    viewer: &Viewer,
    wanted: &Wanted,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<(Unit, i32)>, Error> {
    // Keys hold only letters, digits and single spaces, so nothing in them is a wildcard.
    let contains = |key: &str| format!("%{key}%");
    let exact = wanted.name.as_ref().and_then(|name| name.exact.as_deref());
    let exact = exact.map_or_else(|| "%".to_owned(), contains);
    let rank = case_when(units::name_exact.like(exact), 0_i32).otherwise(1_i32);
    let mut query = units::table
        .filter(viewer.sees_unit(units::id))
        .select((Unit::as_select(), rank.clone()))
        .order((rank.clone(), units::name_sort, units::id))
        .limit(limit)
        .into_boxed();
    query = match wanted.place {
        Place::Under(parent_id) => query.filter(units::parent_id.eq(parent_id)),
        Place::Top => query.filter(units::parent_id.is_null()),
        Place::Anywhere => query,
    };
    if let Some(kind) = wanted.kind {
        query = query.filter(units::kind.eq(kind.code()));
    }
    if !wanted.include_closed {
        query = query.filter(units::closed_on.is_null());
    }
    if let Some(name) = &wanted.name {
        query = query.filter(units::name_key.like(contains(&name.key)));
    }
    if let Some(Position { rank: of, name_sort, id }) = after {
        let later = units::name_sort
            .gt(name_sort.clone())
            .or(units::name_sort.eq(name_sort).and(units::id.gt(id)));
        query = query.filter(rank.clone().gt(of).or(rank.eq(of).and(later)));
    }
    Ok(query.load(conn)?)
}
