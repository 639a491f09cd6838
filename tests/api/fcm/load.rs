//! Many messages at a time: nothing is lost, nothing is repeated, no connection has more than it may.

use futures_util::future::join_all;
use sotay::fcm::{Address, Ambiguity, Outcome};
use uuid::Uuid;

use super::{client, routine, send};
use crate::support::fake_fcm::FakeFcm;
use crate::support::run;

#[test]
fn connections_that_end_in_mid_load_lose_nothing_and_repeat_nothing() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        fake.go_away_every(50, 100);
        let sends = (0..5_000).map(|number| {
            let client = &client;
            async move { send(client, &format!("ok-{number}")).await }
        });
        let outcomes = join_all(sends).await;
        let other: Vec<&Outcome> = outcomes
            .iter()
            .filter(|outcome| **outcome != Outcome::Accepted)
            .collect();
        assert!(
            other.is_empty(),
            "{} of 5,000: {:?}",
            other.len(),
            other.first()
        );
        let reached = fake.reached();
        assert_eq!(reached.len(), 5_000, "lost");
        assert!(reached.values().all(|times| *times == 1), "repeated");
        assert_eq!(fake.gone_away(), 100);
        assert!(
            fake.not_begun() > 100,
            "only {} were on the way",
            fake.not_begun()
        );
    });
}

#[test]
fn a_stream_that_was_refused_is_sent_again_at_once() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        let sends = (0..100).map(|number| {
            let client = &client;
            async move { send(client, &format!("refuse-{number}")).await }
        });
        let outcomes = join_all(sends).await;
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted));
        let reached = fake.reached();
        assert!(reached.len() == 100 && reached.values().all(|times| *times == 1));
    });
}

#[test]
fn a_connection_that_is_cut_leaves_open_what_was_under_way() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        let waiting = (0..20).map(|_| send(&client, "slow-1"));
        let cut = async {
            fake.waiting(20).await;
            // One for each connection.
            [send(&client, "drop-1").await, send(&client, "drop-2").await]
        };
        let (waiting, cut) = tokio::join!(join_all(waiting), cut);
        let lost = Outcome::Ambiguous(Ambiguity::ConnectionLost);
        for outcome in waiting.into_iter().chain(cut) {
            assert_eq!(outcome, lost);
        }
        assert_eq!(send(&client, "ok-1").await, Outcome::Accepted);
    });
}

#[test]
fn routine_messages_that_nobody_answers_do_not_hold_up_an_urgent_one() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        let routine = routine();
        let (nid, slow) = (Uuid::nil(), Address::Token("slow-1".to_owned()));
        // Three rounds of them, more than there are places.
        let waiting = join_all((0..600).map(|_| client.send(&routine, &nid, &slow)));
        let urgent = async {
            fake.waiting(client.capacity() * 4 / 5).await;
            send(&client, "ok-1").await
        };
        tokio::select! {
            _ = waiting => panic!("slow ones are never answered"),
            outcome = urgent => assert_eq!(outcome, Outcome::Accepted),
        }
    });
}

#[test]
fn no_connection_has_more_than_a_hundred_under_way() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        let waiting = join_all((0..350).map(|_| send(&client, "slow-1")));
        tokio::select! {
            _ = waiting => panic!("slow ones are never answered"),
            () = fake.waiting(client.capacity()) => {}
        }
        assert_eq!(client.capacity(), 200);
        assert_eq!(fake.peak(), 100, "the most on one connection");
        assert_eq!(fake.connections(), 3, "two, and one for the access token");
    });
}
