//! What push does by itself besides sending: forgetting what is old, measuring the queue.

use chrono::Duration;

use crate::app::App;
use crate::error::Error;
use crate::inbox;
use crate::push::queries::{campaigns, devices, due};
use crate::push::rules::CAMPAIGN_DAYS;

/// Forgets devices whose session has ended, or that were not seen for 270 days, in steps: they are looked for by reading, so
/// that writers do not wait.
///
/// # Errors
/// The database.
pub async fn forget_devices(app: &App) -> Result<(), Error> {
    loop {
        let (looks, system) = (app.system("upkeep"), app.system("upkeep"));
        let silent = app
            .db
            .read(move |conn| devices::silent(conn, &looks))
            .await?;
        let forget = move |conn: &mut _| devices::forget(conn, &system, &silent);
        if app.db.write(forget).await? == 0 {
            return Ok(());
        }
    }
}

/// Forgets campaigns and then notifications that were kept long enough, in small steps.
///
/// # Errors
/// The database.
pub async fn forget_old(app: &App) -> Result<(), Error> {
    loop {
        let system = app.system("upkeep");
        let until = system.now() - Duration::days(CAMPAIGN_DAYS);
        let forget = move |conn: &mut _| campaigns::forget(conn, &system, until);
        if app.db.write(forget).await? == 0 {
            break;
        }
    }
    loop {
        let system = app.system("upkeep");
        let forget = move |conn: &mut _| inbox::forget(conn, &system);
        if app.db.write(forget).await? == 0 {
            return Ok(());
        }
    }
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
