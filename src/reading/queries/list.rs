//! SQL of lists: one statement a page, whose text depends only on which filters there are.

use chrono::NaiveDate;
use diesel::dsl::{exists, max, not};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::visible;
use crate::audiences::Reader;
use crate::db::schema::{bookmarks, documents, editions, reading_positions};
use crate::db::{Conn, MultiBackend, OneOf};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::reading::model::{EditionHead, Force, ForceFilter, Listed, Paper, Wanted};

diesel::alias!(editions as later: Later);

/// The last one of the page before: when it was shown, and its row key.
pub(in crate::reading) type Position = (Instant, i64);

/// A condition on what stands in a `FROM`.
type Condition<From, Type> = Box<dyn BoxableExpression<From, MultiBackend, SqlType = Type>>;

type Row = (Paper, EditionHead, Option<i64>);

/// Whether the reader was in this edition, or in one after which no major one came. A macro, since the type of such an
/// expression cannot be written down.
macro_rules! begun {
    () => {{
        let asks_again = later
            .filter(later.field(editions::document_id).eq(documents::id))
            .filter(later.field(editions::change).eq("major"))
            .filter(later.field(editions::published_at).is_not_null())
            .filter(
                later
                    .field(editions::id)
                    .nullable()
                    .gt(reading_positions::edition_id.nullable()),
            );
        reading_positions::member_id
            .nullable()
            .is_not_null()
            .and(not(exists(asks_again)))
    }};
}

/// The last major edition of the document that was published: a macro for the same reason.
macro_rules! last_major {
    () => {
        later
            .filter(later.field(editions::document_id).eq(documents::id))
            .filter(later.field(editions::change).eq("major"))
            .filter(later.field(editions::published_at).is_not_null())
            .select(max(later.field(editions::id)))
            .single_value()
    };
}

/// Up to `limit` documents after a position, newest first. What the reader keeps narrows them where that is wanted, and is
/// not told: the page is the same for all whom the same audiences admit.
pub(in crate::reading) fn page(
    conn: &mut Conn,
    reader: &Reader,
    wanted: &Wanted,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let member = reader.viewer().member_id();
    let mut found = documents::table
        .inner_join(editions::table.on(documents::current_edition_id.eq(editions::id.nullable())))
        .left_join(
            bookmarks::table.on(bookmarks::document_id
                .eq(documents::id)
                .and(bookmarks::member_id.eq(member))),
        )
        .left_join(
            reading_positions::table.on(reading_positions::document_id
                .eq(documents::id)
                .and(reading_positions::member_id.eq(member))),
        )
        .filter(visible::to(reader))
        .order((documents::shown_at.desc(), documents::id.desc()))
        .limit(limit)
        .select((Paper::as_select(), EditionHead::as_select(), last_major!()))
        .into_boxed::<MultiBackend>();
    for condition in firm(wanted) {
        found = found.filter(condition);
    }
    for condition in loose(wanted, reader.viewer().now().day()) {
        found = found.filter(condition);
    }
    found = match wanted.unread {
        None => found,
        Some(true) => found.filter(not(begun!())),
        Some(false) => found.filter(begun!()),
    };
    found = match wanted.bookmarked {
        None => found,
        Some(true) => found.filter(bookmarks::member_id.nullable().is_not_null()),
        Some(false) => found.filter(bookmarks::member_id.nullable().is_null()),
    };
    if let Some((shown_at, id)) = after {
        // Written so that both engines begin at the sort key in the index.
        found = found
            .filter(documents::shown_at.le(shown_at))
            .filter(documents::shown_at.lt(shown_at).or(documents::id.lt(id)));
    }
    let rows: Vec<Row> = found.load(conn)?;
    let listed = |(paper, edition, last_major)| Listed {
        paper,
        edition,
        last_major,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// What narrows the list by columns that every document has.
// scope: builds a condition, asks nothing.
fn firm<From>(wanted: &Wanted) -> Vec<Condition<From, Bool>>
where
    From: 'static,
    documents::tier: SelectableExpression<From>,
    documents::kind_id: SelectableExpression<From>,
    documents::genre: SelectableExpression<From>,
    documents::circulation: SelectableExpression<From>,
{
    let mut all: Vec<Condition<From, Bool>> = Vec::new();
    if !wanted.tiers.is_empty() {
        all.push(Box::new(OneOf::new(documents::tier, wanted.tiers.clone())));
    }
    if let Some(kind_id) = wanted.kind_id {
        all.push(Box::new(documents::kind_id.eq(kind_id)));
    }
    if let Some(genre) = wanted.genre {
        all.push(Box::new(documents::genre.eq(genre.code())));
    }
    if let Some(circulation) = wanted.circulation {
        all.push(Box::new(documents::circulation.eq(circulation.code())));
    }
    all
}

/// What narrows it by columns that some have.
// scope: builds a condition, asks nothing.
fn loose<From>(wanted: &Wanted, today: NaiveDate) -> Vec<Condition<From, Nullable<Bool>>>
where
    From: 'static,
    documents::topic_id: SelectableExpression<From>,
    documents::issuer_key: SelectableExpression<From>,
    documents::issued_on: SelectableExpression<From>,
    documents::effective_on: SelectableExpression<From>,
    documents::ends_on: SelectableExpression<From>,
    documents::ended_by: SelectableExpression<From>,
    documents::amended_on: SelectableExpression<From>,
    documents::digest_on: SelectableExpression<From>,
{
    let mut all: Vec<Condition<From, Nullable<Bool>>> = Vec::new();
    if let Some(topic_id) = wanted.topic_id {
        all.push(Box::new(documents::topic_id.eq(topic_id)));
    }
    if let Some(issuer) = &wanted.issuer {
        // A folded key has letters, digits and spaces only.
        all.push(Box::new(documents::issuer_key.like(format!("{issuer}%"))));
    }
    if let Some((first, last)) = wanted.issued {
        all.push(Box::new(documents::issued_on.between(first, last)));
    }
    if let Some(day) = wanted.digest_on {
        all.push(Box::new(documents::digest_on.eq(day)));
    }
    if let Some(force) = wanted.force {
        all.push(holds(force, today));
    }
    all
}

/// As [`Span::on`](crate::library::Span::on) says.
// scope: builds a condition, asks nothing.
fn holds<From>(force: ForceFilter, today: NaiveDate) -> Condition<From, Nullable<Bool>>
where
    From: 'static,
    documents::issued_on: SelectableExpression<From>,
    documents::effective_on: SelectableExpression<From>,
    documents::ends_on: SelectableExpression<From>,
    documents::ended_by: SelectableExpression<From>,
    documents::amended_on: SelectableExpression<From>,
{
    let ended = documents::ends_on
        .is_not_null()
        .and(documents::ends_on.le(today));
    let begins_later = documents::effective_on
        .is_not_null()
        .and(documents::effective_on.gt(today))
        .or(documents::effective_on
            .is_null()
            .and(documents::issued_on.is_not_null())
            .and(documents::issued_on.gt(today)));
    let ended_by = |how: Force| documents::ended_by.eq(how.code());
    match force {
        ForceFilter::Ended => Box::new(ended),
        ForceFilter::Expired => Box::new(ended.and(ended_by(Force::Expired))),
        ForceFilter::Replaced => Box::new(ended.and(ended_by(Force::Replaced))),
        ForceFilter::Repealed => Box::new(ended.and(ended_by(Force::Repealed))),
        ForceFilter::Amended => {
            let amended = documents::amended_on
                .is_not_null()
                .and(documents::amended_on.le(today));
            Box::new(not(ended).and(not(begins_later)).and(amended))
        }
        ForceFilter::NotYet => Box::new(not(ended).and(begins_later)),
        ForceFilter::InForce => Box::new(not(ended).and(not(begins_later))),
    }
}
