//! To whom something is shown: everyone, or members of unit subtrees by standing and role. No operations of its own;
//! rooms that show things keep the row key of an audience beside them and ask a [`Reader`].
//!
//! Tables: `audiences`, `audience_rules`.
//!
//! Rules:
//! * An audience never changes and never goes: another one is another row, and equal ones are one row.
//! * A rule admits who fits all that it says: a role means one held in the unit or below it, otherwise the member
//!   himself belongs there. Any rule that fits admits.
//! * A process knows the audiences it has read; what it does not know yet admits nobody.

mod memory;
mod model;
mod people;
mod queries;
mod resolve;
mod rules;
mod views;

pub use memory::{Memory, Reader};
pub use model::{Audience, Facts, Rule};
pub use people::{admitted, spread};
pub use resolve::{Owner, is_part, resolve};
pub use rules::{AUDIENCE_RULES, is_within};
pub use views::{AudienceBody, AudienceRuleBody, AudienceRuleView, AudienceView};

use crate::auth::principal::Actor;
use crate::auth::secret::sha256;
use crate::db::Conn;
use crate::error::Error;

/// The row key of an audience, which is added when there is none like it.
///
/// # Errors
/// The database.
pub fn keep(conn: &mut Conn, actor: &impl Actor, audience: &Audience) -> Result<i64, Error> {
    let audience = audience.canonical();
    let digest = sha256(rules::identity(&audience).as_bytes());
    if let Some(id) = queries::find(conn, actor, &digest)? {
        return Ok(id);
    }
    // Row keys become visible in their order, so that a process can read on from the last one it knows.
    queries::guard(conn, actor)?;
    match queries::find(conn, actor, &digest)? {
        Some(id) => Ok(id),
        None => queries::insert(conn, actor, &audience, &digest),
    }
}

/// The row key of an audience like this one, where there is one; nothing is added.
///
/// # Errors
/// The database.
pub fn known(
    conn: &mut Conn,
    actor: &impl Actor,
    audience: &Audience,
) -> Result<Option<i64>, Error> {
    let digest = sha256(rules::identity(&audience.canonical()).as_bytes());
    queries::find(conn, actor, &digest)
}

/// An audience by row key.
///
/// # Errors
/// The database.
pub fn read(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<Audience, Error> {
    queries::read(conn, actor, id)
}
