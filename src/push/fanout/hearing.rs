//! What the answers to the messages of a round mean: for the message, for the rest of the round, and for everybody. What few
//! addresses are answered is believed of those only.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use chrono::Duration as Span;

use crate::kernel::instant::Instant;
use crate::providers::Verdict;
use crate::push::model::{Aim, DevicePlatform, Doubt, FailureReason, Outcome, Signals, Word};
use crate::push::rules::health::HOPELESS;
use crate::push::rules::{PARKED_MINUTES, REFUSED_TRIES, SEVERAL, is_condemned};

/// A provider that says that it is too much without saying for how long.
const PAUSE_SECONDS: i64 = 60;

/// What has been heard in a round.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// The rest is not tried.
    halted: bool,
    /// Messages about which the provider has spoken.
    answered: usize,
    /// Devices that could not be reached.
    missed: HashSet<i64>,
    /// By event.
    messages: BTreeMap<i64, Message>,
    platforms: HashMap<DevicePlatform, Platform>,
    parked: Vec<(DevicePlatform, Instant)>,
    signals: Signals,
}

/// What was heard of the message of an event.
#[derive(Debug, Default)]
struct Message {
    taken: bool,
    /// Devices that it was refused for as such.
    refused: HashSet<i64>,
    /// Those of them that had not been tried before.
    fresh: i32,
    said: bool,
}

#[derive(Debug, Default)]
struct Platform {
    works: bool,
    /// Devices that the provider's key for the platform was refused for.
    faulty: HashSet<i64>,
}

impl Message {
    fn word(&self) -> Word {
        Word {
            taken: self.taken,
            refused: i32::try_from(self.refused.len()).unwrap_or(i32::MAX),
            fresh: self.fresh,
        }
    }

    /// With what was known before the round.
    fn doubt(&self, before: Doubt) -> Doubt {
        let word = self.word();
        Doubt {
            taken: before.taken || word.taken,
            refusals: before.refusals.saturating_add(word.fresh).max(word.refused),
        }
    }
}

impl Hearing {
    pub(super) fn new(parked: Vec<(DevicePlatform, Instant)>) -> Self {
        Self {
            parked,
            ..Self::default()
        }
    }

    /// Why a message is not tried, where that is so.
    pub(super) fn untried(&self, aim: &Aim, now: Instant) -> Option<Outcome> {
        if now >= aim.ttl_until {
            return Some(Outcome::Failed(FailureReason::Expired));
        }
        if is_condemned(self.doubt(aim)) {
            return Some(Outcome::Failed(FailureReason::Refused));
        }
        if self.halted {
            return Some(Outcome::NotSent);
        }
        let parked = self.parked.iter().find(|(of, _)| *of == aim.platform);
        parked.map(|(_, until)| Outcome::Parked(*until))
    }

    fn doubt(&self, aim: &Aim) -> Doubt {
        self.messages
            .get(&aim.event_id)
            .map_or(aim.doubt, |message| message.doubt(aim.doubt))
    }

    /// What an answer means.
    pub(super) fn judge(&mut self, aim: &Aim, verdict: Verdict, now: Instant) -> Outcome {
        let later = |after: Option<Duration>| {
            after
                .and_then(|after| Span::from_std(after).ok())
                .map(|after| now + after)
        };
        match verdict {
            Verdict::Accepted => {
                self.answered += 1;
                if !aim.doubt.taken {
                    self.messages.entry(aim.event_id).or_default().taken = true;
                }
                self.platforms.entry(aim.platform).or_default().works = true;
                Outcome::Accepted
            }
            Verdict::Gone => self.of_the_address(FailureReason::Gone),
            Verdict::BadAddress => self.of_the_address(FailureReason::Refused),
            Verdict::WrongSender => self.of_the_address(FailureReason::Mismatched),
            Verdict::OurFault => self.refused(aim),
            Verdict::Later { after } => self.missed(aim, later(after)),
            Verdict::Unsure => self.missed(aim, None),
            Verdict::PauseAll { after } => {
                let until = later(after).unwrap_or(now + Span::seconds(PAUSE_SECONDS));
                self.signals.throttled_until = self.signals.throttled_until.max(Some(until));
                self.halted = true;
                Outcome::Again(Some(until))
            }
            Verdict::PlatformFault => self.faulty(aim, now),
            Verdict::Stop => {
                self.halted = true;
                self.signals.stopped = Some("configuration");
                Outcome::NotSent
            }
        }
    }

    /// The provider has answered about the address: it is there.
    fn of_the_address(&mut self, reason: FailureReason) -> Outcome {
        self.answered += 1;
        Outcome::Failed(reason)
    }

    /// The message itself is refused; it may be the address all the same. The others are tried until several say so, and
    /// this one a few times more.
    fn refused(&mut self, aim: &Aim) -> Outcome {
        self.answered += 1;
        let message = self.messages.entry(aim.event_id).or_default();
        if message.refused.insert(aim.device_id) && aim.retry_id.is_none() {
            message.fresh = message.fresh.saturating_add(1);
        }
        if is_condemned(message.doubt(aim.doubt)) && !message.said {
            message.said = true;
            tracing::error!(
                "the push provider refuses a message as such for several phones and has taken it for none: the campaign ends"
            );
        }
        if aim.tried() >= REFUSED_TRIES {
            return Outcome::Failed(FailureReason::Refused);
        }
        Outcome::Again(None)
    }

    fn missed(&mut self, aim: &Aim, not_before: Option<Instant>) -> Outcome {
        self.missed.insert(aim.device_id);
        if self.answered == 0 && self.missed.len() >= HOPELESS {
            self.halted = true;
        }
        Outcome::Again(not_before)
    }

    /// The key for the platform is refused; the phone may only have said that it is of it.
    fn faulty(&mut self, aim: &Aim, now: Instant) -> Outcome {
        let platform = self.platforms.entry(aim.platform).or_default();
        platform.faulty.insert(aim.device_id);
        if platform.works || platform.faulty.len() < SEVERAL {
            return Outcome::Again(None);
        }
        let until = now + Span::minutes(PARKED_MINUTES);
        if !self.signals.parked.contains(&aim.platform) {
            self.signals.parked.push(aim.platform);
            self.parked.push((aim.platform, until));
        }
        Outcome::Parked(until)
    }

    /// What the round says of the provider.
    pub(super) fn signals(self) -> Signals {
        let words = self
            .messages
            .iter()
            .map(|(id, message)| (*id, message.word()));
        Signals {
            works: self.answered > 0,
            missed: if self.answered > 0 {
                0
            } else {
                self.missed.len()
            },
            words: words.collect(),
            ..self.signals
        }
    }
}

#[cfg(test)]
#[path = "hearing_tests.rs"]
mod tests;
