//! Signing in and staying signed in, as a phone and an attacker meet it.

mod administrator;
mod codes;
mod devices;
mod guessing;
mod issuing;
mod keys;
mod passwords;
mod refreshing;
mod refused;
mod signing_in;

use serde_json::{Value, json};

use crate::support::{Reply, Request, TestApp};

/// Adds the proxy of the tests: the caller's own machine, so that `X-Forwarded-For` says where a request comes from.
fn behind_a_proxy() -> crate::support::Builder {
    TestApp::builder()
        .config(|config| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()])
}

fn sign_in_request(identifier: &str, password: &str) -> Request {
    Request::post(
        "/api/v1/sessions",
        json!({"identifier": identifier, "password": password}),
    )
}

async fn sign_in(app: &TestApp, identifier: &str, password: &str) -> Reply {
    app.anonymous()
        .send(sign_in_request(identifier, password))
        .await
}

/// From a network of the caller's choice; the server must be [`behind_a_proxy`].
async fn sign_in_from(app: &TestApp, network: &str, identifier: &str, password: &str) -> Reply {
    let request = sign_in_request(identifier, password).header("x-forwarded-for", network);
    app.anonymous().send(request).await
}

async fn refresh(app: &TestApp, refresh_token: &str) -> Reply {
    app.anonymous()
        .post(
            "/api/v1/sessions/refresh",
            json!({"refresh_token": refresh_token}),
        )
        .await
}

fn text<'a>(body: &'a Value, member: &str) -> &'a str {
    body[member]
        .as_str()
        .unwrap_or_else(|| panic!("no {member} in {body}"))
}

/// Runs SQL on the database of the test, as another process would.
async fn change<F>(app: &TestApp, change: F)
where
    F: Fn(&mut sotay::db::Conn) -> diesel::QueryResult<usize> + Send + 'static,
{
    let changed = app
        .state()
        .db
        .write(move |conn| Ok(change(conn)?))
        .await
        .unwrap();
    assert!(changed > 0, "nothing was changed");
}

/// `(acted_as, detail)` of the audit rows of an action about a member.
pub async fn audited(app: &TestApp, action: &'static str, member_id: i64) -> Vec<(String, Value)> {
    use diesel::prelude::*;
    use sotay::db::schema::{audit_log, audit_subjects};
    let rows: Vec<(String, sotay::db::types::JsonDoc)> = app
        .state()
        .db
        .read(move |conn| {
            Ok(audit_log::table
                .inner_join(audit_subjects::table.on(audit_subjects::audit_id.eq(audit_log::id)))
                .filter(audit_log::action.eq(action))
                .filter(audit_subjects::member_id.eq(member_id))
                .order(audit_log::id)
                .select((audit_log::acted_as, audit_log::detail))
                .load(conn)?)
        })
        .await
        .unwrap();
    rows.into_iter()
        .map(|(acted_as, detail)| (acted_as, detail.0))
        .collect()
}
