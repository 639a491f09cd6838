//! What a process holds for mail: how the server is reached, whether it takes mails at the moment, the pace and the counters.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prometheus::{IntCounterVec, IntGauge, Opts};
use tokio::time::Instant as Moment;

use super::model::MailState;
use super::rules::judge::Failure;
use super::rules::timing;
use super::smtp::Dialler;
use crate::auth::secret::random;
use crate::config::MailConfig;
use crate::error::Error;
use crate::http::metrics::Metrics;
use crate::kernel::instant::Instant;

/// The state; without a configured server nothing is sent.
pub struct State {
    pub(super) way: Option<Way>,
    pub(super) meters: Meters,
    halt: Mutex<Halt>,
    next: Mutex<Option<Moment>>,
}

/// How mails go out.
pub(super) struct Way {
    pub dialler: Dialler,
    pub config: MailConfig,
}

/// While the server is away, or does not take us.
#[derive(Default)]
struct Halt {
    failures: u32,
    until: Option<Instant>,
}

pub(super) struct Meters {
    mails: IntCounterVec,
    paused: IntGauge,
    waiting: IntGauge,
}

impl State {
    /// # Errors
    /// The settings cannot be used, or a metric's name is used already.
    pub fn new(config: Option<&MailConfig>, metrics: &Metrics) -> Result<Self, Error> {
        let way = config.map(|config| {
            let dialler = Dialler::new(config)
                .map_err(|reason| Error::internal(format!("mail: {reason}")))?;
            Ok::<_, Error>(Way {
                dialler,
                config: config.clone(),
            })
        });
        Ok(Self {
            way: way.transpose()?,
            meters: Meters::new(metrics)?,
            halt: Mutex::default(),
            next: Mutex::default(),
        })
    }

    /// Whether anybody can be written to.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.way.is_some()
    }

    /// Until when nothing is tried.
    pub(super) fn halted_until(&self) -> Option<Instant> {
        lock(&self.halt).until
    }

    /// The server is away, or does not take us: everything rests, longer each time in a row.
    pub(super) fn halt(&self, failure: Failure, now: Instant) {
        let mut halt = lock(&self.halt);
        if halt.until.is_some_and(|until| until > now) {
            return; // another connection said so just now
        }
        halt.failures = halt.failures.saturating_add(1);
        let pause = timing::pause(halt.failures, chance());
        halt.until = Some(now + pause);
        self.meters.paused.set(1);
        let (reason, code) = (failure.word(), failure.code());
        let seconds = pause.num_seconds();
        if halt.failures == 1 {
            tracing::error!(reason, code, "the mail server takes no mails; they wait");
        } else {
            tracing::warn!(
                reason,
                code,
                seconds,
                "the mail server still takes no mails; they wait"
            );
        }
    }

    /// It has taken one.
    pub(super) fn go_on(&self) {
        let mut halt = lock(&self.halt);
        if halt.failures > 0 {
            tracing::info!("the mail server takes mails again");
        }
        *halt = Halt::default();
        self.meters.paused.set(0);
    }

    /// A place in the pace of this process: how long to wait for it.
    pub(super) fn place(&self, per_minute: u32) -> Duration {
        let gap = Duration::from_mins(1) / per_minute.max(1);
        let now = Moment::now();
        let mut next = lock(&self.next);
        let at = next.map_or(now, |next| next.max(now));
        *next = Some(at + gap);
        at - now
    }
}

/// What differs from mail to mail, so that they do not come back together.
pub(super) fn chance() -> u64 {
    random().map_or(250, u64::from_ne_bytes)
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Meters {
    fn new(metrics: &Metrics) -> Result<Self, Error> {
        let broken = |error: prometheus::Error| Error::internal(format!("metrics: {error}"));
        let gauge = |name: &str, help: &str| IntGauge::new(name, help).map_err(broken);
        let options = Opts::new(
            "sotay_mail_total",
            "Mails, by kind and what became of them.",
        );
        let meters = Self {
            mails: IntCounterVec::new(options, &["kind", "outcome"]).map_err(broken)?,
            paused: gauge(
                "sotay_mail_paused",
                "1 while the mail server is away or does not take us.",
            )?,
            waiting: gauge("sotay_mail_queue", "Mails that wait.")?,
        };
        metrics.register(meters.mails.clone())?;
        metrics.register(meters.paused.clone())?;
        metrics.register(meters.waiting.clone())?;
        Ok(meters)
    }

    /// `state`: what a mail became; `None`: it is tried again.
    pub(super) fn count(&self, kind: &str, state: Option<MailState>) {
        let outcome = state.map_or("again", MailState::code);
        self.mails.with_label_values(&[kind, outcome]).inc();
    }

    pub(super) fn waiting(&self, waiting: i64) {
        self.waiting.set(waiting);
    }
}
