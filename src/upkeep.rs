//! What the server does by itself now and then: reads signing keys again, forgets what has expired.

use std::time::Duration;

use actix_web::web::Data;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::error::Error;
use crate::http::idempotency;
use crate::reading::POLL;
use crate::{jobs, library, mail, progress, push, quizzes, reading, search, sessions, wiring};

/// Often enough that a rotated key is known to every process before it signs.
const KEYS: Duration = Duration::from_secs(10);
const PURGE: Duration = Duration::from_mins(10);
/// How late a scheduled edition may go out.
const DUE: Duration = Duration::from_secs(1);
const FILES: Duration = Duration::from_mins(10);
const WORDS: Duration = Duration::from_mins(1);
/// After a round of merging it rests for so many times as long: each rewrites all words.
const WORDS_REST: u32 = 10;
/// The same after reading for searches, which may have to read all while much changes.
const SEARCH_REST: u32 = 4;

/// How late an attempt whose time is over is graded.
const EXPIRED: Duration = Duration::from_secs(1);

/// How late a reminder of a deadline may go out.
const REMINDERS: Duration = Duration::from_mins(10);
const QUEUE: Duration = Duration::from_secs(5);

/// The running tasks; [`Upkeep::stop`] ends them and waits.
pub struct Upkeep {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Upkeep {
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = task.await;
        }
    }
}

/// Starts the tasks on the current runtime.
#[must_use]
pub fn start(app: &Data<App>) -> Upkeep {
    let (stop, stopped) = watch::channel(false);
    let tasks = vec![
        actix_web::rt::spawn(every(KEYS, stopped.clone(), app.clone(), reload_keys)),
        actix_web::rt::spawn(every(DUE, stopped.clone(), app.clone(), publish_due)),
        actix_web::rt::spawn(every(EXPIRED, stopped.clone(), app.clone(), close_attempts)),
        actix_web::rt::spawn(every(DUE, stopped.clone(), app.clone(), follow_study)),
        actix_web::rt::spawn(every(PURGE, stopped.clone(), app.clone(), purge)),
        actix_web::rt::spawn(every(FILES, stopped.clone(), app.clone(), look_after_files)),
        actix_web::rt::spawn(keep_words_together(stopped.clone(), app.clone())),
        actix_web::rt::spawn(every(REMINDERS, stopped.clone(), app.clone(), remind)),
        actix_web::rt::spawn(every(QUEUE, stopped.clone(), app.clone(), measure_pushes)),
        actix_web::rt::spawn(every(QUEUE, stopped.clone(), app.clone(), measure_mails)),
        actix_web::rt::spawn(every(REMINDERS, stopped.clone(), app.clone(), tell_of_week)),
        actix_web::rt::spawn(every(POLL, stopped.clone(), app.clone(), reading::look)),
        actix_web::rt::spawn(prepare_search(stopped, app.clone())),
    ];
    Upkeep { stop, tasks }
}

async fn every<F, R>(pause: Duration, mut stopped: watch::Receiver<bool>, app: Data<App>, work: F)
where
    F: Fn(Data<App>) -> R,
    R: Future<Output = ()>,
{
    let mut ticks = tokio::time::interval(pause);
    loop {
        tokio::select! {
            _ = ticks.tick() => work(app.clone()).await,
            _ = stopped.changed() => return,
        }
    }
}

async fn reload_keys(app: Data<App>) {
    let (ring, system) = (app.authenticator.ring.clone(), app.system("upkeep"));
    if let Err(error) = app.db.read(move |conn| ring.reload(conn, &system)).await {
        tracing::error!(%error, "signing keys could not be read again");
    }
}

async fn publish_due(app: Data<App>) {
    let system = app.system("upkeep");
    let asks = system.clone();
    let published = match app.db.read(move |conn| library::is_due(conn, &asks)).await {
        Ok(false) => return,
        Ok(true) => {
            app.db
                .write(move |conn| {
                    library::publish_due(conn, &system, &wiring::edition_published())
                })
                .await
        }
        Err(error) => Err(error),
    };
    match published {
        Ok(_) => app.library_changed().await,
        Err(error) => {
            tracing::error!(error = %error.for_log(), "scheduled editions could not go out");
        }
    }
}

/// Merges the words of the library whenever they lie scattered.
async fn keep_words_together(mut stopped: watch::Receiver<bool>, app: Data<App>) {
    let mut pause = WORDS;
    loop {
        if tokio::time::timeout(pause, stopped.changed()).await.is_ok() {
            return;
        }
        let started = tokio::time::Instant::now();
        if let Err(error) = merge_words(&app, &stopped).await {
            tracing::error!(error = %error.for_log(), "the words of the library could not be merged");
        }
        pause = WORDS.max(started.elapsed() * WORDS_REST);
    }
}

/// Reads for searches whatever has changed.
async fn prepare_search(mut stopped: watch::Receiver<bool>, app: Data<App>) {
    let mut pause = POLL;
    while tokio::time::timeout(pause, stopped.changed())
        .await
        .is_err()
    {
        let started = tokio::time::Instant::now();
        search::prepare(app.clone()).await;
        pause = POLL.max(started.elapsed() * SEARCH_REST);
    }
}

async fn merge_words(app: &Data<App>, stopped: &watch::Receiver<bool>) -> Result<(), Error> {
    let system = app.system("upkeep");
    let is_due = app
        .db
        .read(move |conn| library::words_are_scattered(conn, &system))
        .await?;
    let mut next = is_due.then(library::Merging::default);
    while let (Some(step), false) = (next, *stopped.borrow()) {
        let system = app.system("upkeep");
        next = app.db.write(move |conn| step.step(conn, &system)).await?;
    }
    Ok(())
}

async fn close_attempts(app: Data<App>) {
    if let Err(error) = quizzes::close_expired(&app).await {
        tracing::error!(error = %error.for_log(), "attempts whose time is over could not be closed");
    }
}

async fn follow_study(app: Data<App>) {
    if let Err(error) = progress::look_after(&app).await {
        tracing::error!(error = %error.for_log(), "assignments could not be followed");
    }
}

async fn remind(app: Data<App>) {
    if let Err(error) = push::remind(&app).await {
        tracing::error!(error = %error.for_log(), "reminders could not be begun");
    }
}

async fn measure_pushes(app: Data<App>) {
    if let Err(error) = push::measure(&app).await {
        tracing::error!(error = %error.for_log(), "the queue of pushes could not be measured");
    }
}

async fn measure_mails(app: Data<App>) {
    if let Err(error) = mail::measure(&app).await {
        tracing::error!(error = %error.for_log(), "the queue of mails could not be measured");
    }
}

async fn tell_of_week(app: Data<App>) {
    if let Err(error) = mail::tell_of_week(&app).await {
        tracing::error!(error = %error.for_log(), "weekly digests could not be written");
    }
}

async fn purge(app: Data<App>) {
    app.limits.forget_quiet();
    if let Err(error) = mail::purge(&app).await {
        tracing::error!(error = %error.for_log(), "mails could not be forgotten");
    }
    forget_events(&app).await;
    if let Err(error) = push::forget_devices(&app).await {
        tracing::error!(error = %error.for_log(), "devices could not be forgotten");
    }
    if let Err(error) = push::forget_old(&app).await {
        tracing::error!(error = %error.for_log(), "old notifications could not be forgotten");
    }
    let system = app.system("upkeep");
    if let Err(error) = app
        .db
        .write_much(move |conn| idempotency::purge(conn, &system))
        .await
    {
        tracing::error!(%error, "expired rows could not be removed");
    }
    let system = app.system("upkeep");
    if let Err(error) = app.db.write(move |conn| jobs::purge(conn, &system)).await {
        tracing::error!(error = %error.for_log(), "expired jobs could not be removed");
    }
    let system = app.system("upkeep");
    // In small steps, so that other writers get their turn between them.
    loop {
        let system = system.clone();
        match app
            .db
            .write_much(move |conn| sessions::purge(conn, &system))
            .await
        {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(error = %error.for_log(), "expired sessions could not be removed");
                break;
            }
        }
    }
}

/// In small steps, as all deleting.
async fn forget_events(app: &Data<App>) {
    loop {
        let system = app.system("upkeep");
        match app
            .db
            .write_much(move |conn| progress::forget_events(conn, &system))
            .await
        {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(error = %error.for_log(), "events could not be forgotten");
                break;
            }
        }
    }
}

async fn look_after_files(app: Data<App>) {
    let (files, system) = (&app.files, app.system("upkeep"));
    let steps = [
        files.remove_expired_uploads(&system).await.map(drop),
        files.remove_stray_uploads(&system).await.map(drop),
        files
            .remove_unused(&system, &wiring::file_uses())
            .await
            .map(drop),
        files.verify_some(&system).await,
    ];
    for error in steps.into_iter().filter_map(Result::err) {
        tracing::error!(error = %error.for_log(), "files could not be looked after");
    }
}
