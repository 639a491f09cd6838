//! Who did and who saw what: every write by a person and every view or export of other people's data.
//!
//! Tables: `audit_log`, `audit_subjects` (the members a row is about), `audit_chains` (the head of each chain).
//!
//! Rules:
//! * A write is recorded in its own transaction: `record` inside `Db::write`.
//! * A view is recorded, durably, before the data leaves: [`Views::note`]. The same view (caller, role, operation,
//!   members) within [`views::SAME_VIEW_SECONDS`] is the same row.
//! * Rows are chained by a keyed hash, so that a removed or altered row is found by `sotay audit verify`, also by
//!   someone who can write to the database but lacks the deployment's secret. There is one chain for each 64th of the
//!   actors, so that writers on PostgreSQL rarely wait for each other.

mod model;
mod queries;
mod rules;
pub mod views;

pub use model::{Entry, Kind};
pub use views::Views;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;

/// Adds a row to the actor's chain.
///
/// # Errors
/// The database.
pub fn record(conn: &mut Conn, actor: &impl Actor, entry: &Entry) -> Result<(), Error> {
    queries::append(conn, actor, entry)
}

/// Mounts the operations.
pub fn mount(_config: &mut ServiceConfig<'_>) {}
