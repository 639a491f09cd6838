//! What rooms above are told of, in the transaction in which it happens. `wiring.rs` registers them.

use super::rules::code::CodePurpose;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;

/// A one-time code that was made for a member. Never printed.
pub struct IssuedCode<'a> {
    pub member_id: i64,
    pub purpose: CodePurpose,
    /// As it is shown.
    pub code: &'a str,
    pub expires_at: Instant,
}

/// Called in the transaction that makes a code.
pub type CodeIssued = fn(&mut Conn, &dyn Actor, &IssuedCode<'_>) -> Result<(), Error>;

/// A sign-in where the member never had: by platform and network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewDevice {
    pub member_id: i64,
    /// The code of its platform.
    pub platform: &'static str,
}

/// Called in the transaction of such a sign-in.
pub type DeviceSeen = fn(&mut Conn, &dyn Actor, &NewDevice) -> Result<(), Error>;
