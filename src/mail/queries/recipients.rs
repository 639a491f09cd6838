//! To whom mails may go.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{accounts, members};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::mail::model::Language;
use crate::mail::model::Recipient;

/// A member, the address that the roster has of him and his language. `None`: it has none.
pub(in crate::mail) fn of_member(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
) -> Result<Option<Recipient>, Error> {
    let row: Option<(PublicId, i64, Option<String>, Option<String>)> = members::table
        .find(member_id)
        .left_join(accounts::table.on(accounts::member_id.eq(members::id)))
        .select((
            members::public_id,
            members::home_unit_id,
            members::email,
            accounts::language.nullable(),
        ))
        .first(conn)
        .optional()?;
    let found = row.and_then(|(public_id, home_unit_id, address, language)| {
        Some(Recipient {
            member_id,
            public_id,
            home_unit_id,
            address: address?,
            language: language.map_or_else(Language::default, |tag| Language::from_tag(&tag)),
        })
    });
    Ok(found)
}

/// The row key behind a public id, for a caller who has proved that he was given it.
pub(in crate::mail) fn key_of(
    conn: &mut Conn,
    _: &impl Actor,
    id: PublicId,
) -> Result<Option<(i64, i64)>, Error> {
    Ok(members::table
        .filter(members::public_id.eq(id))
        .select((members::id, members::home_unit_id))
        .first(conn)
        .optional()?)
}

/// A member's language.
pub(in crate::mail) fn language_of(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
) -> Result<Language, Error> {
    let tag: Option<String> = accounts::table
        .find(member_id)
        .select(accounts::language)
        .first(conn)
        .optional()?;
    Ok(tag.map_or_else(Language::default, |tag| Language::from_tag(&tag)))
}
