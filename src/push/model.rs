//! Rows and words of push.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) use crate::inbox::{NotificationClass, NotificationKind};
use crate::kernel::codes::codes;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

codes! {
    /// What an installation runs on; it decides which service of the provider carries the message.
    DevicePlatform {
        Android = "android",
        Ios = "ios",
        Web = "web",
    }

    /// What kind of address the provider gave the installation.
    AddressKind {
        /// A registration token.
        Token = "token",
        /// A Firebase installation id.
        Fid = "fid",
    }

    /// Where a campaign is.
    CampaignState {
        /// Nobody was told yet.
        Queued = "queued",
        Sending = "sending",
        /// It is in every inbox; phones ring when the quiet hours are over or the provider takes messages again.
        Waiting = "waiting",
        Done = "done",
        /// Its document was taken back before it had reached all.
        Cancelled = "cancelled",
        /// Some of its members could not be told after several tries; the operator's log says why. The others were.
        SetAside = "set_aside",
    }

    /// Why a message was not accepted.
    FailureReason {
        /// The installation is gone: the app was removed, or its address changed.
        Gone = "gone",
        /// The provider does not take the message or the address.
        Refused = "refused",
        /// The address belongs to another project of the provider.
        Mismatched = "mismatched",
        /// It could not be delivered while it was worth it.
        Expired = "expired",
        /// When it could have been sent nobody needed it any more: opened, muted, finished or signed out meanwhile.
        NotNeeded = "not_needed",
    }
}

impl FailureReason {
    pub const ALL: [Self; 5] = [
        Self::Gone,
        Self::Refused,
        Self::Mismatched,
        Self::Expired,
        Self::NotNeeded,
    ];
}

/// Whom a campaign is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// Whom an audience admits when it is sent.
    Audience(i64),
    /// Whom an assignment counts.
    Enrolled(i64),
    /// Whom an assignment counts, who has not finished and whose deadline this is.
    Unfinished(i64, Instant),
    /// Who was told of a document.
    ToldOf(i64),
    /// Who was told of the very event already.
    Told,
}

/// An installation of the caller's.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Device {
    pub installation_id: PublicId,
    pub session_id: i64,
    #[diesel(deserialize_as = String)]
    pub address_kind: AddressKind,
    #[diesel(deserialize_as = String)]
    pub platform: DevicePlatform,
    pub created_at: Instant,
    pub seen_at: Instant,
    pub dead_at: Option<Instant>,
}

/// A chunk that a worker holds.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    pub id: i64,
    pub event_id: i64,
    pub urgent: bool,
    pub range: (i64, i64),
    pub noted: bool,
    pub kind: NotificationKind,
    pub class: NotificationClass,
    pub to: To,
    pub ttl_until: Instant,
    /// Only those are rung who were told then; `None`: all.
    pub told_at: Option<Instant>,
}

/// A device to be sent to.
#[derive(Debug, Clone)]
pub(super) struct Aim {
    pub event_id: i64,
    pub chunk_id: i64,
    pub kind: NotificationKind,
    pub class: NotificationClass,
    pub ttl_until: Instant,
    pub doubt: Doubt,
    pub notification_id: i64,
    pub nid: PublicId,
    pub device_id: i64,
    pub address_kind: AddressKind,
    pub address: String,
    pub platform: DevicePlatform,
    pub english: bool,
    /// How often it was tried before.
    pub attempt: i32,
    /// The row of a retry.
    pub retry_id: Option<i64>,
}

impl Aim {
    /// How often it has been tried after this time: a retry's attempt is counted when it is taken.
    pub(super) fn tried(&self) -> i32 {
        if self.retry_id.is_some() {
            self.attempt
        } else {
            1
        }
    }
}

/// Whether the provider may be refusing the message of an event as such.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Doubt {
    /// It has taken it for some address, so the message is sound.
    pub taken: bool,
    /// Different addresses that it was refused for.
    pub refusals: i32,
}

/// What a batch adds to the doubt about an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub taken: bool,
    /// Different addresses of the batch that it was refused for, and those of them that had never been tried before.
    pub refused: i32,
    pub fresh: i32,
}

/// What a worker holds, and by what it knows that it still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// A chunk, by its row key and attempt.
    Chunk(i64, i32),
    /// Retries, by when their lease ends.
    Retries(Instant),
}

/// What a worker has taken on.
#[derive(Debug)]
pub(super) struct Work {
    pub urgent: bool,
    pub held: Held,
    pub aims: Vec<Aim>,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Accepted,
    Failed(FailureReason),
    /// To be tried again, not before.
    Again(Option<Instant>),
    /// Not tried: the sender stopped.
    NotSent,
    /// Not tried: its platform is left alone until then.
    Parked(Instant),
}

/// What a batch says about the provider as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Signals {
    /// Too much: nothing is sent until then, and half as fast after it.
    pub throttled_until: Option<Instant>,
    /// The provider does not know us: nothing is sent until somebody has repaired it.
    pub stopped: Option<&'static str>,
    /// Different addresses that could not be reached, where nothing at all got through.
    pub missed: usize,
    /// Something got through.
    pub works: bool,
    pub parked: Vec<DevicePlatform>,
    /// By event.
    pub words: BTreeMap<i64, Word>,
}

/// How far a campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    pub state: CampaignState,
    /// Finished chunks, in thousandths.
    pub permille: i32,
    /// Messages a second.
    pub rate: i64,
    pub seconds_left: Option<i64>,
}

/// A campaign with the sums of its chunks.
#[derive(Debug, Clone)]
pub(super) struct Campaign {
    pub id: i64,
    pub public_id: PublicId,
    pub kind: NotificationKind,
    pub class: NotificationClass,
    pub urgent: bool,
    pub document_id: Option<PublicId>,
    pub assignment_id: Option<PublicId>,
    pub created_at: Instant,
    pub recalled_at: Option<Instant>,
    pub progress: Progress,
    pub members: i64,
    pub devices: i64,
    pub accepted: i64,
    pub gone: i64,
    pub refused: i64,
    pub mismatched: i64,
    pub expired: i64,
    pub not_needed: i64,
    pub waiting: i64,
    pub opened: i64,
}
