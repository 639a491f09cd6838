//! The access token: fetched once for all, renewed in time, never asked for as fast as one can.

use std::time::Duration;

use futures_util::future::join_all;
use sotay::fcm::{Because, Client, ConfigurationFault, NoWay, Outcome, ServiceAccount, Settings};
use sotay::kernel::clock::Clock;
use sotay::kernel::instant::Instant;

use super::{client, send, settings};
use crate::support::fake_fcm::{FakeFcm, TokenServer};
use crate::support::run;

async fn sends(client: &Client, count: usize) -> Vec<Outcome> {
    join_all((0..count).map(|_| send(client, "ok-1"))).await
}

#[track_caller]
fn all(outcomes: &[Outcome], expected: Outcome) {
    for outcome in outcomes {
        assert_eq!(*outcome, expected);
    }
}

/// Moves the timers on, not the clock.
async fn later(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

fn no_token(because: Because) -> Outcome {
    Outcome::Unavailable {
        retry_after: None,
        because,
    }
}

#[test]
fn a_thousand_senders_ask_for_one_token() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        all(&sends(&client, 1_000).await, Outcome::Accepted);
        assert_eq!(fake.token_requests(), 1);
        assert_eq!(fake.count(), 1_000);
    });
}

#[test]
fn a_token_that_is_refused_is_replaced_once() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        all(&sends(&client, 1).await, Outcome::Accepted);
        fake.revoke_tokens();
        all(&sends(&client, 150).await, Outcome::Accepted);
        assert_eq!(fake.token_requests(), 2, "one for all who were refused");
        assert_eq!(fake.count(), 151);
    });
}

#[test]
fn a_fresh_token_that_is_refused_stops_the_sender() {
    run(async {
        let fake = FakeFcm::start();
        fake.token_server(TokenServer::Worthless);
        let client = client(&fake);
        let refused = Outcome::Configuration(ConfigurationFault::Unauthorised);
        all(&sends(&client, 1).await, refused);
        assert_eq!(fake.token_requests(), 2, "once, and once again");
    });
}

#[test]
fn a_token_is_renewed_before_it_ends() {
    run(async {
        let fake = FakeFcm::start();
        fake.token_server(TokenServer::Holds(400));
        let client = client(&fake);
        all(&sends(&client, 10).await, Outcome::Accepted);
        later(290).await;
        all(&sends(&client, 10).await, Outcome::Accepted);
        assert_eq!(fake.token_requests(), 1);
        // A quarter of its time is left: one fetches while the others go on.
        later(20).await;
        all(&sends(&client, 10).await, Outcome::Accepted);
        assert_eq!(fake.token_requests(), 2);
        // As long as the old one holds, nobody minds that there is no new one.
        later(310).await;
        fake.token_server(TokenServer::Fails);
        all(&sends(&client, 10).await, Outcome::Accepted);
        assert_eq!(fake.token_requests(), 3);
        later(100).await;
        all(&sends(&client, 10).await, no_token(Because::NoToken));
        assert_eq!(fake.token_requests(), 4);
    });
}

#[test]
fn a_token_server_that_is_down_is_asked_once_a_second() {
    run(async {
        let fake = FakeFcm::start();
        fake.token_server(TokenServer::Fails);
        let client = client(&fake);
        all(&sends(&client, 1_000).await, no_token(Because::NoToken));
        assert_eq!(
            fake.token_requests(),
            1,
            "all who waited take the same answer"
        );
        fake.token_server(TokenServer::Works);
        later(2).await;
        all(&sends(&client, 10).await, Outcome::Accepted);
        assert_eq!(fake.token_requests(), 2);
    });
}

#[test]
fn a_token_server_that_is_not_there_is_told_from_fcm() {
    run(async {
        let fake = FakeFcm::start();
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let client = Client::new(Settings {
            token_uri: Some(format!("https://127.0.0.1:{port}/token").parse().unwrap()),
            ..settings(&fake)
        })
        .unwrap();
        let expected = no_token(Because::NoWayToToken(NoWay::Network));
        all(&sends(&client, 10).await, expected);
        assert_eq!(fake.count(), 0);
    });
}

#[test]
fn a_refused_assertion_says_whether_it_is_the_key_or_the_clock() {
    run(async {
        let fake = FakeFcm::start();
        let foreign = Settings {
            account: ServiceAccount::parse(&fake.foreign_account().to_string()).unwrap(),
            ..settings(&fake)
        };
        let slow = Settings {
            clock: Clock::fixed(Instant::default()),
            ..settings(&fake)
        };
        let table = [
            (foreign, ConfigurationFault::KeyRefused),
            (slow, ConfigurationFault::ClockWrong),
        ];
        for (settings, fault) in table {
            let client = Client::new(settings).unwrap();
            all(&sends(&client, 5).await, Outcome::Configuration(fault));
        }
        assert_eq!(fake.token_requests(), 2);
    });
}
