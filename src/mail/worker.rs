//! Workers: one thread a process, with as many tasks as there may be connections. Each keeps its connection for as long as there
//! are mails, takes one mail at a time under a lease, sends it, and writes down what became of it.

use std::time::Duration;

use actix_web::web::Data;
use tokio::sync::{oneshot, watch};

use super::asked;
use super::model::Held;
use super::queries::{claims, outbox};
use super::smtp::Line;
use super::state::Way;
use crate::app::App;
use crate::error::Error;

/// How long a stopping process waits for what is being sent; afterwards its lease runs out and another one sends it.
const STOP_PATIENCE: Duration = Duration::from_secs(20);
/// How often an idle task looks.
pub(super) const IDLE: Duration = Duration::from_secs(1);

/// The running workers; [`Senders::stop`] ends them.
pub struct Senders {
    stop: watch::Sender<bool>,
    ended: Option<oneshot::Receiver<()>>,
}

impl Senders {
    /// Takes no further mail on and waits a while for those that are being sent.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        if let Some(ended) = self.ended
            && tokio::time::timeout(STOP_PATIENCE, ended).await.is_err()
        {
            tracing::warn!("a mail was still being sent; it will be sent again, with the same id");
        }
    }
}

/// Starts them, where mail is configured.
///
/// # Errors
/// The operating system gives no thread.
pub fn start(app: &Data<App>) -> Result<Senders, Error> {
    let (stop, stopped) = watch::channel(false);
    let Some(way) = &app.mail.way else {
        tracing::info!("mail is not configured: codes are handed out by secretaries alone");
        return Ok(Senders { stop, ended: None });
    };
    let tasks = way.config.connections;
    let (ended, end) = oneshot::channel();
    let worker = Worker {
        app: app.clone(),
        stopped,
    };
    std::thread::Builder::new()
        .name("sotay-mail".to_owned())
        .spawn(move || {
            match actix_web::rt::Runtime::new() {
                Ok(runtime) => runtime.block_on(async {
                    let work = (0..tasks).map(|_| worker.clone().work());
                    futures_util::future::join_all(work).await;
                }),
                Err(error) => tracing::error!(%error, "mail has no runtime"),
            }
            let _ = ended.send(()); // the process may be ending
        })
        .map_err(|error| Error::internal(format!("mail could not be started: {error}")))?;
    Ok(Senders {
        stop,
        ended: Some(end),
    })
}

/// Looks at requests for codes and sends what is due now, one after the other and at no set pace; answers how many were tried. For commands and tests.
///
/// # Errors
/// The database.
pub async fn drain(app: &Data<App>) -> Result<usize, Error> {
    let (_stop, stopped) = watch::channel(false);
    let worker = Worker {
        app: app.clone(),
        stopped,
    };
    let Some(way) = &app.mail.way else {
        return Ok(0);
    };
    while asked::answer_some(app).await? {}
    let (mut line, mut tried) = (None, 0);
    while worker.may_try() && worker.is_due().await? {
        if !worker.reach(way, &mut line).await {
            break;
        }
        let Some(held) = worker.claim().await? else {
            break;
        };
        tried += 1;
        worker.send(way, &mut line, held).await;
    }
    if let Some(line) = line {
        line.close().await;
    }
    Ok(tried)
}

#[derive(Clone)]
pub(super) struct Worker {
    pub app: Data<App>,
    stopped: watch::Receiver<bool>,
}

impl Worker {
    async fn work(mut self) {
        let mut line = None;
        while !*self.stopped.borrow() {
            match self.next(&mut line).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(error = %error.for_log(), "mails could not be taken on");
                }
            }
            if line.as_ref().is_some_and(|line: &Line| !line.is_good())
                && let Some(line) = line.take()
            {
                line.close().await;
            }
            tokio::select! {
                () = wait(IDLE) => {}
                _ = self.stopped.changed() => {}
            }
        }
        if let Some(line) = line {
            line.close().await;
        }
    }

    /// Looks at some requests for codes and sends one mail where one is due; whether there may be more of either.
    async fn next(&mut self, line: &mut Option<Line>) -> Result<bool, Error> {
        let app = self.app.clone();
        let Some(way) = &app.mail.way else {
            return Ok(false);
        };
        let is_more = asked::answer_some(&app).await?;
        if !self.may_try() || !self.is_due().await? {
            return Ok(is_more);
        }
        let mut stopped = self.stopped.clone();
        tokio::select! {
            reached = self.reach(way, line) => if !reached {
                return Ok(false);
            },
            _ = stopped.changed() => return Ok(false),
        }
        // Before the mail is taken, so that the wait is no part of its lease.
        let place = self.app.mail.place(way.config.per_minute.get());
        tokio::select! {
            () = wait(place) => {}
            _ = self.stopped.changed() => return Ok(false),
        }
        let Some(held) = self.claim().await? else {
            return Ok(false);
        };
        self.send(way, line, held).await;
        Ok(true)
    }

    /// Nothing is tried while the server is known to take nothing.
    fn may_try(&self) -> bool {
        let until = self.app.mail.halted_until();
        until.is_none_or(|until| until <= self.app.clock.now())
    }

    async fn is_due(&self) -> Result<bool, Error> {
        let system = self.app.system("mail");
        self.app
            .db
            .read(move |conn| claims::is_due(conn, &system))
            .await
    }

    async fn claim(&self) -> Result<Option<Held>, Error> {
        let system = self.app.system("mail");
        self.app
            .db
            .write(move |conn| {
                outbox::expire(conn, &system)?;
                claims::claim(conn, &system)
            })
            .await
    }

    /// Before a mail is taken, so that a server that is away costs no mail an attempt.
    pub async fn reach(&self, way: &Way, line: &mut Option<Line>) -> bool {
        if line.as_ref().is_some_and(Line::is_good) {
            return true;
        }
        if let Some(old) = line.take() {
            old.close().await;
        }
        match way.dialler.connect().await {
            Ok(reached) => {
                *line = Some(reached);
                true
            }
            Err(failure) => {
                self.app.mail.halt(failure, self.app.clock.now());
                false
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the pause of a loop that looks for what others have queued, the pace, a second try"
)]
pub(super) async fn wait(pause: Duration) {
    tokio::time::sleep(pause).await;
}
