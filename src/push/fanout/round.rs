//! Sending the messages of one chunk, or of some retries.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use tokio::sync::watch;
use tokio::time::Instant as Moment;

use super::hearing::Hearing;
use crate::app::App;
use crate::inbox;
use crate::kernel::clock::Clock;
use crate::kernel::instant::Instant;
use crate::providers::{self, Line, Notice, Provider, Target};
use crate::push::model::{
    AddressKind, Aim, DevicePlatform, NotificationClass, NotificationKind, Outcome, Signals, Work,
};

/// When the messages of a round may begin, and over how long they are spread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    pub begins: Moment,
    pub lasts: Duration,
}

/// What ends a round before its end: what was not begun is not tried, what was is waited for.
#[derive(Debug, Clone)]
pub(super) struct Stops {
    /// The server stops.
    pub server: watch::Receiver<bool>,
    /// Another worker holds what is being sent.
    pub lost: watch::Receiver<bool>,
}

impl Stops {
    fn any(&self) -> bool {
        *self.server.borrow() || *self.lost.borrow()
    }

    async fn come(mut self) {
        tokio::select! {
            _ = self.server.wait_for(|stop| *stop) => {}
            _ = self.lost.wait_for(|stop| *stop) => {}
        }
    }
}

/// What became of the messages of a round, in their order, and what that says of the provider.
#[derive(Debug)]
pub(super) struct Sent {
    pub outcomes: Vec<Outcome>,
    pub signals: Signals,
}

/// What a message says besides its id.
type Said = (i64, bool);

/// A round that is on its way.
struct Round<'a> {
    provider: &'a dyn Provider,
    clock: &'a Clock,
    notices: HashMap<Said, Notice>,
    spread: Option<Spread>,
    count: u32,
    stops: Stops,
    hearing: RefCell<Hearing>,
}

/// Sends; so many of them at a time as the provider's connections carry.
pub(super) async fn send(
    app: &App,
    work: &Work,
    parked: Vec<(DevicePlatform, Instant)>,
    spread: Option<Spread>,
    stops: Stops,
) -> Sent {
    let at_once = (app.config.push.connections * 50).max(1);
    let round = Round {
        provider: app.push.provider.as_ref(),
        clock: &app.clock,
        notices: notices(work, app.clock.now()),
        spread,
        count: u32::try_from(work.aims.len()).unwrap_or(u32::MAX).max(1),
        stops,
        hearing: RefCell::new(Hearing::new(parked)),
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
    Sent {
        outcomes,
        signals: round.hearing.into_inner().signals(),
    }
}

fn notices(work: &Work, now: Instant) -> HashMap<Said, Notice> {
    let mut notices = HashMap::new();
    for aim in &work.aims {
        notices
            .entry((aim.event_id, aim.english))
            .or_insert_with(|| notice(aim, work.urgent, now));
    }
    notices
}

fn notice(aim: &Aim, urgent: bool, now: Instant) -> Notice {
    let text = line(aim.kind, aim.class, aim.english);
    Notice::new(Line {
        class: collapse_key(aim.class).to_owned(),
        title: "Sổ tay".to_owned(),
        body: text,
        urgent,
        ttl: (aim.ttl_until - now).to_std().unwrap_or_default(),
        now,
    })
}

fn line(kind: NotificationKind, class: NotificationClass, english: bool) -> String {
    let line = inbox::line(kind, class);
    let text = if english { line.en } else { line.vi };
    text.into_owned()
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
            tokio::select! {
                () = tokio::time::sleep_until(at) => {}
                () = self.stops.clone().come() => {}
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
        let now = self.clock.now();
        self.hearing.borrow_mut().judge(aim, verdict, now)
    }

    /// Why it is not tried, where that is so.
    fn untried(&self, aim: &Aim) -> Option<Outcome> {
        let untried = self.hearing.borrow().untried(aim, self.clock.now());
        let is_over = || self.stops.any().then_some(Outcome::NotSent);
        untried.or_else(is_over)
    }
}
