//! Phones: where they can be reached, and how what has happened is brought to them.
//!
//! Tables: `devices`, `push_campaigns`, `push_chunks`, `push_retries`, `push_pace`.
//!
//! Rules:
//! * What happens is written down with its campaign and the campaign's chunks in the transaction in which it happens
//!   (`announce.rs`, the hooks). Who is told is decided chunk by chunk, when it is taken: by unit, standing and office then.
//! * Telling is not sending: inboxes have it at once, also while nothing may be sent. A push is a hint and says only a neutral
//!   line and the notification's id.
//! * A chunk is held under a lease and an attempt number; who lost it writes nothing. What could not be sent is a row for each
//!   device (`push_retries`), tried again ever more rarely until it is not worth it any more.
//! * All processes share one pace (`push_pace`): the rate, of which a fifth is kept for urgent messages, its climb, pauses, and
//!   platforms that are left alone.
//! * A chunk that cannot be taken makes way for others, is tried ever more rarely, and is set aside in the end; a server that
//!   starts tries it again. What became of messages is kept until it is written down, however long the database is away.
//! * What few addresses are answered is believed of those only: for a pause, the end of a campaign or a parked platform
//!   several must be answered alike.
//! * Routine messages wait in quiet hours; urgent ones do not. Whoever need not be rung any more by then is not.
//! * Who comes into an assignment later is told of it then, by the same event.
//! * Campaigns are forgotten after half a year, notifications by the inbox's rule.
//! * A device is reached for as long as its session lives: signing out, in whatever way, ends it at once. Only the provider's
//!   word that it is gone buries an address, and only if it is still the one that was sent to.

mod announce;
mod fanout;
mod model;
mod newcomers;
mod nudging;
mod queries;
mod reminders;
pub mod routes;
mod rules;
mod state;
mod upkeep;
mod views;
mod watching;

pub use announce::{assignment_opened, document_withdrawn, edition_published};
pub use fanout::{Senders, drain, start};
pub use newcomers::members_enrolled;
pub use reminders::remind;
pub use state::State;
pub use upkeep::{forget_devices, forget_old, measure};
pub use watching::{Watched, watch};

use crate::http::Branches;

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::register_device::register_device)
        .service(routes::list_devices::list_devices)
        .service(routes::remove_device::remove_device)
        .service(routes::send_nudge::send_nudge)
        .service(routes::list_campaigns::list_campaigns)
        .service(routes::get_campaign::get_campaign);
}
