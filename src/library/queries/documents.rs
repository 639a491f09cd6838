//! Documents, for those who write and publish them.

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::{Guard, guard_alone};
use crate::db::schema::{documents, unit_closure, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::symbol::Symbol;
use crate::kernel::text::search_key;
use crate::library::model::{Circulation, Document, DocumentState, Force, Genre, Metadata, Tier};

/// Serialises whoever writes in the library until the transaction ends. PostgreSQL only; SQLite has one writer.
pub(in crate::library) fn guard(conn: &mut Conn, _: &impl Actor) -> Result<(), Error> {
    Ok(guard_alone(conn, Guard::Library)?)
}

/// How a document is filed and to whom it is shown.
#[derive(Debug, Clone)]
pub(in crate::library) struct Scope {
    pub tier: Tier,
    pub circulation: Circulation,
    pub topic_id: Option<i64>,
    pub audience_id: i64,
}

pub(in crate::library) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    genre: Genre,
    owner_unit_id: i64,
    metadata: &Metadata,
    scope: &Scope,
) -> Result<i64, Error> {
    let now = actor.stamp().now();
    Ok(diesel::insert_into(documents::table)
        .values((
            (
                documents::public_id.eq(PublicId::new(now)),
                documents::genre.eq(genre.code()),
                documents::kind_id.eq(metadata.kind_id),
                documents::owner_unit_id.eq(owner_unit_id),
                documents::title.eq(&metadata.title),
                documents::urgency.eq(&metadata.urgency),
                documents::state.eq(DocumentState::Draft.code()),
                documents::shown_at.eq(now),
                documents::created_by.eq(actor.member_id()),
                documents::created_at.eq(now),
                documents::updated_at.eq(now),
            ),
            documents::circulation.eq(scope.circulation.code()),
            documents::tier.eq(scope.tier.code()),
            documents::topic_id.eq(scope.topic_id),
            documents::audience_id.eq(scope.audience_id),
        ))
        .returning(documents::id)
        .get_result(conn)?)
}

/// Writes what an edition says into the columns of its document.
pub(in crate::library) fn describe(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    metadata: &Metadata,
) -> Result<(), Error> {
    let symbol = metadata
        .symbol
        .as_deref()
        .and_then(|text| Symbol::read(text).ok());
    let number = symbol
        .as_ref()
        .and_then(|symbol| i32::try_from(symbol.number()).ok());
    diesel::update(documents::table.find(id))
        .set((
            documents::kind_id.eq(metadata.kind_id),
            documents::title.eq(&metadata.title),
            documents::abstract_text.eq(metadata.abstract_text.as_deref()),
            documents::number.eq(number),
            documents::symbol.eq(symbol.as_ref().map(Symbol::as_str)),
            documents::symbol_key.eq(symbol.as_ref().map(Symbol::key)),
            documents::issuer.eq(metadata.issuer.as_deref()),
            documents::issuer_key.eq(metadata.issuer.as_deref().map(search_key)),
            documents::issued_on.eq(metadata.issued_on),
            documents::effective_on.eq(metadata.takes_effect_on()),
            documents::digest_on.eq(metadata.digest_on),
            documents::urgency.eq(&metadata.urgency),
        ))
        .execute(conn)?;
    Ok(())
}

/// From its publication on a paper is its issuer, symbol and day of issue: no other can be the same. Before, it claims
/// nothing, so that a draft neither shows that it exists nor keeps a name from others.
pub(in crate::library) fn identify(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    metadata: &Metadata,
) -> Result<(), Error> {
    diesel::update(documents::table.find(id))
        .set(documents::identity.eq(metadata.identity()))
        .execute(conn)?;
    Ok(())
}

pub(in crate::library) fn rescope(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    scope: &Scope,
) -> Result<(), Error> {
    diesel::update(documents::table.find(id))
        .set((
            documents::circulation.eq(scope.circulation.code()),
            documents::tier.eq(scope.tier.code()),
            documents::topic_id.eq(scope.topic_id),
            documents::audience_id.eq(scope.audience_id),
        ))
        .execute(conn)?;
    Ok(())
}

/// Counts a change of the row, for `If-Match`.
pub(in crate::library) fn bump(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<(), Error> {
    diesel::update(documents::table.find(id))
        .set((
            documents::revision.eq(documents::revision + 1),
            documents::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Readers see this edition from now on.
pub(in crate::library) fn publish(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    edition_id: i64,
    shown_at: Instant,
) -> Result<(), Error> {
    diesel::update(documents::table.find(id))
        .set((
            documents::state.eq(DocumentState::Published.code()),
            documents::current_edition_id.eq(Some(edition_id)),
            documents::shown_at.eq(shown_at),
            documents::withdrawn_at.eq(None::<Instant>),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::library) fn withdraw(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
) -> Result<(), Error> {
    diesel::update(documents::table.find(id))
        .set((
            documents::state.eq(DocumentState::Withdrawn.code()),
            documents::withdrawn_at.eq(Some(actor.stamp().now())),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::library) fn set_force(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    ends: Option<(NaiveDate, Force)>,
    amended_on: Option<NaiveDate>,
) -> Result<(), Error> {
    diesel::update(documents::table.find(id))
        .set((
            documents::ends_on.eq(ends.map(|(day, _)| day)),
            documents::ended_by.eq(ends.map(|(_, how)| how.code())),
            documents::amended_on.eq(amended_on),
        ))
        .execute(conn)?;
    Ok(())
}

/// A document by row key, for a caller who has located it or acts for the server.
pub(in crate::library) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Document, Error> {
    Ok(documents::table
        .find(id)
        .select(Document::as_select())
        .first(conn)?)
}

/// Whether no unit stands above the unit of a document.
pub(in crate::library) fn owner_is_top(
    conn: &mut Conn,
    _: &impl Actor,
    document: &Document,
) -> Result<bool, Error> {
    let parent: Option<i64> = units::table
        .find(document.owner_unit_id)
        .select(units::parent_id)
        .first(conn)?;
    Ok(parent.is_none())
}

/// The document that was published with the identity that the metadata gives, also when it was taken back.
///
/// Compared by what makes an identity: the stored key is of the day on which a document was last published, and keys were
/// made in another way before.
pub(in crate::library) fn namesake(
    conn: &mut Conn,
    _: &impl Actor,
    metadata: &Metadata,
) -> Result<Option<Document>, Error> {
    let symbol = metadata.symbol.as_deref().map(Symbol::read);
    let (Some(Ok(symbol)), Some(day)) = (symbol, metadata.issued_on) else {
        return Ok(None);
    };
    let found: Vec<(Document, Option<String>)> = documents::table
        .filter(documents::symbol_key.eq(Some(symbol.key())))
        .filter(documents::issued_on.eq(Some(day)))
        .filter(documents::identity.is_not_null())
        .order(documents::id)
        .select((Document::as_select(), documents::issuer))
        .load(conn)?;
    let same = |name: &Option<String>| {
        name.as_deref()
            .is_some_and(|name| metadata.is_issued_by(name))
    };
    let mut same = found.into_iter().filter(|(_, issuer)| same(issuer));
    Ok(same.next().map(|(document, _)| document))
}

/// Whether another document that was published has the identity that the metadata gives.
pub(in crate::library) fn is_identity_taken(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: Option<i64>,
    metadata: &Metadata,
) -> Result<bool, Error> {
    let known = namesake(conn, actor, metadata)?;
    Ok(known.is_some_and(|known| Some(known.id) != document_id))
}

/// Whether a unit is this one or below it.
pub(in crate::library) fn is_below(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    above: i64,
) -> Result<bool, Error> {
    let way = unit_closure::table.find((above, unit_id));
    Ok(diesel::select(exists(way)).get_result(conn)?)
}
