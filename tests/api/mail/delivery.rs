//! What becomes of a mail when the mail server says no, later, or nothing.

use chrono::Duration;
use serde_json::Value;

use super::{Mailed, arrived, drain, hand_out, outbox, set_address, settings, to};
use crate::support::smtp::{Smtp, header};
use crate::support::{Engine, TestApp, run};

/// State, tries, the server's code.
async fn last(app: &TestApp) -> (String, i32, Option<i32>) {
    let row = outbox(app).await.pop().unwrap();
    assert_eq!(row.sealed.is_some(), row.state == "waiting");
    (row.state, row.tries, row.reply)
}

async fn code_for(app: &TestApp, address: &'static str) {
    set_address(app, "member", address).await;
    hand_out(app, "member", "password_reset").await;
}

fn ids(mails: &[Value]) -> Vec<&str> {
    let ids = mails.iter().map(|mail| header(mail, "Message-ID"));
    ids.map(Option::unwrap).collect()
}

on_both_engines!(a_recipient_who_is_nobody_ends_the_mail, Mailed, |(
    app,
    smtp,
)| async move {
    code_for(&app, "no-member@example.org").await;
    assert_eq!(drain(&app).await, 1);
    assert_eq!(last(&app).await, ("refused".to_owned(), 0, Some(550)));
    app.clock.advance(Duration::hours(2));
    assert_eq!(drain(&app).await, 0);
    assert!(smtp.mails().is_empty());
});

on_both_engines!(what_is_refused_for_now_comes_later, Mailed, |(
    app,
    smtp,
)| async move {
    code_for(&app, "later-member@example.org").await;
    assert_eq!(drain(&app).await, 1);
    assert_eq!(last(&app).await, ("waiting".to_owned(), 1, Some(450)));
    app.clock.advance(Duration::seconds(44));
    assert_eq!(drain(&app).await, 0, "not at once");
    app.clock.advance(Duration::seconds(32));
    assert_eq!(arrived(&app, &smtp).await.len(), 1);
    assert_eq!(last(&app).await.0, "sent");
});

on_both_engines!(
    what_is_refused_for_now_is_tried_at_the_times_of_the_rule,
    Mailed,
    |(app, smtp)| async move {
        code_for(&app, "never-member@example.org").await;
        assert_eq!(drain(&app).await, 1);
        // It doubles from a minute to an hour, a quarter more or less.
        for (tries, minutes) in (1..).zip([1, 2, 4, 8, 16, 32, 60, 60, 60]) {
            assert_eq!(last(&app).await, ("waiting".to_owned(), tries, Some(450)));
            let middle = Duration::minutes(minutes);
            app.clock.advance(middle * 3 / 4 - Duration::seconds(1));
            assert_eq!(drain(&app).await, 0, "too soon for try {}", tries + 1);
            app.clock.advance(middle / 2 + Duration::seconds(2));
            assert_eq!(drain(&app).await, 1, "too late for try {}", tries + 1);
        }
        app.clock.advance(Duration::hours(24));
        assert_eq!(drain(&app).await, 0);
        assert_eq!(last(&app).await.0, "expired", "with its code");
        assert!(smtp.mails().is_empty());
    }
);

on_both_engines!(
    a_connection_that_ends_before_the_text_was_taken,
    Mailed,
    |(app, smtp)| async move {
        code_for(&app, "drop-member@example.org").await;
        assert!(arrived(&app, &smtp).await.is_empty());
        assert_eq!(last(&app).await, ("waiting".to_owned(), 1, None));
        app.clock.advance(Duration::minutes(2));
        assert_eq!(arrived(&app, &smtp).await.len(), 1);
    }
);

on_both_engines!(a_mail_that_is_sent_again_is_recognised, Mailed, |(
    app,
    smtp,
)| async move {
    code_for(&app, "lost-member@example.org").await;
    drain(&app).await;
    app.clock.advance(Duration::minutes(2));
    let mails = arrived(&app, &smtp).await;
    let ids = ids(&mails);
    assert_eq!(
        ids.len(),
        2,
        "whether the first was taken could not be known"
    );
    assert_eq!(ids[0], ids[1]);
    assert_eq!(last(&app).await.0, "sent");
});

on_both_engines!(
    a_server_that_does_not_answer_is_not_waited_for,
    Mailed,
    |(app, smtp)| async move {
        code_for(&app, "slow-member@example.org").await;
        assert!(arrived(&app, &smtp).await.is_empty());
        assert_eq!(last(&app).await, ("waiting".to_owned(), 1, None));
        app.clock.advance(Duration::minutes(2));
        assert_eq!(arrived(&app, &smtp).await.len(), 1);
    }
);

on_both_engines!(
    a_refusal_by_policy_waits_for_whoever_mends_it,
    Mailed,
    |(app, _smtp)| async move {
        code_for(&app, "policy-member@example.org").await;
        let mut tried = 0;
        for _ in 0..24 * 4 {
            tried += drain(&app).await;
            app.clock.advance(Duration::minutes(15));
        }
        assert!((15..=40).contains(&tried), "{tried} in a day");
        assert_eq!(last(&app).await.2, Some(550));
        drain(&app).await;
        assert_eq!(last(&app).await.0, "expired", "with its code");
    }
);

on_both_engines!(
    a_mail_at_which_the_server_closes_does_not_hold_up_the_others,
    Mailed,
    |(app, smtp)| async move {
        set_address(&app, "member", "busy-member@example.org").await;
        set_address(&app, "deputy", "tls-deputy@example.org").await;
        for person in ["member", "deputy", "colleague"] {
            hand_out(&app, person, "password_reset").await;
        }
        // Whether it means this mail or all of them is not known: all wait a moment, each bad one for itself.
        assert_eq!(drain(&app).await, 1);
        assert_eq!(drain(&app).await, 0, "the lane has halted");
        app.clock.advance(Duration::seconds(3));
        assert_eq!(drain(&app).await, 1, "the next bad one, not the same again");
        app.clock.advance(Duration::seconds(6));
        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            mails.iter().map(to).collect::<Vec<_>>(),
            ["colleague@example.org"]
        );
        let rows = outbox(&app).await;
        let kept: Vec<_> = rows.iter().map(|row| (row.tries, row.reply)).collect();
        assert_eq!(kept, [(1, Some(421)), (1, Some(454)), (0, None)]);

        // For a day the bad ones are tried ever more rarely, and whoever comes between gets his mail all the same.
        for hour in 0..23 {
            if hour % 4 == 0 {
                hand_out(&app, "secretary", "password_reset").await;
            }
            for _ in 0..12 {
                drain(&app).await;
                app.clock.advance(Duration::minutes(5));
            }
            assert_eq!(last(&app).await.0, "sent", "not within an hour");
        }
        assert_eq!(smtp.mails().len(), 6);
        let tries: Vec<i32> = outbox(&app).await.iter().map(|row| row.tries).collect();
        assert!(
            tries[..2].iter().all(|tries| (15..=35).contains(tries)),
            "{tries:?}"
        );
    }
);

on_both_engines!(one_bad_mail_does_not_hold_up_the_others, Mailed, |(
    app,
    smtp,
)| async move {
    set_address(&app, "member", "no-member@example.org").await;
    set_address(&app, "deputy", "drop-deputy@example.org").await;
    for person in ["member", "deputy", "colleague", "secretary"] {
        hand_out(&app, person, "password_reset").await;
    }
    let mails = arrived(&app, &smtp).await;
    let mut reached: Vec<&str> = mails.iter().map(to).collect();
    reached.sort_unstable();
    assert_eq!(reached, ["colleague@example.org", "secretary@example.org"]);
    let connections: Vec<&Value> = mails.iter().map(|mail| &mail["connection"]).collect();
    assert_eq!(connections[0], connections[1], "a connection is used again");
});

on_both_engines!(a_worker_that_dies_leaves_its_mail_to_another, Mailed, |(
    app,
    smtp,
)| async move {
    code_for(&app, "slow-member@example.org").await;
    let dies = tokio::time::timeout(std::time::Duration::from_millis(700), drain(&app)).await;
    assert!(dies.is_err());
    assert_eq!(outbox(&app).await[0].attempt, 1, "it had taken the mail");
    assert_eq!(drain(&app).await, 0, "another does not have it yet");
    app.clock.advance(Duration::minutes(15));
    assert_eq!(arrived(&app, &smtp).await.len(), 1);
    let row = outbox(&app).await.pop().unwrap();
    assert_eq!((row.state.as_str(), row.attempt), ("sent", 2));
});

on_both_engines!(
    whose_lease_is_over_no_longer_says_what_became_of_a_mail,
    Mailed,
    |(app, smtp)| async move {
        code_for(&app, "held-member@example.org").await;
        let (app, smtp) = (&app, &smtp);
        // The first has handed the mail over and is not told so; meanwhile its lease runs out, and a second sends it again.
        let second = async {
            let first = taken(smtp).await;
            app.clock.advance(Duration::minutes(15));
            assert_eq!(drain(app).await, 1, "it takes the mail over");
            let row = outbox(app).await.pop().unwrap();
            assert_eq!((row.state.as_str(), row.attempt, row.tries), ("sent", 2, 0));
            smtp.release();
            [first, smtp.mails()].concat()
        };
        let (tried, mails) = tokio::join!(drain(app), second);
        assert_eq!(tried, 1);
        let ids = ids(&mails);
        assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
        // What the first has to say is refused: nothing is sent a third time, and none is counted twice.
        let row = outbox(app).await.pop().unwrap();
        assert_eq!((row.state.as_str(), row.attempt, row.tries), ("sent", 2, 0));
        app.clock.advance(Duration::hours(2));
        assert!(arrived(app, smtp).await.is_empty());
        let metrics = app.anonymous().get("/metrics").await.text();
        let counted: Vec<&str> = metrics
            .lines()
            .filter(|line| line.starts_with("sotay_mail_total{"))
            .collect();
        assert_eq!(
            counted,
            [r#"sotay_mail_total{kind="reset_code",outcome="sent"} 1"#]
        );
    }
);

/// The first mails that the server takes, while something else goes on.
async fn taken(smtp: &Smtp) -> Vec<Value> {
    loop {
        let mails = smtp.mails();
        if !mails.is_empty() {
            return mails;
        }
        tokio::task::yield_now().await;
    }
}

#[test]
fn several_processes_share_the_outbox() {
    run(async {
        let Some((app, smtp)) = Mailed.start(Engine::Postgres).await else {
            return;
        };
        let settings = settings(smtp.port(), smtp.root());
        let builder = TestApp::builder().config(|config| config.mail = Some(settings));
        let other = builder.start_beside(&app).await;
        let people = ["member", "deputy", "secretary", "colleague"];
        for _ in 0..3 {
            for person in people {
                // Each a mail of its own: a newer code would withdraw the one before.
                let address = app.person(person).email.clone();
                super::ask_for_code(&app, &address).await.assert(204);
            }
            let (one, two) = tokio::join!(drain(&app), drain(&other));
            assert_eq!(one + two, people.len());
            let mails = smtp.mails();
            let mut reached: Vec<&str> = mails.iter().map(to).collect();
            reached.sort_unstable();
            reached.dedup();
            assert_eq!((mails.len(), reached.len()), (people.len(), people.len()));
            app.clock.advance(Duration::minutes(61));
            other.clock.advance(Duration::minutes(61));
        }
    });
}

#[test]
fn running_workers_send_by_themselves_and_stop_when_told() {
    run(async {
        let Some((app, smtp)) = Mailed.start(Engine::Sqlite).await else {
            return;
        };
        let senders = sotay::mail::start(&app.state()).unwrap();
        for person in ["member", "deputy", "colleague"] {
            hand_out(&app, person, "password_reset").await;
        }
        let sent = |rows: Vec<super::Row>| rows.iter().all(|row| row.state == "sent");
        let all_sent = async {
            while !sent(outbox(&app).await) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), all_sent)
            .await
            .expect("the workers send");
        senders.stop().await;
        assert_eq!(smtp.mails().len(), 3);
        hand_out(&app, "member", "password_reset").await;
        assert!(smtp.mails().is_empty());
        let _: &Smtp = &smtp;
    });
}
