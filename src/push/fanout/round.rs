//! Sending the messages of one chunk, or of some retries.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use chrono::Duration as Span;
use futures_util::stream::{self, StreamExt as _};
use tokio::sync::watch;
use tokio::time::Instant as Moment;

use crate::app::App;
use crate::inbox;
use crate::kernel::clock::Clock;
use crate::kernel::instant::Instant;
use crate::providers::{self, Line, Notice, Provider, Target, Verdict};
use crate::push::model::{
    AddressKind, Aim, DevicePlatform, FailureReason, NotificationClass, Outcome, Signals, Work,
};

/// A provider that says that it is too much without saying for how long.
const PAUSE_SECONDS: i64 = 60;
const PARKED_MINUTES: i64 = 10;
/// After so many failures and no success, the rest of a round is not tried.
const HOPELESS: usize = 40;

/// When the messages of a round may begin, and over how long they are spread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    pub begins: Moment,
    pub lasts: Duration,
}

/// What became of the messages of a round, in their order, and what that says of the provider.
#[derive(Debug)]
pub(super) struct Sent {
    pub outcomes: Vec<Outcome>,
    pub signals: Signals,
}

/// A round that is on its way.
struct Round<'a> {
    provider: &'a dyn Provider,
    clock: &'a Clock,
    notices: HashMap<(i64, bool), Notice>,
    spread: Option<Spread>,
    count: u32,
    stopped: watch::Receiver<bool>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// Why the rest is not tried.
    halted: bool,
    /// The provider takes no message of these events.
    refused: Vec<i64>,
    accepted: usize,
    failed: usize,
    parked: Vec<(DevicePlatform, Instant)>,
    signals: Signals,
}

/// Sends; `at_once` of them at a time. When the server stops, what was not begun is not tried.
pub(super) async fn send(
    app: &App,
    work: &Work,
    parked: Vec<(DevicePlatform, Instant)>,
    spread: Option<Spread>,
    stopped: watch::Receiver<bool>,
) -> Sent {
    let at_once = (app.config.push.connections * 50).max(1);
    let round = Round {
        provider: app.push.provider.as_ref(),
        clock: &app.clock,
        notices: notices(work, app.clock.now()),
        spread,
        count: u32::try_from(work.aims.len()).unwrap_or(u32::MAX).max(1),
        stopped,
        state: RefCell::new(State {
            parked,
            ..State::default()
        }),
    };
    let outcomes = {
        let sends = work
            .aims
            .iter()
            .zip(0_u32..)
            .map(|(aim, place)| round.one(aim, place));
        // In order, so that an outcome belongs to its aim.
        stream::iter(sends).buffered(at_once).collect().await
    };
    let mut state = round.state.into_inner();
    state.signals.works = state.accepted > 0;
    state.signals.outage = state.accepted == 0 && state.failed > 0;
    Sent {
        outcomes,
        signals: state.signals,
    }
}

fn notices(work: &Work, now: Instant) -> HashMap<(i64, bool), Notice> {
    let mut notices = HashMap::new();
    for aim in &work.aims {
        notices
            .entry((aim.event_id, aim.english))
            .or_insert_with(|| notice(aim, work.urgent, now));
    }
    notices
}

fn notice(aim: &Aim, urgent: bool, now: Instant) -> Notice {
    let line = inbox::line(aim.class);
    let text = if aim.english { line.en } else { line.vi };
    Notice::new(Line {
        class: collapse_key(aim.class).to_owned(),
        title: "Sổ tay".to_owned(),
        body: text.into_owned(),
        urgent,
        ttl: (aim.ttl_until - now).to_std().unwrap_or_default(),
        now,
    })
}

const fn collapse_key(class: NotificationClass) -> &'static str {
    class.code()
}

fn target(aim: &Aim) -> Target {
    Target {
        address_kind: match aim.address_kind {
            AddressKind::Token => providers::AddressKind::Token,
            AddressKind::Fid => providers::AddressKind::Fid,
        },
        address: aim.address.clone(),
        platform: match aim.platform {
            DevicePlatform::Android => providers::Platform::Android,
            DevicePlatform::Ios => providers::Platform::Apple,
            DevicePlatform::Web => providers::Platform::Web,
        },
        nid: *aim.nid.as_uuid(),
    }
}

impl Round<'_> {
    async fn one(&self, aim: &Aim, place: u32) -> Outcome {
        if let Some(outcome) = self.untried(aim) {
            return outcome;
        }
        if let Some(spread) = self.spread {
            let at = spread.begins + spread.lasts * place / self.count;
            let mut stopped = self.stopped.clone();
            tokio::select! {
                () = tokio::time::sleep_until(at) => {}
                _ = stopped.wait_for(|stop| *stop) => {}
            }
            // Much may have come to light while it waited.
            if let Some(outcome) = self.untried(aim) {
                return outcome;
            }
        }
        let Some(notice) = self.notices.get(&(aim.event_id, aim.english)) else {
            return Outcome::NotSent;
        };
        let verdict = self.provider.send(notice, &target(aim)).await;
        self.judge(aim, verdict)
    }

    /// Why it is not tried, where that is so.
    fn untried(&self, aim: &Aim) -> Option<Outcome> {
        let state = self.state.borrow();
        if self.clock.now() >= aim.ttl_until {
            return Some(Outcome::Failed(FailureReason::Expired));
        }
        if state.refused.contains(&aim.event_id) {
            return Some(Outcome::Failed(FailureReason::Refused));
        }
        if state.halted || *self.stopped.borrow() {
            return Some(Outcome::NotSent);
        }
        let parked = state.parked.iter().find(|(of, _)| *of == aim.platform);
        parked.map(|(_, until)| Outcome::Parked(*until))
    }

    fn judge(&self, aim: &Aim, verdict: Verdict) -> Outcome {
        let now = self.clock.now();
        let mut state = self.state.borrow_mut();
        let later = |after: Option<Duration>| {
            after
                .and_then(|after| Span::from_std(after).ok())
                .map(|after| now + after)
        };
        match verdict {
            Verdict::Accepted => {
                state.accepted += 1;
                Outcome::Accepted
            }
            Verdict::Gone => state.heard(FailureReason::Gone),
            Verdict::BadAddress => state.heard(FailureReason::Refused),
            Verdict::WrongSender => state.heard(FailureReason::Mismatched),
            Verdict::OurFault => {
                if !state.refused.contains(&aim.event_id) {
                    state.refused.push(aim.event_id);
                    tracing::error!("the push provider refuses a message as such");
                }
                state.heard(FailureReason::Refused)
            }
            Verdict::Later { after } => state.missed(later(after)),
            Verdict::Unsure => state.missed(None),
            Verdict::PauseAll { after } => {
                let until = later(after).unwrap_or(now + Span::seconds(PAUSE_SECONDS));
                let known = state.signals.throttled_until;
                state.signals.throttled_until = Some(known.map_or(until, |known| known.max(until)));
                state.halted = true;
                Outcome::Again(Some(until))
            }
            Verdict::PlatformFault => {
                let until = now + Span::minutes(PARKED_MINUTES);
                if !state.signals.parked.contains(&aim.platform) {
                    state.signals.parked.push(aim.platform);
                    state.parked.push((aim.platform, until));
                }
                Outcome::Parked(until)
            }
            Verdict::Stop => {
                state.halted = true;
                state.signals.stopped = Some("configuration");
                Outcome::NotSent
            }
        }
    }
}

impl State {
    /// The provider has answered about the address: it is there.
    fn heard(&mut self, reason: FailureReason) -> Outcome {
        self.accepted += 1;
        Outcome::Failed(reason)
    }

    fn missed(&mut self, not_before: Option<Instant>) -> Outcome {
        self.failed += 1;
        if self.accepted == 0 && self.failed >= HOPELESS {
            self.halted = true;
        }
        Outcome::Again(not_before)
    }
}
