//! `sotay serve`: opens the database, migrates it, serves until it is asked to stop, then drains.

use std::net::TcpListener;

use actix_web::web::Data;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{CliError, say};
use crate::app::App;
use crate::auth::keys;
use crate::config::{DataOptions, ServerOptions};
use crate::db::{Db, DbOptions};
use crate::kernel::clock::Clock;
use crate::{jobs, mail, push, server, wiring};

pub(super) fn serve(data: &DataOptions, options: &ServerOptions) -> Result<(), CliError> {
    let listener = listen(options)?;
    let url = data.database()?;
    let secret = data.secret(url.engine())?;
    let runtime = actix_web::rt::System::new();
    runtime.block_on(async {
        let db = Db::open(&url, data.replica()?.as_ref(), &options.db_options())?;
        let mut config = options.config(&data.data);
        config.files = data.files.config(&data.data)?;
        config.push = data.push.config()?;
        config.mail = data.mail.config()?;
        let app = Data::new(App::build(config, db, Clock::System, secret).await?);
        let stop = StopSignals::listen()?;
        // Asked of the socket, since port 0 means any free one.
        let address = listener.local_addr().unwrap_or(options.bind);
        say(&format!("listening on http://{address}"));
        run_until_stopped(&app, listener, stop).await
    })
}

/// Serves until SIGINT or SIGTERM; running requests are finished and the writer's queue is emptied.
pub(super) async fn run_until_stopped(
    app: &Data<App>,
    listener: TcpListener,
    stop: StopSignals,
) -> Result<(), CliError> {
    let server = server::start(app, listener)?;
    let handle = server.handle();
    let upkeep = crate::upkeep::start(app);
    let senders = push::start(app)?;
    let mails = mail::start(app)?;
    let workers = jobs::start(app, &wiring::job_kinds(), app.config.job_workers)?;
    actix_web::rt::spawn(async move {
        stop.received().await;
        handle.stop(true).await;
    });
    let ended = server
        .await
        .map_err(|error| CliError::Message(format!("the server failed: {error}")));
    workers.stop().await;
    senders.stop().await;
    mails.stop().await;
    upkeep.stop().await;
    ended
}

/// SIGINT and SIGTERM, listened for before the server says that it is there: whoever has read that may stop it.
pub(super) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    pub(super) fn listen() -> Result<Self, CliError> {
        let failed = |error: std::io::Error| CliError::Message(format!("signals: {error}"));
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
        })
    }

    async fn received(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

pub(super) fn listen(options: &ServerOptions) -> Result<TcpListener, CliError> {
    TcpListener::bind(options.bind)
        .map_err(|error| CliError::Message(format!("cannot listen on {}: {error}", options.bind)))
}

pub(super) fn rotate_keys(data: &DataOptions) -> Result<(), CliError> {
    let url = data.database()?;
    let secret = std::sync::Arc::new(data.secret(url.engine())?);
    let system = crate::auth::System::new(secret, Clock::System.now(), "rotate-keys");
    let db = Db::open(&url, None, &DbOptions::beside())?;
    let kid = actix_web::rt::System::new().block_on(db.write(move |conn| {
        let kid = keys::rotate(conn, &system)?;
        crate::audit::record(
            conn,
            &system,
            &crate::audit::Entry::write(
                "rotate_keys",
                None,
                Vec::new(),
                serde_json::json!({"kid": kid}),
            ),
        )?;
        Ok(kid)
    }))?;
    say(&format!("new signing key {kid}"));
    Ok(())
}
