//! Rows and words of mail.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) use crate::http::language::Language;
use crate::kernel::codes::codes;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

codes! {
    /// What a mail is about.
    MailKind {
        /// A code that sets a first password.
        ActivationCode = "activation_code",
        /// A code that sets a new password.
        ResetCode = "reset_code",
        /// A code that confirms a new address.
        AddressCode = "address_code",
        /// To the old address: it is no longer the one.
        AddressChanged = "address_changed",
        /// Somebody signed in where nobody had before.
        NewDevice = "new_device",
        /// A secretary's week.
        WeeklyDigest = "weekly_digest",
        /// No mail: that somebody, or nobody, asked for a code.
        CodeRequest = "code_request",
    }

    /// What became of a mail.
    MailState {
        Waiting = "waiting",
        /// The server took it.
        Sent = "sent",
        /// The server will never take it.
        Refused = "refused",
        /// It could not be sent while it was worth it.
        Expired = "expired",
        /// What it says no longer holds, or is no longer wanted.
        Withdrawn = "withdrawn",
    }
}

impl MailKind {
    /// Nobody can do without: it guards his account.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::WeeklyDigest)
    }
}

/// To whom, in which language, and what: kept sealed. Never printed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Letter {
    pub to: String,
    pub language: Language,
    pub says: Says,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({})", self.says.kind().code())
    }
}

/// What a mail says: no name, no title, nothing that is not needed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Says {
    ActivationCode {
        code: String,
        until: Instant,
    },
    ResetCode {
        code: String,
        until: Instant,
    },
    AddressCode {
        code: String,
        until: Instant,
    },
    AddressChanged {
        at: Instant,
        /// Not by the member himself: by somebody who keeps the roster.
        #[serde(default)]
        by_another: bool,
    },
    NewDevice {
        at: Instant,
        platform: String,
    },
    WeeklyDigest {
        cells: Vec<CellWeek>,
        unsubscribe: String,
    },
}

impl Says {
    pub const fn kind(&self) -> MailKind {
        match self {
            Self::ActivationCode { .. } => MailKind::ActivationCode,
            Self::ResetCode { .. } => MailKind::ResetCode,
            Self::AddressCode { .. } => MailKind::AddressCode,
            Self::AddressChanged { .. } => MailKind::AddressChanged,
            Self::NewDevice { .. } => MailKind::NewDevice,
            Self::WeeklyDigest { .. } => MailKind::WeeklyDigest,
        }
    }
}

/// How far a cell is with an assignment that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CellWeek {
    /// Its name, where the reader keeps several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The last day for most of it.
    pub due_on: NaiveDate,
    pub counted: i64,
    pub missing: i64,
}

/// Somebody who may be written to.
#[derive(Clone)]
pub(super) struct Recipient {
    pub member_id: i64,
    pub home_unit_id: i64,
    pub public_id: PublicId,
    pub address: String,
    pub language: Language,
}

/// That a mail was written to somebody, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    pub kind: MailKind,
    pub at: Instant,
}

/// A mail that a worker holds under a lease: by `id` and `attempt`.
#[derive(Clone)]
pub(super) struct Held {
    pub id: i64,
    pub public_id: PublicId,
    pub attempt: i32,
    /// How often it failed for itself.
    pub tries: i32,
    pub kind: String,
    pub sealed: Vec<u8>,
}
