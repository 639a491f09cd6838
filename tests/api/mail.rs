//! Mails as their readers get them, through a real mail server with STARTTLS and AUTH.

mod addresses;
mod check;
mod codes;
mod delivery;
mod devices;
mod digest;
mod drills;
mod process;

use std::time::Duration;

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::config::{Hidden, MailConfig, MailTls};
use sotay::db::schema::{mail_outbox, members};
use sotay::kernel::ids::PublicId;

use crate::support::smtp::{PASSWORD, Smtp, USER};
use crate::support::{Engine, Reply, Request, TestApp};

pub const PUBLIC_URL: &str = "https://so-tay.example";
pub const APP_URL: &str = "https://ung-dung.example/nhiem-vu";

/// A server with a mail server of its own.
pub struct Mailed;

impl Mailed {
    /// `None`: there is no PostgreSQL or no mail server here, and that was said.
    pub async fn start(self, engine: Engine) -> Option<(TestApp, Smtp)> {
        let smtp = Smtp::start()?;
        let settings = settings(smtp.port(), smtp.root());
        let builder = TestApp::builder().config(|config| config.mail = Some(settings));
        Some((builder.start(engine).await?, smtp))
    }
}

pub fn settings(port: u16, root: &str) -> MailConfig {
    MailConfig {
        host: "localhost".to_owned(),
        port,
        tls: MailTls::Starttls,
        login: Some((USER.to_owned(), Hidden::new(PASSWORD.to_owned()))),
        from: "Sổ tay <so-tay@so-tay.example>".parse().unwrap(),
        public_url: PUBLIC_URL.to_owned(),
        app_url: APP_URL.to_owned(),
        root: Some(root.as_bytes().to_vec()),
        connections: 2,
        per_minute: std::num::NonZeroU32::new(60_000).unwrap(),
        patience: Duration::from_millis(1_500),
    }
}

/// Settings that write mails and reach nobody.
pub fn nowhere() -> MailConfig {
    MailConfig {
        root: None,
        tls: MailTls::Off,
        // Nobody listens on the port of "discard" here.
        ..settings(9, "")
    }
}

/// Sends what is due; answers how many were tried.
pub async fn drain(app: &TestApp) -> usize {
    sotay::mail::drain(&app.state()).await.unwrap()
}

/// Sends what is due and answers what arrived.
pub async fn arrived(app: &TestApp, smtp: &Smtp) -> Vec<Value> {
    drain(app).await;
    smtp.mails()
}

/// Sets the address that the roster has of somebody.
pub async fn set_address(app: &TestApp, person: &str, address: &'static str) {
    let id = app.person(person).id;
    let change = move |conn: &mut sotay::db::Conn| {
        diesel::update(members::table.find(id))
            .set(members::email.eq(Some(address)))
            .execute(conn)?;
        Ok(())
    };
    app.state().db.write(change).await.unwrap();
}

/// A mail as the outbox has it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Row {
    pub id: PublicId,
    pub member_id: Option<i64>,
    pub kind: String,
    pub state: String,
    pub sealed: Option<Vec<u8>>,
    pub attempt: i32,
    pub tries: i32,
    pub reply: Option<i32>,
}

/// Every mail to somebody, the oldest first.
pub async fn outbox(app: &TestApp) -> Vec<Row> {
    let query = |conn: &mut sotay::db::Conn| {
        Ok(mail_outbox::table
            .filter(mail_outbox::member_id.is_not_null())
            .order(mail_outbox::id)
            .select((
                mail_outbox::public_id,
                mail_outbox::member_id,
                mail_outbox::kind,
                mail_outbox::state,
                mail_outbox::sealed,
                mail_outbox::attempt,
                mail_outbox::tries,
                mail_outbox::reply,
            ))
            .load(conn)?)
    };
    app.state().db.read(query).await.unwrap()
}

pub async fn states(app: &TestApp) -> Vec<(String, String)> {
    let rows = outbox(app).await.into_iter();
    rows.map(|row| (row.kind, row.state)).collect()
}

/// A secretary hands a code out.
pub async fn hand_out(app: &TestApp, person: &str, purpose: &str) -> String {
    let id = app.person(person).public_id;
    let path = format!("/api/v1/members/{id}/account-codes");
    let reply = app
        .roster_officer()
        .post(path, json!({"purpose": purpose}))
        .await;
    reply.assert(201).json()["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Somebody asks for a code himself.
pub async fn ask_for_code(app: &TestApp, identifier: &str) -> Reply {
    let body = json!({"identifier": identifier});
    app.anonymous()
        .post("/api/v1/accounts/code-requests", body)
        .await
}

/// Uses a code.
pub async fn reset(app: &TestApp, identifier: &str, code: &str) -> Reply {
    let body = json!({"identifier": identifier, "code": code, "password": "ba con mèo trên mái"});
    let request = Request::post("/api/v1/accounts/password-reset", body);
    app.anonymous().send(request).await
}

/// The code that a mail holds: in both of its forms.
#[track_caller]
pub fn code_of(mail: &Value) -> String {
    let is_code = |word: &&str| {
        let groups: Vec<&str> = word.split('-').collect();
        groups.len() == 2
            && groups.iter().all(|group| {
                group.len() == 5
                    && group
                        .bytes()
                        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            })
    };
    let plain = mail["plain"].as_str().unwrap();
    let code = plain.split_whitespace().find(is_code);
    let code = code.unwrap_or_else(|| panic!("no code in {plain}"));
    assert!(mail["html"].as_str().unwrap().contains(code));
    code.to_owned()
}

/// To whom a mail is.
pub fn to(mail: &Value) -> &str {
    mail["to"][0].as_str().unwrap()
}
