//! SQL of codes that members ask for themselves.

use diesel::prelude::*;

use super::accounts::of_the_meant;
use super::codes::digest;
use crate::auth::principal::Actor;
use crate::auth::{Public, Role};
use crate::db::Conn;
use crate::db::schema::{account_codes, accounts, members, role_grants};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::sessions::requested::{CodeSeeker, LastingRole};
use crate::sessions::rules::code::CodePurpose;
use crate::sessions::rules::identifier::{Identifier, MAX_SHARED};

type Row = (i64, i64, Option<String>, Option<Instant>);

/// Active members with a mail address whom the identifier may mean, the oldest first.
pub fn seekers(
    conn: &mut Conn,
    actor: &Public,
    identifier: &Identifier,
) -> Result<Vec<CodeSeeker>, Error> {
    let query = members::table
        .left_join(accounts::table.on(accounts::member_id.eq(members::id)))
        .filter(members::email.is_not_null())
        .select((
            members::id,
            members::home_unit_id,
            members::email,
            accounts::password_set_at.nullable(),
        ))
        .order(members::id)
        .limit(i64::try_from(MAX_SHARED).unwrap_or(1))
        .into_boxed();
    let rows: Vec<Row> = of_the_meant!(query, identifier).load(conn)?;
    let mut found = Vec::new();
    for (member_id, home_unit_id, address, password_set_at) in rows {
        found.push(CodeSeeker {
            member_id,
            home_unit_id,
            address: address.unwrap_or_default(),
            roles: roles(conn, actor, member_id)?,
            password_set_at,
        });
    }
    Ok(found)
}

/// The roles of a member that are in force today or will be, with their units.
pub fn roles(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
) -> Result<Vec<LastingRole>, Error> {
    let lasting = role_grants::to_on
        .is_null()
        .or(role_grants::to_on.gt(actor.stamp().now().day()));
    let rows: Vec<(String, i64)> = role_grants::table
        .filter(role_grants::member_id.eq(member_id))
        .filter(lasting)
        .select((role_grants::role, role_grants::unit_id))
        .load(conn)?;
    let held = rows.iter();
    Ok(held
        .map(|(role, unit)| (Role::from_code(role), *unit))
        .collect())
}

/// Holds what decides about a member's codes until the transaction ends: his record and his account. PostgreSQL only: SQLite
/// has one writer.
pub fn hold(conn: &mut Conn, _: &Public, member_id: i64) -> Result<(), Error> {
    if let Conn::Postgres(postgres) = conn {
        let _: Option<i64> = members::table
            .find(member_id)
            .select(members::id)
            .for_no_key_update()
            .first(postgres)
            .optional()?;
        let _: Option<i64> = accounts::table
            .find(member_id)
            .select(accounts::member_id)
            .for_no_key_update()
            .first(postgres)
            .optional()?;
    }
    Ok(())
}

/// Keeps a code that was asked for, in the place of the one before that was.
pub fn keep(
    conn: &mut Conn,
    actor: &Public,
    member_id: i64,
    purpose: CodePurpose,
    code: &str,
) -> Result<Instant, Error> {
    let before = account_codes::table
        .filter(account_codes::member_id.eq(member_id))
        .filter(account_codes::purpose.eq(purpose.code()))
        .filter(account_codes::issued_by.is_null())
        .filter(account_codes::used_at.is_null());
    diesel::delete(before).execute(conn)?;
    let expires_at = actor.now() + purpose.lifetime();
    let kept = digest(actor.stamp().secret(), member_id, purpose, code);
    diesel::insert_into(account_codes::table)
        .values((
            account_codes::member_id.eq(member_id),
            account_codes::purpose.eq(purpose.code()),
            account_codes::code_digest.eq(kept.as_slice()),
            account_codes::issued_at.eq(actor.now()),
            account_codes::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(expires_at)
}
