//! Operations of the inbox.

pub mod count_unread_notifications;
pub mod get_notification_preferences;
pub mod list_notifications;
pub mod open_notification;
pub mod put_notification_preferences;
