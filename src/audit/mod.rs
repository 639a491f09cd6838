//! Who did and who saw what: every write by a person and every view or export of other people's data.
//!
//! Tables: `audit_log`, `audit_subjects` (the members a row is about), `audit_chains` (the head of each chain).
//!
//! Rules:
//! * A write is recorded in its own transaction: `record` inside `Db::write`.
//! * A view is recorded, durably, before the data leaves: [`Views::note`]. The same view (caller, role, operation,
//!   unit, members) within [`SAME_VIEW_SECONDS`] is the same row.
//! * Rows are chained by a keyed hash, so that [`verify`] (`sotay audit verify`) finds what was removed or altered,
//!   also by someone who can write to the database but lacks the deployment's secret; `rules.rs` says how. There is
//!   one chain for each 64th of the actors, so that writers on PostgreSQL rarely wait for each other.
//! * The auditor reads the rows of his units, the person concerned every view and export of his own record.

mod chain_check;
mod model;
mod queries;
mod recorder;
pub mod routes;
mod rules;
mod verify;
mod views;
mod words;

pub use chain_check::Fault;
pub use model::{Entry, Kind};
pub use recorder::{SAME_VIEW_SECONDS, Views};
pub use verify::{ChainFault, Report, verify};

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;

/// Adds a row to the actor's chain.
///
/// # Errors
/// The database.
pub fn record(conn: &mut Conn, actor: &(impl Actor + ?Sized), entry: &Entry) -> Result<(), Error> {
    queries::append(conn, actor, entry)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::list_audit_log::list_audit_log)
        .service(routes::list_my_access_log::list_my_access_log);
}
