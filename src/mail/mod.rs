//! Mail to members: codes, what guards an account, and a secretary's week.
//!
//! Tables: `mail_outbox`, `mail_settings`, `mail_address_changes`.
//!
//! Rules:
//! * A mail is a row of the transaction of what it tells of, written by the hooks in `telling.rs`. Where no server is configured
//!   none is written, and secretaries hand out codes as ever.
//! * What it says is sealed, and forgotten when it was sent, refused, withdrawn or has expired. A code that has expired is not
//!   sent.
//! * A worker holds a mail under a lease and an attempt number (`worker.rs`). What the server says of the recipient or the text
//!   is about that mail: 5xx ends it, all else is tried again, ever more rarely, until it is worth nothing. What it says
//!   before is about us, and then all mails wait; what may be either costs that mail a try and all mails a short wait
//!   (`rules/judge.rs`). A crash may send one mail again, with the same `Message-ID`.
//! * Names of people and titles are in no mail, addresses in no log, and of a server's answer only the code is kept.
//! * What guards an account cannot be unsubscribed from; the weekly digest can, with one click and without signing in.
//! * A code that somebody asks for himself goes to the address that the roster has of him, of those whom the keeper of the
//!   roster may hand a code to; of all others only to one that they have confirmed themselves (`rules/codes.rs`). Whether
//!   anybody is meant is looked at after the answer (`asked.rs`), so that its time tells no more than its text.

mod asked;
mod digest;
mod letters;
mod message;
mod model;
mod pages;
mod queries;
pub mod routes;
mod rules;
mod sending;
mod smtp;
mod state;
mod telling;
mod token;
mod trial;
mod upkeep;
mod views;
mod worker;

pub use digest::tell_of_week;
pub use state::State;
pub use telling::{address_changed, code_issued, new_device};
pub use token::of as unsubscribe_token;
pub use trial::{Problem, Trouble, try_out};
pub use upkeep::{measure, purge};
pub use worker::{Senders, drain, start};

use crate::http::Branches;

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::request_account_code::request_account_code)
        .service(routes::request_address_change::request_address_change)
        .service(routes::confirm_my_address::confirm_my_address)
        .service(routes::remove_my_address::remove_my_address)
        .service(routes::get_my_mail_settings::get_my_mail_settings)
        .service(routes::set_my_mail_settings::set_my_mail_settings)
        .service(routes::get_unsubscription::get_unsubscription)
        .service(routes::unsubscribe_mail::unsubscribe_mail);
}
