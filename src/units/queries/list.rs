//! Lists of units.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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

/// The sort keys and row key of the last unit shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub(in crate::units) struct Position {
    pub same_marks: bool,
    pub name_sort: Vec<u8>,
    pub id: i64,
}

/// A position in a cursor. The sort key as text: as numbers, that of a long name would make the cursor longer than the
/// 1000 characters that it may have.
type Written = (bool, String, i64);

impl From<Position> for Written {
    fn from(position: Position) -> Self {
        let key = URL_SAFE_NO_PAD.encode(position.name_sort);
        (position.same_marks, key, position.id)
    }
}

impl TryFrom<Written> for Position {
    type Error = base64::DecodeError;

    fn try_from((same_marks, key, id): Written) -> Result<Self, Self::Error> {
        let name_sort = URL_SAFE_NO_PAD.decode(key)?;
        Ok(Self {
            same_marks,
            name_sort,
            id,
        })
    }
}

/// A page; each unit with whether its name has the marks of the query.
pub(in crate::units) fn page(
    conn: &mut Conn,
    viewer: &Viewer,
    wanted: &Wanted,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<(Unit, bool)>, Error> {
    // Keys hold only letters, digits and single spaces, so nothing in them is a wildcard.
    let contains = |key: &str| format!("%{key}%");
    let exact = wanted.name.as_ref().and_then(|name| name.exact.as_deref());
    let prefers_marks = exact.is_some();
    let exact = exact.map_or_else(|| "%".to_owned(), contains);
    let same_marks = || units::name_exact.like(exact.clone());
    let mut query = units::table
        .filter(viewer.sees_unit(units::id))
        .select((Unit::as_select(), same_marks()))
        .limit(limit)
        .into_boxed();
    // Without marks to prefer, the order is that of an index.
    query = if prefers_marks {
        query.order((same_marks().desc(), units::name_sort, units::id))
    } else {
        query.order((units::name_sort, units::id))
    };
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
    if let Some(last) = after {
        let later = units::name_sort
            .gt(last.name_sort.clone())
            .or(units::name_sort
                .eq(last.name_sort)
                .and(units::id.gt(last.id)));
        query = if last.same_marks {
            let others = units::name_exact.not_like(exact.clone());
            query.filter(others.or(same_marks().and(later)))
        } else {
            query.filter(units::name_exact.not_like(exact.clone()).and(later))
        };
    }
    Ok(query.load(conn)?)
}
