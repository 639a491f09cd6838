//! What push does by itself besides sending: forgetting devices, measuring the queue.

use crate::app::App;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::push::queries::{devices, due};

/// Forgets some devices whose session has ended, or that were not seen for 270 days; answers how many.
///
/// # Errors
/// The database.
pub fn forget_devices(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    devices::forget(conn, system)
}

/// Measures the queue for `/metrics`.
///
/// # Errors
/// The database.
pub async fn measure(app: &App) -> Result<(), Error> {
    let system = app.system("push");
    let depth = app.db.read(move |conn| due::depth(conn, &system)).await?;
    app.push.meters.queue(depth);
    Ok(())
}
