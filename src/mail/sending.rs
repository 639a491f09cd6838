//! One mail, from the row that holds it to what became of it.

use super::letters::Links;
use super::message::{self, Ready};
use super::model::{Held, Letter, MailState};
use super::queries::claims;
use super::rules::judge::{Failure, Fault, Stage, Verdict, judge};
use super::rules::timing;
use super::smtp::Line;
use super::state::{Way, chance};
use super::worker::{IDLE, Worker, wait};
use crate::auth::secret::Purpose;
use crate::error::Error;

/// Tries to write down what became of a mail.
const SETTLE_TRIES: usize = 10;

/// What became of a try.
#[derive(Clone, Copy)]
enum Became {
    Over(MailState, Option<u16>),
    Again(Option<u16>),
    /// It was not this mail's fault: as if nobody had taken it.
    Untried,
}

impl Worker {
    pub async fn send(&self, way: &Way, line: &mut Option<Line>, held: Held) {
        let ready = match self.write(way, &held) {
            Ok(ready) => ready,
            Err(error) => {
                tracing::error!(mail = %held.public_id, error = %error.for_log(), "a mail cannot be written; it is given up");
                return self
                    .settle(&held, Became::Over(MailState::Refused, None))
                    .await;
            }
        };
        let became = match self.deliver(way, line, &ready).await {
            Ok(()) => {
                self.app.mail.go_on();
                Became::Over(MailState::Sent, None)
            }
            Err(failure) => self.failed(&held, failure),
        };
        self.settle(&held, became).await;
    }

    /// On a connection that has rested, the server may have hung up meanwhile: then on a new one.
    async fn deliver(
        &self,
        way: &Way,
        line: &mut Option<Line>,
        ready: &Ready,
    ) -> Result<(), Failure> {
        const HUNG_UP: Failure = Failure {
            stage: Stage::Sender,
            fault: Fault::Lost,
        };
        let from = &way.config.from.email;
        loop {
            let Some(open) = line.as_mut() else {
                return Err(HUNG_UP);
            };
            let was_used = open.is_used();
            let sent = open.deliver(from, &ready.to, &ready.bytes).await;
            if sent != Err(HUNG_UP) || !was_used || !self.reach(way, line).await {
                return sent;
            }
        }
    }

    fn write(&self, way: &Way, held: &Held) -> Result<Ready, Error> {
        let secret = &self.app.secret;
        let plain = secret.open(Purpose::Mail, held.public_id.as_bytes(), &held.sealed)?;
        let letter: Letter = serde_json::from_slice(&plain)
            .map_err(|_| Error::internal("a mail that was kept is none"))?;
        let links = Links {
            server: &way.config.public_url,
            app: &way.config.app_url,
        };
        let by = (&way.config.from, links);
        message::build(&letter, held.public_id, by, self.app.clock.now())
    }

    fn failed(&self, held: &Held, failure: Failure) -> Became {
        let code = failure.code();
        match judge(failure) {
            Verdict::Refused(code) => {
                self.app.mail.go_on();
                tracing::warn!(mail = %held.public_id, kind = held.kind, code, "the mail server refuses a mail for good");
                Became::Over(MailState::Refused, Some(code))
            }
            Verdict::Later => {
                if code.is_some() {
                    self.app.mail.go_on();
                }
                tracing::info!(mail = %held.public_id, kind = held.kind, tries = held.tries, reason = failure.word(), code, "a mail is tried again later");
                Became::Again(code)
            }
            Verdict::Halt => {
                self.app.mail.halt(failure, self.app.clock.now());
                Became::Untried
            }
            Verdict::HaltAndLater => {
                self.app.mail.halt(failure, self.app.clock.now());
                tracing::info!(mail = %held.public_id, kind = held.kind, tries = held.tries, reason = failure.word(), code, "a mail at which the server stopped is tried again later");
                Became::Again(code)
            }
        }
    }

    /// Writes down what became of a mail. When even that fails, its lease runs out and it is sent again, with the same id.
    async fn settle(&self, held: &Held, became: Became) {
        let (mail, key, tries) = (held.public_id, (held.id, held.attempt), held.tries);
        let now = self.app.clock.now();
        for _ in 0..SETTLE_TRIES {
            let system = self.app.system("mail");
            let salt = chance();
            let settled = self
                .app
                .db
                .write(move |conn| match became {
                    Became::Over(state, code) => {
                        claims::end(conn, &system, key, state, code.map(i32::from))
                    }
                    Became::Again(code) => {
                        let due_at = now + timing::again_in(tries + 1, salt);
                        let turn = (due_at, tries + 1);
                        claims::put_off(conn, &system, key, turn, code.map(i32::from))
                    }
                    Became::Untried => claims::put_off(conn, &system, key, (now, tries), None),
                })
                .await;
            match settled {
                Ok(true) => {
                    let state = match became {
                        Became::Over(state, _) => Some(state),
                        Became::Again(_) | Became::Untried => None,
                    };
                    return self.app.mail.meters.count(&held.kind, state);
                }
                Ok(false) => {
                    return tracing::warn!(%mail, "a mail was taken over or withdrawn while it was sent");
                }
                Err(error) => {
                    tracing::error!(%mail, error = %error.for_log(), "what became of a mail could not be kept");
                    wait(IDLE).await;
                }
            }
        }
    }
}
