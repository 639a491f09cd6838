//! Reads which documents there are and what is shown of them as soon as the library has changed, before anybody asks.
//! Sets of tokens and texts are read by whoever asks first.

use actix_web::web::Data;

use crate::app::App;
use crate::error::Error;

/// Documents that one question looks at: some ten milliseconds where all are read, for which one thread answers nobody else.
const AT_A_TIME: usize = 500;

/// One look of the preparing task, for `upkeep`. What cannot be read is read by whoever searches.
pub async fn prepare(app: Data<App>) {
    if let Err(error) = read(&app).await {
        tracing::debug!(error = %error.for_log(), "search could not be prepared");
    }
}

async fn read(app: &Data<App>) -> Result<(), Error> {
    let Some(generation) = app.reading.trusted() else {
        return Ok(());
    };
    if app.search.is_prepared(generation) {
        return Ok(());
    }
    let mut before = Some(i64::MAX);
    while let Some(below) = before {
        let (kept, system) = (app.clone(), app.system("search"));
        before = app
            .db
            .read(move |conn| {
                let index = kept.search.index(conn, generation)?;
                index.prepare(conn, &system, below, AT_A_TIME)
            })
            .await?;
    }
    app.search.prepared(generation);
    Ok(())
}
