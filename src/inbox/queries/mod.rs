//! SQL of the inbox.

pub(super) mod events;
pub(super) mod notifications;
pub(super) mod preferences;
