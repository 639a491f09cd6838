//! What mail does by itself besides sending: forgetting what is over, measuring the queue.

use crate::app::App;
use crate::error::Error;

use super::queries::{addresses, outbox};

/// Ends what was not sent in time, also where nothing is sent, and forgets what is long over; in small steps.
///
/// # Errors
/// The database.
pub async fn purge(app: &App) -> Result<(), Error> {
    loop {
        let system = app.system("upkeep");
        let gone = app
            .db
            .write(move |conn| {
                Ok(outbox::expire(conn, &system)?
                    + outbox::forget(conn, &system)?
                    + addresses::purge(conn, &system)?)
            })
            .await?;
        if gone == 0 {
            return Ok(());
        }
    }
}

/// Measures the queue for `/metrics`.
///
/// # Errors
/// The database.
pub async fn measure(app: &App) -> Result<(), Error> {
    let system = app.system("mail");
    let waiting = app
        .db
        .read(move |conn| outbox::depth(conn, &system))
        .await?;
    app.mail.meters.waiting(waiting);
    Ok(())
}
