//! What is sent to a phone, and what came of it.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use uuid::Uuid;

use crate::fcm;
use crate::kernel::instant::Instant;

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressKind {
    /// A registration token.
    Token,
    /// A Firebase installation id.
    Fid,
}

impl AddressKind {
    /// The word for it in messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Fid => "fid",
        }
    }
}

/// What a phone is; a fault of one platform's key parks that one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Platform {
    Android,
    Apple,
    Web,
}

impl Platform {
    /// The word for it in messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::Apple => "apple",
            Self::Web => "web",
        }
    }
}

/// One phone, and the notification that it is told of.
#[derive(Clone)]
pub struct Target {
    pub address_kind: AddressKind,
    pub address: String,
    pub platform: Platform,
    /// The notification's public id: all that the message says of it. Phones drop what they have had.
    pub nid: Uuid,
}

impl fmt::Debug for Target {
    /// Without the address: whoever has it can be told apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("address_kind", &self.address_kind)
            .field("platform", &self.platform)
            .field("nid", &self.nid)
            .finish_non_exhaustive()
    }
}

/// What all phones of a campaign are told: a neutral line, never a title, a name or content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The class of notification (letters, digits, `-`, `_`; at most 32): later ones of a class replace earlier ones
    /// that a phone has not had.
    pub class: String,
    pub title: String,
    pub body: String,
    /// Passes quiet hours and wakes the phone.
    pub urgent: bool,
    /// After which nobody needs it any more, from `now`.
    pub ttl: Duration,
    pub now: Instant,
}

/// A line, with what a provider makes of it once for all phones: make one a campaign and round, not one a phone.
#[derive(Debug)]
pub struct Notice {
    line: Line,
    fcm: OnceLock<fcm::Prepared>,
}

impl Notice {
    #[must_use]
    pub fn new(line: Line) -> Self {
        Self {
            line,
            fcm: OnceLock::new(),
        }
    }

    #[must_use]
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// The message as FCM takes it.
    pub(super) fn for_fcm(&self) -> &fcm::Prepared {
        self.fcm.get_or_init(|| {
            let Line {
                class,
                title,
                body,
                urgent,
                ttl,
                now,
            } = &self.line;
            fcm::Prepared::new(&fcm::Message {
                title: title.clone(),
                body: body.clone(),
                collapse_key: class.clone(),
                urgent: *urgent,
                ttl: *ttl,
                now: *now,
                validate_only: false,
            })
        })
    }
}

/// What became of a message, as the sender must act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The provider has it.
    Accepted,
    /// The address is dead: remove it, but only if it is still the one that was sent to.
    Gone,
    /// The provider cannot read the address; it may be our fault or the phone's. Not tried again, not removed.
    BadAddress,
    /// The address belongs to another project. Not tried again, not removed.
    WrongSender,
    /// The provider's own key for this platform is at fault: park the platform, the others go on.
    PlatformFault,
    /// Not now: again after this, else by backoff. Nothing was delivered.
    Later { after: Option<Duration> },
    /// Too fast: everybody pauses for this, else for 60 seconds, and goes on slower. Nothing was delivered.
    PauseAll { after: Option<Duration> },
    /// Nobody knows whether it was delivered. Again by backoff: the phone drops what it has had.
    Unsure,
    /// The message itself is refused: no phone will get it, so the campaign ends.
    OurFault,
    /// The settings are wrong (key, project, API): stop and alert, delete nothing. Tried again when it has been seen to.
    Stop,
}
