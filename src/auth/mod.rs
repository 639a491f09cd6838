//! Who is asking and what may they do. Authorisation is a value: [`Public`], [`Viewer`], [`Grant`] and, for commands
//! and jobs, [`System`]. They can only be made here, every handler takes one first and every query demands one.
//!
//! * `passwords.rs`: hashing, bounded and away from the web workers.
//! * `permissions.rs`: the pure table role → permissions.
//! * `actor.rs`: what the audit log keeps of a caller.
//! * `principal.rs`: the values; `extract.rs`: how a request yields them.
//! * `scope.rs`: the condition "this unit lies in the caller's subtrees" for SQL.
//! * `tokens.rs`, `keys.rs`: access tokens (`EdDSA`) and the keys that sign them.
//! * `cache.rs`: verified tokens, and principals kept for at most [`cache::FRESH_SECONDS`].
//! * `secret.rs`: the deployment's secret and what is derived from it.

mod actor;
pub mod cache;
mod extract;
pub mod keys;
pub mod passwords;
pub mod permissions;
pub mod principal;
mod queries;
pub mod scope;
pub mod secret;
pub mod tokens;

pub use cache::Authenticator;
pub use permissions::{Permission, Role};
pub use principal::{Grant, Principal, Public, RequestStamp, System, Viewer};
pub use scope::InSubtree;
pub use secret::Secret;
