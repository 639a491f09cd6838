//! Rows and words of the inbox.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::codes::codes;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

codes! {
    /// What decides whether a notification can be muted.
    NotificationClass {
        /// An official paper came out or was taken back; cannot be muted.
        Directive = "directive",
        /// Something is to be studied.
        Assignment = "assignment",
        /// Something is not finished yet.
        Reminder = "reminder",
        /// Study material came out.
        News = "news",
        /// About the member's own account.
        Account = "account",
    }

    /// What happened.
    NotificationKind {
        EditionPublished = "edition_published",
        /// A document was taken back.
        DocumentWithdrawn = "document_withdrawn",
        AssignmentOpened = "assignment_opened",
        /// The member's deadline is some days ahead.
        DeadlineNear = "deadline_near",
        /// The secretary reminds.
        Nudge = "nudge",
    }
}

impl NotificationClass {
    pub const ALL: [Self; 5] = [
        Self::Directive,
        Self::Assignment,
        Self::Reminder,
        Self::News,
        Self::Account,
    ];
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The same for the same event: it is written once.
    pub key: String,
    pub kind: NotificationKind,
    pub class: NotificationClass,
    pub urgent: bool,
    /// Whose it is (row key).
    pub unit_id: i64,
    pub document_id: Option<i64>,
    pub assignment_id: Option<i64>,
}

/// An event that somebody is told of.
#[derive(Debug, Clone, Copy)]
pub struct About {
    pub event_id: i64,
    pub kind: NotificationKind,
    pub class: NotificationClass,
}

/// An event that was recalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    pub event_id: i64,
    pub class: NotificationClass,
    pub urgent: bool,
}

/// A notification of the caller.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Notification {
    pub id: i64,
    pub public_id: PublicId,
    #[diesel(deserialize_as = String)]
    pub class: NotificationClass,
    pub created_at: Instant,
    pub opened_at: Option<Instant>,
    #[diesel(deserialize_as = String)]
    pub kind: NotificationKind,
    pub urgent: bool,
    pub recalled_at: Option<Instant>,
    pub document_id: Option<PublicId>,
    pub assignment_id: Option<PublicId>,
}
