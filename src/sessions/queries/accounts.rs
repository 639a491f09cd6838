//! SQL of accounts: who an identifier means, passwords, settings.

use std::net::IpAddr;

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::auth::{Public, Viewer};
use crate::db::Conn;
use crate::db::schema::{accounts, members, sessions};
use crate::error::Error;
use crate::kernel::person::Standing;
use crate::sessions::model::{Candidate, OwnPassword, OwnerRow, network_digest, owner};
use crate::sessions::rules::identifier::{Identifier, MAX_SHARED};

/// Standings with which one may sign in, as the database writes them.
// scope: no query.
pub(super) fn active_standings() -> Vec<&'static str> {
    Standing::ALL
        .into_iter()
        .filter(|standing| standing.is_active())
        .map(Standing::code)
        .collect()
}

/// Narrows a boxed query that has `members` in it to active ones whom an identifier may mean; a macro, because each query has
/// another type.
macro_rules! of_the_meant {
    ($query:expr, $identifier:expr) => {{
        use $crate::sessions::queries::accounts::active_standings;
        use $crate::sessions::rules::identifier::Identifier::{Card, Email, Nobodys, Phone};
        let query = $query.filter(members::standing.eq_any(active_standings()));
        match $identifier {
            Card(card) => query.filter(members::card_number.eq(card.as_str())),
            Phone(phone) => query.filter(members::phone.eq(phone.as_str())),
            Email(email) => query.filter(members::email.eq(email.as_str())),
            // The same work for nobody's identifier: a card number that nobody can have.
            Nobodys(_) => query.filter(members::card_number.eq("")),
        }
    }};
}
pub(super) use of_the_meant;

/// Activated accounts of active members that the identifier may mean, the oldest first.
pub fn candidates(
    conn: &mut Conn,
    _: &Public,
    identifier: &Identifier,
) -> Result<Vec<Candidate>, Error> {
    let query = accounts::table
        .inner_join(members::table.on(members::id.eq(accounts::member_id)))
        .select((members::id, members::public_id, accounts::password_hash))
        .order(members::id)
        .limit(i64::try_from(MAX_SHARED).unwrap_or(1))
        .into_boxed();
    Ok(of_the_meant!(query, identifier).load(conn)?)
}

/// Whether one of the candidates ever signed in from the network. It asks as often for an identifier that has none.
pub fn is_known_network(
    conn: &mut Conn,
    actor: &Public,
    identifier: &Identifier,
    candidates: &[Candidate],
    network: IpAddr,
) -> Result<bool, Error> {
    let mut is_known = false;
    for turn in 0..identifier.verifications() {
        // No row has the key 0.
        let member_id = candidates
            .get(turn)
            .map_or(0, |candidate| candidate.member_id);
        let digest = network_digest(actor.stamp().secret(), member_id, network);
        let signed_in = sessions::table
            .filter(sessions::member_id.eq(member_id))
            .filter(sessions::network_digest.eq(digest.as_slice()));
        is_known |= diesel::select(diesel::dsl::exists(signed_in)).get_result::<bool>(conn)?;
    }
    Ok(is_known)
}

/// Replaces a password's hash if it is still the one that was verified; false when it is not. The account's row is
/// locked until the transaction ends, so that a password that changes meanwhile ends the session that is being begun.
pub fn replace_hash(
    conn: &mut Conn,
    _: &Public,
    verified: &Candidate,
    new: &str,
) -> Result<bool, Error> {
    let account = accounts::table
        .find(verified.member_id)
        .filter(accounts::password_hash.eq(&verified.password_hash));
    Ok(diesel::update(account)
        .set(accounts::password_hash.eq(new))
        .execute(conn)?
        == 1)
}

/// Replaces the password if its hash is still the one that was verified; false when it is not.
pub fn change_password(
    conn: &mut Conn,
    viewer: &Viewer,
    verified: &str,
    new: &str,
) -> Result<bool, Error> {
    let account = accounts::table
        .find(viewer.member_id())
        .filter(accounts::password_hash.eq(verified));
    let change = (
        accounts::password_hash.eq(new),
        accounts::password_set_at.eq(viewer.now()),
    );
    Ok(diesel::update(account).set(change).execute(conn)? == 1)
}

/// Sets the first password of a member who has none; false when he has one.
pub fn activate(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    hash: &str,
    language: &str,
) -> Result<bool, Error> {
    let now = actor.stamp().now();
    let row = (
        accounts::member_id.eq(member_id),
        accounts::password_hash.eq(hash),
        accounts::password_set_at.eq(now),
        accounts::activated_at.eq(now),
        accounts::language.eq(language),
    );
    let insert = diesel::insert_into(accounts::table)
        .values(row)
        .on_conflict_do_nothing();
    Ok(crate::db::Both(insert).execute(conn)? == 1)
}

/// Sets a new password with a code as the proof; false when the member has no account.
pub fn reset_password(
    conn: &mut Conn,
    actor: &Public,
    member_id: i64,
    hash: &str,
) -> Result<bool, Error> {
    let change = (
        accounts::password_hash.eq(hash),
        accounts::password_set_at.eq(actor.now()),
    );
    Ok(diesel::update(accounts::table.find(member_id))
        .set(change)
        .execute(conn)?
        == 1)
}

/// The caller's password; `None` when he has none.
pub fn own_password(conn: &mut Conn, viewer: &Viewer) -> Result<Option<OwnPassword>, Error> {
    let row: Option<(String, OwnerRow)> = accounts::table
        .inner_join(members::table.on(members::id.eq(accounts::member_id)))
        .filter(accounts::member_id.eq(viewer.member_id()))
        .select((
            accounts::password_hash,
            (
                members::full_name,
                members::card_number,
                members::phone,
                members::email,
            ),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(hash, known)| OwnPassword {
        hash,
        owner: owner(known),
    }))
}

/// Whether the member has set a password.
pub fn is_activated(conn: &mut Conn, _: &impl Actor, member_id: i64) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(accounts::table.find(member_id))).get_result(conn)?)
}

/// The tag of the caller's language; `None` when he has no account.
pub fn language(conn: &mut Conn, viewer: &Viewer) -> Result<Option<String>, Error> {
    let account = accounts::table.find(viewer.member_id());
    Ok(account.select(accounts::language).first(conn).optional()?)
}

/// False when the caller has no account.
pub fn set_language(conn: &mut Conn, viewer: &Viewer, language: &str) -> Result<bool, Error> {
    let account = accounts::table.find(viewer.member_id());
    Ok(diesel::update(account)
        .set(accounts::language.eq(language))
        .execute(conn)?
        == 1)
}
