//! Codes that members ask for themselves, and what the room above needs of this one to send them.

use std::net::IpAddr;

use super::attempts::Counted;
use super::proof;
use super::queries::{codes, requests};
use super::rules::code::{self, CodePurpose};
use super::rules::identifier::Identifier;
use super::rules::password;
use super::told::IssuedCode;
use crate::app::App;
use crate::auth::passwords::Password;
use crate::auth::principal::Actor;
use crate::auth::secret::random;
use crate::auth::{Public, Role, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;

/// A member whom an identifier may mean, who may sign in and has a mail address. Never printed.
#[derive(Clone)]
pub struct CodeSeeker {
    pub member_id: i64,
    pub home_unit_id: i64,
    pub address: String,
    pub roles: Vec<LastingRole>,
    /// When he set his password last; `None`: he has no account yet.
    pub password_set_at: Option<Instant>,
}

/// A role that is in force today or to come (`None`: one of another version), and the unit (row key) over which it is held.
pub type LastingRole = (Option<Role>, i64);

/// The roles of a member, for a room above that is about to send a way into his account.
///
/// # Errors
/// The database.
pub fn lasting_roles(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
) -> Result<Vec<LastingRole>, Error> {
    requests::roles(conn, actor, member_id)
}

/// Withdraws all unused codes of a member: somebody else may have read them.
///
/// # Errors
/// The database.
pub fn withdraw_codes(conn: &mut Conn, actor: &impl Actor, member_id: i64) -> Result<(), Error> {
    codes::withdraw_all(conn, actor, member_id)
}

/// A code that was made for such a member. Never printed.
pub struct MadeCode {
    pub member_id: i64,
    pub purpose: CodePurpose,
    pub expires_at: Instant,
    shown: String,
}

impl MadeCode {
    /// As the room above is told of it.
    #[must_use]
    pub fn issued(&self) -> IssuedCode<'_> {
        IssuedCode {
            member_id: self.member_id,
            purpose: self.purpose,
            code: &self.shown,
            expires_at: self.expires_at,
        }
    }
}

/// Counts a request for a code by identifier and network, whether or not it means anybody.
///
/// # Errors
/// 429 when the last ones were too short a time ago.
pub fn count_code_request(
    app: &App,
    public: &Public,
    typed: &str,
    network: IpAddr,
) -> Result<(), Error> {
    let counted = Counted::code_request(&Identifier::parse(typed), network);
    app.attempts.begin(counted, public.now()).map(drop)
}

/// Whom the identifier may mean.
///
/// # Errors
/// The database.
pub fn code_seekers(
    conn: &mut Conn,
    public: &Public,
    typed: &str,
) -> Result<Vec<CodeSeeker>, Error> {
    requests::seekers(conn, public, &Identifier::parse(typed))
}

/// Nobody else gives him a code, another address or another password until the transaction ends.
///
/// # Errors
/// The database.
pub fn hold_seeker(conn: &mut Conn, public: &Public, seeker: &CodeSeeker) -> Result<(), Error> {
    requests::hold(conn, public, seeker.member_id)
}

/// Makes a code for him: to activate his account, or for a new password where he has one. It takes the place of one that was
/// asked for the same way, and leaves those that were handed out: a stranger who asks must not spoil them.
///
/// # Errors
/// The database.
pub fn make_code(conn: &mut Conn, public: &Public, seeker: &CodeSeeker) -> Result<MadeCode, Error> {
    let purpose = if seeker.password_set_at.is_some() {
        CodePurpose::PasswordReset
    } else {
        CodePurpose::Activation
    };
    let code = new_code()?;
    let expires_at = requests::keep(conn, public, seeker.member_id, purpose, &code)?;
    Ok(MadeCode {
        member_id: seeker.member_id,
        purpose,
        expires_at,
        shown: code::shown(&code),
    })
}

/// Checks the password of a caller who is signed in, before something that is a way into his account changes.
///
/// # Errors
/// 401 when it is not right, 429 while the caller has to wait.
pub async fn check_own_password(
    app: &App,
    viewer: &Viewer,
    typed: &str,
    network: IpAddr,
) -> Result<(), Error> {
    password::check_length(typed, 1, "/current_password")?;
    proof::by_current_password(app, viewer, Password::new(typed), network)
        .await
        .map(drop)
}

/// A new one-time code.
///
/// # Errors
/// The operating system has no random bytes.
pub fn new_code() -> Result<String, Error> {
    loop {
        let bytes: [u8; 32] = random()?;
        if let Some(code) = code::from_random(&bytes) {
            return Ok(code);
        }
    }
}

/// A code as it is shown.
#[must_use]
pub fn shown_code(code: &str) -> String {
    code::shown(code)
}

/// A code as it was made, however it was typed.
#[must_use]
pub fn normal_code(typed: &str) -> String {
    code::normal(typed)
}
