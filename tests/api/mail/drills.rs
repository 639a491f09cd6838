//! The mail server is away in one way or another, then back: nothing is lost, nothing is sent twice, and nobody knocks in
//! vain more than a few times a minute.

use chrono::Duration;
use sotay::config::{Hidden, MailConfig};

use super::{Mailed, arrived, drain, hand_out, outbox, settings, to};
use crate::support::smtp::Smtp;
use crate::support::{Engine, TestApp};

const PEOPLE: [&str; 3] = ["colleague", "deputy", "member"];

/// Ten minutes in which nothing gets through.
async fn outage(app: &TestApp, smtp: &Smtp) {
    for name in PEOPLE {
        hand_out(app, name, "password_reset").await;
    }
    let mut tried = 0;
    for _ in 0..600 {
        tried += drain(app).await;
        app.clock.advance(Duration::seconds(1));
    }
    let knocks = smtp.knocks();
    assert!(
        knocks < 20 && tried < 20,
        "{knocks} connections, {tried} tries in ten minutes"
    );
    assert!(smtp.mails().is_empty());
    let rows = outbox(app).await;
    assert!(
        rows.iter()
            .all(|row| row.state == "waiting" && row.tries == 0),
        "no mail is to blame: {rows:?}"
    );
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(metrics.contains("sotay_mail_paused 1"), "{metrics}");
}

/// Everybody is written to once, soon.
async fn back(app: &TestApp, smtp: &Smtp) {
    app.clock.advance(Duration::minutes(7));
    let mails = arrived(app, smtp).await;
    let mut reached: Vec<&str> = mails.iter().map(to).collect();
    reached.sort_unstable();
    assert_eq!(reached, PEOPLE.map(|name| format!("{name}@example.org")));
    app.clock.advance(Duration::minutes(30));
    assert!(arrived(app, smtp).await.is_empty());
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(metrics.contains("sotay_mail_paused 0"), "{metrics}");
}

on_both_engines!(no_sender_is_taken, Mailed, |(app, smtp)| async move {
    smtp.mode("refuse");
    outage(&app, &smtp).await;
    smtp.mode("normal");
    back(&app, &smtp).await;
});

on_both_engines!(no_connection_is_taken, Mailed, |(app, smtp)| async move {
    smtp.mode("busy");
    outage(&app, &smtp).await;
    smtp.mode("normal");
    back(&app, &smtp).await;
});

on_both_engines!(
    the_password_is_not_taken,
    Mailed,
    |(app, smtp)| async move {
        smtp.mode("no-auth");
        outage(&app, &smtp).await;
        smtp.mode("normal");
        back(&app, &smtp).await;
    }
);

/// A server whose settings lead nowhere, and one beside it on the same database whose settings are right.
async fn misled(engine: Engine, wrong: impl Fn(MailConfig) -> MailConfig) {
    let Some(smtp) = Smtp::start() else { return };
    let right = settings(smtp.port(), smtp.root());
    let wrong = wrong(right.clone());
    let builder = TestApp::builder().config(|config| config.mail = Some(wrong));
    let Some(app) = builder.start(engine).await else {
        return;
    };
    outage(&app, &smtp).await;
    let clock = app.clock.clone();
    let builder = TestApp::builder().clock(clock);
    let mended = builder
        .config(|config| config.mail = Some(right))
        .start_beside(&app)
        .await;
    back(&mended, &smtp).await;
}

#[test]
fn nobody_listens() {
    crate::support::run(misled(Engine::Postgres, |right| MailConfig {
        port: 9,
        ..right
    }));
}

#[test]
fn the_name_is_not_known() {
    crate::support::run(misled(Engine::Postgres, |right| MailConfig {
        host: "thu.invalid".to_owned(),
        ..right
    }));
}

#[test]
fn the_password_is_wrong() {
    crate::support::run(misled(Engine::Postgres, |right| MailConfig {
        login: Some(("so-tay".to_owned(), Hidden::new("sai".to_owned()))),
        ..right
    }));
}

#[test]
fn the_certificate_is_not_believed() {
    crate::support::run(misled(Engine::Postgres, |right| MailConfig {
        root: None,
        ..right
    }));
}
