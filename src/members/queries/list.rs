//! SQL of lists and searches. There are two ways to a page (`rules::walks_by_name` chooses): walk everyone in the order
//! of names and keep those of the subtrees (`EXISTS`), or gather the people of the subtrees and sort them (`IN`).

use std::collections::HashMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::{Code, Permission};
use crate::db::schema::{accounts, members, unit_closure, units};
use crate::db::{Conn, MultiBackend, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::members::model::Listed;
use crate::members::rules::Search;

/// A head count ends here: beyond it a subtree is big whatever its size.
const COUNT_LIMIT: i64 = 40_000;

/// Whom to list.
#[derive(Clone)]
pub(in crate::members) struct People {
    pub place: Place,
    pub standings: Vec<&'static str>,
    pub search: Option<Search>,
}

/// Where they are found. The caller's permission covers it: it was located, or it is where the permission is held.
#[derive(Clone)]
pub(in crate::members) enum Place {
    /// In this very unit.
    Unit(i64),
    /// At and below these units.
    Subtrees {
        roots: Vec<i64>,
        walks_by_name: bool,
    },
}

/// Which matches of a search with marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::members) enum Match {
    /// All, whatever the marks.
    Any,
    /// With the same marks.
    Exact,
    /// With other marks.
    Other,
}

/// The last one of the page before: sort key and row key.
pub(in crate::members) type Position = (Vec<u8>, i64);

type Condition =
    Box<dyn BoxableExpression<members::table, MultiBackend, SqlType = diesel::sql_types::Bool>>;

/// Row keys of up to `limit` people after a position, in the order of names. Everything that is tested stands in the
/// indexes, so that no row is fetched in vain; [`rows`] fetches those of the page.
pub(in crate::members) fn page<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    people: &People,
    which: Match,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<i64>, Error> {
    let mut found = members::table
        .filter(OneOf::new(members::standing, people.standings.clone()))
        .filter(found_in(&people.place))
        .order((members::name_sort, members::id))
        .limit(limit)
        .select(members::id)
        .into_boxed::<MultiBackend>();
    if let Some(search) = &people.search {
        found = found.filter(found_by(grant, search, which));
    }
    if let Some((name_sort, id)) = after {
        let later = members::name_sort.gt(name_sort.clone());
        // Written so that both engines begin at the sort key in the index.
        found = found
            .filter(members::name_sort.ge(name_sort.clone()))
            .filter(later.or(members::id.gt(*id)));
    }
    Ok(found.load(conn)?)
}

/// The rows of a page by key; without one who has just gone where the caller does not see him.
pub(in crate::members) fn rows<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    page: &[i64],
) -> Result<HashMap<i64, Listed>, Error> {
    // Repeating the last key makes statements of few lengths, which the engine then keeps.
    let length = page.len().next_power_of_two();
    let mut padded = page.to_vec();
    padded.resize(length, page.last().copied().unwrap_or(0));
    let rows: Vec<Listed> = members::table
        .inner_join(units::table.on(units::id.eq(members::home_unit_id)))
        .filter(OneOf::new(members::id, padded))
        .filter(grant.covers(members::home_unit_id))
        .select((
            members::id,
            members::public_id,
            members::full_name,
            members::standing,
            members::phone,
            (units::public_id, units::name, units::kind),
            exists(accounts::table.filter(accounts::member_id.eq(members::id))),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

// scope: builds a condition, asks nothing.
fn found_in(place: &Place) -> Condition {
    match place {
        Place::Unit(unit_id) => Box::new(members::home_unit_id.eq(*unit_id)),
        Place::Subtrees {
            roots,
            walks_by_name,
        } => {
            let below =
                unit_closure::table.filter(OneOf::new(unit_closure::ancestor_id, roots.clone()));
            if *walks_by_name {
                let home = unit_closure::descendant_id.eq(members::home_unit_id);
                Box::new(exists(below.filter(home)))
            } else {
                let units = below.select(unit_closure::descendant_id);
                Box::new(members::home_unit_id.eq_any(units))
            }
        }
    }
}

// scope: builds a condition, asks nothing.
fn found_by<P: Permission>(grant: &Grant<P>, search: &Search, which: Match) -> Condition {
    let viewer = grant.viewer();
    let words = match search {
        Search::Words(words) => words,
        Search::Nothing => return Box::new(members::id.lt(0)),
        Search::Card(number) => {
            let contacts = viewer.may_in(Code::ReadContacts, members::home_unit_id);
            let identity = viewer.may_in(Code::ReadIdentity, members::home_unit_id);
            let whose = members::card_number.assume_not_null().eq(number.clone());
            return Box::new(whose.and(contacts.or(identity)));
        }
    };
    let folded = words.folded.iter().map(|word| -> Condition {
        let (first, later) = begins(word);
        Box::new(
            members::name_key
                .like(first)
                .or(members::name_key.like(later)),
        )
    });
    let marked = words.marked.iter().map(|word| -> Condition {
        let (first, later) = begins(word);
        Box::new(
            members::name_exact
                .like(first)
                .or(members::name_exact.like(later)),
        )
    });
    let found = all(folded);
    match which {
        Match::Any => found,
        Match::Exact => Box::new(found.and(all(marked))),
        Match::Other => Box::new(found.and(not(all(marked)))),
    }
}

/// Patterns for a word that begins the name or a later word of it.
// scope: builds a pattern, asks nothing.
fn begins(word: &str) -> (String, String) {
    (format!("{word}%"), format!("% {word}%"))
}

// scope: builds a condition, asks nothing.
fn all(conditions: impl Iterator<Item = Condition>) -> Condition {
    let anything: Condition = Box::new(members::id.gt(0));
    conditions
        .reduce(|all, one| Box::new(all.and(one)))
        .unwrap_or(anything)
}

/// Where a member stands in the order of names; he was on a page that this caller was shown.
pub(in crate::members) fn position<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    id: PublicId,
) -> Result<Option<Position>, Error> {
    Ok(members::table
        .filter(members::public_id.eq(id))
        .select((members::name_sort, members::id))
        .first(conn)
        .optional()?)
}

/// People at and below a unit, counted up to [`COUNT_LIMIT`].
pub(in crate::members) fn head_count<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit_id: i64,
) -> Result<i64, Error> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        people: i64,
    }
    let counted: Counted = diesel::sql_query(
        "SELECT COUNT(*) AS people FROM (SELECT 1 FROM unit_closure JOIN members ON members.home_unit_id = unit_closure.descendant_id \
         WHERE unit_closure.ancestor_id = $1 LIMIT $2) AS counted",
    )
    .bind::<diesel::sql_types::BigInt, _>(unit_id)
    .bind::<diesel::sql_types::BigInt, _>(COUNT_LIMIT)
    .get_result(conn)?;
    Ok(counted.people)
}

/// About how many people there are: rows are never deleted, so it is the highest key.
// scope: a figure of the deployment that chooses the way of a query and is not shown.
pub(in crate::members) fn about_everyone(conn: &mut Conn) -> Result<i64, Error> {
    let highest: Option<i64> = members::table
        .select(diesel::dsl::max(members::id))
        .first(conn)?;
    Ok(highest.unwrap_or(0))
}
