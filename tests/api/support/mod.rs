//! What every API test stands on: the real server on a free port over a fresh database, an invented organisation, people
//! who call it, and a check of every single answer against the OpenAPI document.
//!
//! ```ignore
//! on_both_engines!(a_member_reads_his_own_record, |app| async move {
//!     let reply = app.member().get("/api/v1/me").await;
//!     reply.assert(200);
//!     assert_eq!(reply.json()["full_name"], app.person("member").full_name);
//! });
//! ```
//!
//! * `app.rs`: [`TestApp`] and its builder.
//! * `databases.rs`: a fresh database by copying one that was migrated and filled once in this process.
//! * `fixture.rs`: the organisation.
//! * `phones.rs`: a provider that keeps what it is given, and answers as the test says.
//! * `papers.rs`: papers that go the whole way.
//! * `roles.rs`: offices that somebody holds beside those of the fixture.
//! * `sheets.rs`: workbooks as offices make them.
//! * `zipped.rs`: archives, part by part.
//! * `signing_in.rs`: many people at once.
//! * `client.rs`: [`Actor`], [`Request`], [`Reply`].
//! * `waiting.rs`: somebody else at work on the same database.
//! * `fake_fcm.rs`: FCM over TLS and HTTP/2, for whatever sends to phones.
//! * `smtp.rs`: a mail server with STARTTLS and AUTH.
//! * `contract.rs`: the check of answers against the document.

#![allow(
    dead_code,
    unused_imports,
    reason = "each room uses its own part of it"
)]

mod app;
mod client;
mod contract;
mod databases;
#[path = "../../support/fake_fcm.rs"]
pub mod fake_fcm;
mod fixture;
#[path = "../../support/moto.rs"]
pub mod moto;
mod papers;
mod phones;
#[path = "../../support/postgres.rs"]
pub mod postgres;
mod roles;
pub mod sheets;
mod signing_in;
#[path = "../../support/smtp.rs"]
pub mod smtp;
mod waiting;
mod zipped;

pub use app::{Builder, SECRET, TestApp};
pub use client::{Actor, Call, Reply, Request};
pub use contract::Contract;
pub use databases::{Empty, Filled, Place, filled_on, fresh, person, unmigrated};
pub use fixture::{PASSWORD, Person, START, Unit};
pub use papers::{Paper, Written};
pub use phones::{Phones, Rung};
pub use sotay::db::Engine;
pub use waiting::Other;
pub use zipped::zipped;

/// Makes the tests `name::sqlite` and `name::postgres` of one body. A builder before the body changes the server:
/// `on_both_engines!(name, TestApp::builder().limits(60, 60, 5), |app| async move { … });`
#[macro_export]
macro_rules! on_both_engines {
    ($(#[$attribute:meta])* $name:ident, |$app:pat_param| $body:expr) => {
        $crate::on_both_engines!($(#[$attribute])* $name, $crate::support::TestApp::builder(), |$app| $body);
    };
    ($(#[$attribute:meta])* $name:ident, $builder:expr, |$app:pat_param| $body:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "a short test may need nothing of its room")]
            use super::*;

            fn run(engine: $crate::support::Engine) {
                $crate::support::run(async move {
                    let Some($app) = $builder.start(engine).await else { return };
                    $body.await
                });
            }

            #[test]
            $(#[$attribute])*
            fn sqlite() {
                run($crate::support::Engine::Sqlite);
            }

            #[test]
            $(#[$attribute])*
            fn postgres() {
                run($crate::support::Engine::Postgres);
            }
        }
    };
}

/// Runs a test body on a runtime of its own.
pub fn run<F: Future<Output = ()>>(body: F) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(body);
}

mod selftest;
