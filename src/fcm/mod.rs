//! A client of Firebase Cloud Messaging's HTTP v1 interface; it knows nothing of the rest.
//!
//! * `account.rs`: the service account and its signed assertion. `token.rs`: the access token, fetched once for all who wait.
//! * `message.rs`: a message, serialised once for all phones. `rules.rs`: what an answer means (pure).
//! * `lost.rs`: what a request that got no answer means. `client.rs`: sending over a few HTTP/2 connections; `places.rs`:
//!   whose turn it is there.
//!
//! Source: <https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages>, its `ErrorCode`, and
//! <https://developers.google.com/identity/protocols/oauth2/service-account>. Nothing here shows a key, a token or an address.

mod account;
mod client;
mod lost;
mod message;
mod outcome;
mod places;
mod rules;
mod token;

pub use account::{AccountError, ServiceAccount};
pub use client::{Client, Settings, SetupError};
pub use message::{Address, Message, Prepared};
pub use outcome::{Ambiguity, Because, ConfigurationFault, NoWay, Outcome};
pub use places::Places;
pub use rules::retry_after;
