//! Bodies of the inbox.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::model::{Notification, NotificationClass, NotificationKind};
use super::rules;
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// What a member is told of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "notification_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1f00", "class": "directive", "kind": "edition_published",
    "text": "Bạn có văn bản mới trong Sổ tay", "urgent": false, "recalled": false, "created_at": "2026-11-28T01:00:00.000Z",
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00"
}))]
pub(super) struct NotificationView {
    /// What a push carries as `nid`.
    pub notification_id: PublicId,
    pub class: NotificationClass,
    pub kind: NotificationKind,
    #[schema(max_length = 200)]
    pub text: String,
    pub urgent: bool,
    /// Its document was taken back since.
    pub recalled: bool,
    pub created_at: Instant,
    /// Absent: not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub opened_at: Option<Instant>,
    /// What it is about, unless that was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_id: Option<PublicId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub assignment_id: Option<PublicId>,
}

/// A page of notifications, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "notification_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1f00", "class": "directive", "kind": "edition_published",
    "text": "Bạn có văn bản mới trong Sổ tay", "urgent": false, "recalled": false, "created_at": "2026-11-28T01:00:00.000Z",
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00"
}]}))]
pub(super) struct NotificationPageView {
    #[schema(max_items = 200)]
    pub items: Vec<NotificationView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

/// How many were not opened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"unread": 3}))]
pub(super) struct UnreadView {
    /// 1,000 stands for 1,000 or more.
    #[schema(minimum = 0, maximum = 1000)]
    pub unread: i64,
}

#[allow(
    clippy::struct_excessive_bools,
    reason = "one for each class, as the app shows them"
)]
/// Of which classes the member's phones ring. What is `false` comes to the inbox all the same.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"directive": true, "assignment": true, "reminder": true, "news": false, "account": true}))]
pub(super) struct NotificationPreferences {
    /// Always `true`.
    pub directive: bool,
    pub assignment: bool,
    pub reminder: bool,
    pub news: bool,
    pub account: bool,
}

impl NotificationView {
    pub(super) fn of(row: &Notification, language: Language) -> Self {
        let leads = row.recalled_at.is_none() && row.kind != NotificationKind::DocumentWithdrawn;
        Self {
            notification_id: row.public_id,
            class: row.class,
            kind: row.kind,
            text: language.pick(&rules::words(row.kind, row.class)).to_owned(),
            urgent: row.urgent,
            recalled: row.recalled_at.is_some(),
            created_at: row.created_at,
            opened_at: row.opened_at,
            document_id: row.document_id.filter(|_| leads),
            assignment_id: row.assignment_id,
        }
    }
}

impl NotificationPreferences {
    pub(super) fn of(muted: &[NotificationClass]) -> Self {
        let rings = |class| !muted.contains(&class);
        Self {
            directive: true,
            assignment: rings(NotificationClass::Assignment),
            reminder: rings(NotificationClass::Reminder),
            news: rings(NotificationClass::News),
            account: rings(NotificationClass::Account),
        }
    }

    pub(super) fn muted(self) -> Vec<NotificationClass> {
        let rings = |class| match class {
            NotificationClass::Directive => true,
            NotificationClass::Assignment => self.assignment,
            NotificationClass::Reminder => self.reminder,
            NotificationClass::News => self.news,
            NotificationClass::Account => self.account,
        };
        NotificationClass::ALL
            .into_iter()
            .filter(|class| !rings(*class))
            .collect()
    }
}
