//! Who writes a document.

use diesel::prelude::*;

use crate::auth::Role;
use crate::auth::permissions::Code;
use crate::auth::principal::Actor;
use crate::db::schema::{document_authors, members, role_grants, unit_closure};
use crate::db::{Both, Conn};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::library::model::Document;

/// Adds an author, also one who was removed.
pub(in crate::library) fn add(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
    member_id: i64,
) -> Result<(), Error> {
    let again = diesel::insert_into(document_authors::table)
        .values((
            document_authors::document_id.eq(document_id),
            document_authors::member_id.eq(member_id),
            document_authors::added_by.eq(actor.member_id()),
            document_authors::added_at.eq(actor.stamp().now()),
        ))
        .on_conflict((document_authors::document_id, document_authors::member_id))
        .do_update()
        .set(document_authors::removed_at.eq(None::<Instant>));
    Both(again).execute(conn)?;
    Ok(())
}

/// The row stays: who once wrote a document never approves it.
pub(in crate::library) fn remove(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
    member_id: i64,
) -> Result<(), Error> {
    diesel::update(document_authors::table.find((document_id, member_id)))
        .set(document_authors::removed_at.eq(Some(actor.stamp().now())))
        .execute(conn)?;
    Ok(())
}

/// Public and row key of those who write it now.
pub(in crate::library) fn of_document(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Vec<(PublicId, i64)>, Error> {
    Ok(document_authors::table
        .inner_join(members::table.on(members::id.eq(document_authors::member_id)))
        .filter(document_authors::document_id.eq(document_id))
        .filter(document_authors::removed_at.is_null())
        .order((document_authors::added_at, document_authors::member_id))
        .select((members::public_id, members::id))
        .load(conn)?)
}

/// Whether he writes it now, and whether he ever did.
pub(in crate::library) fn is_author(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
    member_id: i64,
) -> Result<(bool, bool), Error> {
    let removed: Option<Option<Instant>> = document_authors::table
        .find((document_id, member_id))
        .select(document_authors::removed_at)
        .first(conn)
        .optional()?;
    Ok((removed == Some(None), removed.is_some()))
}

/// The row key of a member who may write for the unit of a document today.
pub(in crate::library) fn writer(
    conn: &mut Conn,
    actor: &impl Actor,
    document: &Document,
    member_id: PublicId,
) -> Result<Option<i64>, Error> {
    let today = actor.stamp().now().day();
    let roles: Vec<&str> = Role::ALL
        .into_iter()
        .filter(|role| role.may(Code::WriteDocuments))
        .map(Role::code)
        .collect();
    let above = unit_closure::table
        .filter(unit_closure::descendant_id.eq(document.owner_unit_id))
        .select(unit_closure::ancestor_id);
    Ok(members::table
        .inner_join(role_grants::table.on(role_grants::member_id.eq(members::id)))
        .filter(members::public_id.eq(member_id))
        .filter(role_grants::role.eq_any(roles))
        .filter(role_grants::unit_id.eq_any(above))
        .filter(role_grants::from_on.le(today))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .select(members::id)
        .first(conn)
        .optional()?)
}
