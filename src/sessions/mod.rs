//! Signing in, staying signed in, signing out, activation, passwords.
//!
//! Tables: `accounts` (a member who has set a password), `account_codes` (one-time codes), `sessions` (a signed-in device
//! each), `refresh_tokens`.
//!
//! Rules:
//! * Whatever is wrong with a sign-in or a code, the answer and the work are the same: nobody learns who has an account.
//! * Wrong attempts make further ones wait, longer each time, by identifier and network: `attempts.rs`. There is no lock,
//!   so nobody can shut a member out. That is also why a code has no count of wrong tries in the database: five of them
//!   spoil it for the network they came from, and 49 bits are more than all other networks can guess in its life.
//! * A refresh token is used once. Its successor is derived from it, so that a lost answer can be given again for a short
//!   time; used later, or after its successor, a token ends the session.
//! * Renewing a session is no act of a person and is not audited; its end by reuse is.
//! * Rooms above are told of codes and of sign-ins on new devices in the same transaction (`told.rs`); they may bring them to the member.
//! * Passwords, tokens and codes are in no log, error or audit row.

mod administrator;
mod attempts;
mod model;
mod proof;
mod queries;
mod requested;
mod routes;
mod rules;
mod sign_out;
mod tokens;
mod told;
mod views;

pub use administrator::{MadeAdministrator, NewAdministrator};
pub use attempts::Attempts;
pub use model::EndReason;
pub use requested::{
    CodeSeeker, LastingRole, MadeCode, check_own_password, code_seekers, count_code_request,
    hold_seeker, lasting_roles, make_code, new_code, normal_code, shown_code, withdraw_codes,
};
pub use rules::code::CodePurpose;
pub use told::{CodeIssued, DeviceSeen, IssuedCode, NewDevice};

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;
use crate::http::language::Language;

/// Gives a member without an account one with this password hash, in the caller's transaction; false when he has one.
///
/// # Errors
/// The database.
pub fn open_account(
    conn: &mut Conn,
    system: &System,
    member_id: i64,
    hash: &str,
) -> Result<bool, Error> {
    queries::accounts::activate(conn, system, member_id, hash, Language::default().tag())
}

/// Ends every session of a member in the caller's transaction; answers how many. The operation records it in the audit
/// log and calls `app.authenticator.refresh()` after the write.
///
/// # Errors
/// The database.
pub fn end_all(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    reason: EndReason,
) -> Result<usize, Error> {
    queries::devices::end_all(conn, actor, member_id, None, reason)
}

/// Removes some of what has expired; answers how many rows, so that the caller goes on until there are none.
///
/// # Errors
/// The database.
pub fn purge(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    use queries::upkeep;
    Ok(upkeep::end_expired(conn, system)?
        + upkeep::forget_ended(conn, system)?
        + upkeep::forget_used_tokens(conn, system)?
        + upkeep::forget_codes(conn, system)?)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::create_session::create_session)
        .service(routes::refresh_session::refresh_session)
        .service(routes::delete_current_session::delete_current_session)
        .service(routes::list_my_sessions::list_my_sessions)
        .service(routes::delete_my_session::delete_my_session)
        .service(routes::create_account_code::create_account_code)
        .service(routes::activate_account::activate_account)
        .service(routes::reset_password::reset_password)
        .service(routes::change_password::change_password)
        .service(routes::get_my_settings::get_my_settings)
        .service(routes::set_my_settings::set_my_settings);
}
