//! The very binary with a mail server: it sends by itself, and says no address.

use std::time::Duration;

use diesel::prelude::*;
use serde_json::json;
use sotay::db::schema::{mail_outbox, members};
use sotay::db::{Db, DbOptions};
use sotay::kernel::clock::Clock;

use super::{code_of, to};
use crate::command_line::{Serving, on};
use crate::support::smtp::{PASSWORD, Smtp, USER, header};
use crate::support::{Filled, Place};

/// The serving binary, which knows the mail server.
fn serving(place: &Place, smtp: &Smtp) -> Serving {
    let folder = place.folder.path();
    std::fs::write(folder.join("root.pem"), smtp.root()).unwrap();
    let mut command = on(place, "serve");
    command
        .env("SOTAY_LOG", "debug")
        .env(
            "SOTAY_MAIL_URL",
            format!("smtp://localhost:{}", smtp.port()),
        )
        .env("SOTAY_MAIL_USER", USER)
        .env("SOTAY_MAIL_PASSWORD", PASSWORD)
        .env("SOTAY_MAIL_FROM", "so-tay@so-tay.example")
        .env("SOTAY_MAIL_PUBLIC_URL", "https://so-tay.example")
        .env("SOTAY_MAIL_CA_FILE", folder.join("root.pem"));
    Serving::start(&mut command)
}

async fn set_address(db: &Db, person: &str, address: &'static str) {
    let card = crate::support::person(person).card_number.clone();
    db.write(move |conn| {
        let row = members::table.filter(members::card_number.eq(&card));
        diesel::update(row)
            .set(members::email.eq(Some(address)))
            .execute(conn)?;
        Ok(())
    })
    .await
    .unwrap();
}

async fn ask_for_code(server: &Serving, identifier: &str) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let path = format!("{}/api/v1/accounts/code-requests", server.address());
    let body = json!({"identifier": identifier});
    let answer = client.post(path).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 204);
}

/// Nothing waits any more.
async fn all_ended(db: &Db) {
    let ended = async {
        loop {
            let waiting = db
                .read(|conn| {
                    let open = mail_outbox::table.filter(mail_outbox::ended_at.is_null());
                    Ok(open.count().get_result::<i64>(conn)?)
                })
                .await
                .unwrap();
            if waiting == 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), ended)
        .await
        .expect("the mails are sent");
}

/// State and attempts of the only mail.
async fn only_mail(db: &Db) -> (String, i32) {
    db.read(|conn| {
        Ok(mail_outbox::table
            .filter(mail_outbox::member_id.is_not_null())
            .select((mail_outbox::state, mail_outbox::attempt))
            .get_result(conn)?)
    })
    .await
    .unwrap()
}

on_both_engines!(
    what_a_killed_server_had_handed_over_is_recognised_when_it_comes_again,
    Filled,
    |place| async move {
        let Some(smtp) = Smtp::start() else { return };
        let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
        set_address(&db, "member", "held-member@example.org").await;
        let server = serving(&place, &smtp);
        ask_for_code(&server, &crate::support::person("member").card_number).await;
        let taken = async {
            loop {
                let mails = smtp.mails();
                if !mails.is_empty() {
                    return mails;
                }
                tokio::task::yield_now().await;
            }
        };
        let first = tokio::time::timeout(Duration::from_mins(1), taken).await;
        let first = first.expect("the mail is handed over");
        // SIGKILL: the mail server has the mail, and nothing here says so.
        drop(server);
        assert_eq!(only_mail(&db).await, ("waiting".to_owned(), 1));

        // As if the quarter of an hour were over for which the dead one holds it.
        db.write(|conn| {
            diesel::update(mail_outbox::table.filter(mail_outbox::ended_at.is_null()))
                .set(mail_outbox::due_at.eq(Clock::System.now()))
                .execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
        let server = serving(&place, &smtp);
        all_ended(&db).await;
        server.stop();
        assert_eq!(only_mail(&db).await, ("sent".to_owned(), 2));
        let again = smtp.mails();
        assert_eq!((first.len(), again.len()), (1, 1));
        for field in ["Message-ID", "Subject", "To"] {
            let value = header(&first[0], field);
            assert!(
                value.is_some() && value == header(&again[0], field),
                "{field}"
            );
        }
        assert_eq!(code_of(&first[0]), code_of(&again[0]));
    }
);

on_both_engines!(
    the_server_sends_by_itself_and_its_log_tells_nothing,
    Filled,
    |place| async move {
        let Some(smtp) = Smtp::start() else { return };
        let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
        let refused = crate::support::person("deputy");
        set_address(&db, "deputy", "no-deputy@example.org").await;
        let server = serving(&place, &smtp);
        let person = crate::support::person("member");
        for identifier in [&person.phone, &refused.phone] {
            ask_for_code(&server, identifier).await;
        }
        all_ended(&db).await;
        let log = server.stop();
        let mails = smtp.mails();
        assert_eq!(
            mails.iter().map(to).collect::<Vec<_>>(),
            [person.email.as_str()]
        );
        assert!(
            log.contains("refuses a mail for good") && log.contains("550"),
            "{log}"
        );
        let code = code_of(&mails[0]);
        for secret in [
            "@example.org",
            code.as_str(),
            PASSWORD,
            person.phone.as_str(),
        ] {
            let told = log.lines().find(|line| line.contains(secret));
            assert_eq!(told, None, "this line tells something");
        }
    }
);
