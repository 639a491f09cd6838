//! The very binary with a mail server: it sends by itself, and says no address.

use std::time::Duration;

use diesel::prelude::*;
use serde_json::json;
use sotay::db::schema::{mail_outbox, members};
use sotay::db::{Db, DbOptions};

use super::{code_of, to};
use crate::command_line::{Serving, on};
use crate::support::smtp::{PASSWORD, Smtp, USER};
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

on_both_engines!(
    the_server_sends_by_itself_and_its_log_tells_nothing,
    Filled,
    |place| async move {
        let Some(smtp) = Smtp::start() else { return };
        let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
        let refused = crate::support::person("deputy");
        let card = refused.card_number.clone();
        db.write(move |conn| {
            let row = members::table.filter(members::card_number.eq(&card));
            diesel::update(row)
                .set(members::email.eq(Some("no-deputy@example.org")))
                .execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
        let server = serving(&place, &smtp);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let person = crate::support::person("member");
        for identifier in [&person.phone, &refused.phone] {
            let path = format!("{}/api/v1/accounts/code-requests", server.address());
            let body = json!({"identifier": identifier});
            let answer = client.post(path).json(&body).send().await.unwrap();
            assert_eq!(answer.status(), 204);
        }
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
