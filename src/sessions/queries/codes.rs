//! SQL of one-time codes.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::accounts::{active_standings, of_the_meant};
use crate::auth::permissions::IssueCodes;
use crate::auth::principal::Actor;
use crate::auth::secret::{Purpose, Secret, Tag};
use crate::auth::{Grant, Public, Role};
use crate::db::Conn;
use crate::db::schema::{account_codes, members, role_grants, unit_closure};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::sessions::model::{FittingCode, OwnerRow, owner};
use crate::sessions::rules::code::CodePurpose;
use crate::sessions::rules::identifier::Identifier;
use crate::sessions::rules::issuing::IssuerRole;

/// Codes that one identifier may lead to: more people than ever share a phone.
const MOST: i64 = 20;

type CodeRow = (i64, Vec<u8>, Instant, i64, i64, OwnerRow);

/// The roles of a member that are in force today or will be, with their units; `None` is a role of another version.
pub fn roles_from_now_on(
    conn: &mut Conn,
    grant: &Grant<IssueCodes>,
    member_id: i64,
) -> Result<Vec<(Option<Role>, i64)>, Error> {
    let today: NaiveDate = grant.now().day();
    let rows: Vec<(String, i64)> = role_grants::table
        .filter(role_grants::member_id.eq(member_id))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .select((role_grants::role, role_grants::unit_id))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(role, unit)| (Role::from_code(&role), unit))
        .collect())
}

/// The roles under which the caller may issue codes, each with those of `units` that it covers.
pub fn issuer_roles(
    conn: &mut Conn,
    grant: &Grant<IssueCodes>,
    units: &[i64],
) -> Result<Vec<IssuerRole>, Error> {
    let held = grant
        .viewer()
        .roles()
        .iter()
        .filter(|held| grant.roots().contains(&held.unit_id));
    let pairs: Vec<(i64, i64)> = unit_closure::table
        .filter(unit_closure::ancestor_id.eq_any(grant.roots().to_vec()))
        .filter(unit_closure::descendant_id.eq_any(units.to_vec()))
        .select((unit_closure::ancestor_id, unit_closure::descendant_id))
        .load(conn)?;
    let covered = |root: i64| {
        pairs
            .iter()
            .filter(move |(above, _)| *above == root)
            .map(|(_, below)| *below)
    };
    Ok(held
        .map(|held| IssuerRole {
            role: held.role,
            covers: covered(held.unit_id).collect(),
        })
        .collect())
}

/// Withdraws the codes of the purpose that the member has, and keeps the new one's digest.
pub fn replace(
    conn: &mut Conn,
    grant: &Grant<IssueCodes>,
    member_id: i64,
    purpose: CodePurpose,
    code: &str,
) -> Result<Instant, Error> {
    withdraw(conn, grant, member_id, purpose)?;
    let expires_at = grant.now() + purpose.lifetime();
    diesel::insert_into(account_codes::table)
        .values((
            account_codes::member_id.eq(member_id),
            account_codes::purpose.eq(purpose.code()),
            account_codes::code_digest
                .eq(digest(grant.stamp().secret(), member_id, purpose, code).as_slice()),
            account_codes::issued_by.eq(grant.member_id()),
            account_codes::issued_at.eq(grant.now()),
            account_codes::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(expires_at)
}

/// The code that fits, if one of the members whom the identifier may mean has it.
pub fn fitting(
    conn: &mut Conn,
    actor: &Public,
    identifier: &Identifier,
    purpose: CodePurpose,
    code: &str,
) -> Result<Option<FittingCode>, Error> {
    let query = account_codes::table
        .inner_join(members::table.on(members::id.eq(account_codes::member_id)))
        .filter(account_codes::purpose.eq(purpose.code()))
        .filter(account_codes::used_at.is_null())
        .filter(account_codes::expires_at.gt(actor.now()))
        .select((
            account_codes::id,
            account_codes::code_digest,
            account_codes::issued_at,
            members::id,
            members::home_unit_id,
            (
                members::full_name,
                members::card_number,
                members::phone,
                members::email,
            ),
        ))
        .order(account_codes::id.desc())
        .limit(MOST)
        .into_boxed();
    let rows: Vec<CodeRow> = of_the_meant!(query, identifier).load(conn)?;
    let fits = |row: &CodeRow| {
        let typed = digest(actor.stamp().secret(), row.3, purpose, code);
        verify_slices_are_equal(&typed, &row.1).is_ok()
    };
    let fitting = rows.into_iter().find(fits);
    Ok(fitting.map(
        |(code_id, _, issued_at, member_id, home_unit_id, known)| FittingCode {
            code_id,
            issued_at,
            member_id,
            home_unit_id,
            owner: owner(known),
        },
    ))
}

/// Uses the code; false when it was used or withdrawn meanwhile, or the member's standing has ended.
pub fn consume(conn: &mut Conn, actor: &Public, code: &FittingCode) -> Result<bool, Error> {
    let active = members::table
        .find(code.member_id)
        .filter(members::standing.eq_any(active_standings()));
    if !diesel::select(diesel::dsl::exists(active)).get_result::<bool>(conn)? {
        return Ok(false);
    }
    let unused = account_codes::table
        .find(code.code_id)
        .filter(account_codes::used_at.is_null());
    Ok(diesel::update(unused)
        .set(account_codes::used_at.eq(Some(actor.now())))
        .execute(conn)?
        == 1)
}

/// Withdraws the unused codes of a purpose.
pub fn withdraw(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    purpose: CodePurpose,
) -> Result<(), Error> {
    let unused = account_codes::table
        .filter(account_codes::member_id.eq(member_id))
        .filter(account_codes::purpose.eq(purpose.code()))
        .filter(account_codes::used_at.is_null());
    diesel::delete(unused).execute(conn)?;
    Ok(())
}

/// Withdraws all unused codes: whoever has set a password wants no other way in to be open.
pub fn withdraw_all(conn: &mut Conn, actor: &impl Actor, member_id: i64) -> Result<(), Error> {
    for purpose in [CodePurpose::Activation, CodePurpose::PasswordReset] {
        withdraw(conn, actor, member_id, purpose)?;
    }
    Ok(())
}

/// A code is only good for its member and purpose.
// scope: no query.
pub(super) fn digest(secret: &Secret, member_id: i64, purpose: CodePurpose, code: &str) -> Tag {
    secret.tag(
        Purpose::AccountCode,
        &[
            &member_id.to_be_bytes(),
            purpose.code().as_bytes(),
            code.as_bytes(),
        ],
    )
}
