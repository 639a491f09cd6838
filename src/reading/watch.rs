//! Follows the library's changes, so that what was withdrawn or is meant for others now stops being shown.

use std::sync::atomic::Ordering;
use std::time::Instant as Stopwatch;

use actix_web::web::Data;

use super::memory::Followed;
use super::queries::changes::{self, Since};
use crate::app::App;
use crate::audiences::Reader;
use crate::auth::Viewer;
use crate::error::Error;

/// Asks the library what has changed, forgets that, and learns of new audiences and names. When this returns, nothing
/// of before is shown by this process.
///
/// # Errors
/// The database.
pub async fn catch_up(app: &App) -> Result<(), Error> {
    let mut followed = app.reading.follow().await;
    // What has changed may be no more than a name.
    followed.forget_terms();
    ask(app, &mut followed).await
}

/// The caller as a reader, after the library was asked lately enough.
///
/// # Errors
/// The database.
pub async fn reader(app: &App, viewer: &Viewer) -> Result<Reader, Error> {
    if !app.reading.is_trusted() {
        let mut followed = app.reading.follow().await;
        // Somebody else may have asked meanwhile.
        if !app.reading.is_trusted() {
            ask(app, &mut followed).await?;
        }
    }
    Ok(app.audiences.reader(viewer))
}

async fn ask(app: &App, followed: &mut Followed) -> Result<(), Error> {
    let asked_at = Stopwatch::now();
    let (seen, wants_terms) = (followed.change, followed.wants_terms());
    let (audiences, system) = (app.audiences.clone(), app.system("reading"));
    let (since, terms) = app
        .db
        .read(move |conn| {
            let since = changes::since(conn, &system, seen)?;
            // After the changes, so that their audiences and names are among them.
            audiences.refresh(conn, &system)?;
            let wants_terms = wants_terms || since != Since::Nothing;
            let terms = wants_terms
                .then(|| changes::terms(conn, &system))
                .transpose()?;
            Ok((since, terms))
        })
        .await?;
    if let Some(terms) = terms {
        app.reading.keep_terms(terms);
        followed.read_terms_at(asked_at);
    }
    if since != Since::Nothing {
        app.reading.pages.forget();
    }
    match since {
        Since::Nothing => {}
        Since::These(documents, newest) => {
            for document in documents {
                app.reading.shelf.forget(document);
            }
            followed.change = Some(newest);
        }
        Since::Anything(newest) => {
            app.reading.shelf.clear();
            followed.change = Some(newest);
        }
    }
    if let Some(change) = followed.change {
        app.reading.saw(change);
    }
    app.reading.answered(asked_at);
    Ok(())
}

/// One look of the watching task, for `upkeep`: a failure is logged once, and again when it is over.
pub async fn look(app: Data<App>) {
    let outcome = {
        let mut followed = app.reading.follow().await;
        ask(&app, &mut followed).await
    };
    let was_failing = app
        .reading
        .is_failing
        .swap(outcome.is_err(), Ordering::AcqRel);
    match outcome {
        Err(error) if !was_failing => {
            tracing::error!(error = %error.for_log(), "the library's changes cannot be followed; readers ask the database");
        }
        Ok(()) if was_failing => tracing::info!("the library's changes are followed again"),
        _ => {}
    }
}
