//! The organisation tree.

mod changing;
mod closing;
mod creating;
mod drift;
mod merging;
mod moving;
mod reading;
mod scope;
mod splitting;
mod storm;

use serde_json::{Value, json};
use sotay::kernel::ids::PublicId;
use sotay::units::{self, Drift};

use crate::support::{Actor, Reply, TestApp};

/// The day that it is in every test.
const TODAY: &str = "2026-11-23";
const TOMORROW: &str = "2026-11-24";

fn path(unit_id: impl std::fmt::Display) -> String {
    format!("/api/v1/units/{unit_id}")
}

/// A unit as an administrator opens it.
fn unit(parent_id: impl std::fmt::Display, kind: &str, name: &str) -> Value {
    json!({"parent_id": parent_id.to_string(), "kind": kind, "name": name, "opened_on": "2026-01-01"})
}

/// Opens a unit and answers its id.
#[track_caller]
fn id_of(reply: &Reply) -> String {
    reply.assert(201);
    reply.json()["unit_id"].as_str().unwrap().to_owned()
}

async fn open(actor: &Actor, parent_id: impl std::fmt::Display, kind: &str, name: &str) -> String {
    id_of(
        &actor
            .post("/api/v1/units", unit(parent_id, kind, name))
            .await,
    )
}

/// Does something to a unit in the version it has now: `move`, `merge`, `split` or `close`.
async fn act(actor: &Actor, unit_id: impl std::fmt::Display, what: &str, body: Value) -> Reply {
    let etag = actor.get(path(&unit_id)).await.assert(200).etag();
    act_on(actor, unit_id, &etag, what, body).await
}

async fn act_on(
    actor: &Actor,
    unit_id: impl std::fmt::Display,
    etag: &str,
    what: &str,
    body: Value,
) -> Reply {
    actor
        .request("POST", format!("{}/{what}", path(unit_id)))
        .header("if-match", etag)
        .json(body)
        .send()
        .await
}

/// What happened to a unit, the newest first.
async fn history(actor: &Actor, unit_id: impl std::fmt::Display) -> Vec<Value> {
    let reply = actor.get(format!("{}/history", path(unit_id))).await;
    reply.assert(200).json()["items"]
        .as_array()
        .unwrap()
        .clone()
}

/// The kinds of change alone.
async fn changes(actor: &Actor, unit_id: impl std::fmt::Display) -> Vec<String> {
    texts(&history(actor, unit_id).await, "change")
}

fn texts(items: &[Value], member: &str) -> Vec<String> {
    items
        .iter()
        .map(|item| item[member].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// The names of the units of a list.
#[track_caller]
fn names(reply: &Reply) -> Vec<String> {
    texts(
        reply.assert(200).json()["items"].as_array().unwrap(),
        "name",
    )
}

/// The names of the open units directly under one.
async fn children(actor: &Actor, parent_id: impl std::fmt::Display) -> Vec<String> {
    names(
        &actor
            .get(format!("/api/v1/units?limit=200&parent_id={parent_id}"))
            .await,
    )
}

/// The closure, the depths and the order of the tree are what they would be if computed now.
async fn assert_no_drift(app: &TestApp) {
    let found = drift(app).await;
    assert!(found.is_none(), "{found:?}");
}

async fn drift(app: &TestApp) -> Drift {
    let system = app.state().system("test");
    app.state()
        .db
        .read(move |conn| units::drift(conn, &system))
        .await
        .unwrap()
}

/// The unit in which a member's open membership is, if any.
async fn cell_of(app: &TestApp, person: &str) -> Option<PublicId> {
    use diesel::prelude::*;
    use sotay::db::schema::{memberships, units};
    let member_id = app.person(person).id;
    let query = move |conn: &mut sotay::db::Conn| {
        Ok(memberships::table
            .inner_join(units::table.on(units::id.eq(memberships::unit_id)))
            .filter(memberships::member_id.eq(member_id))
            .filter(memberships::to_on.is_null())
            .select(units::public_id)
            .first(conn)
            .optional()?)
    };
    app.state().db.read(query).await.unwrap()
}

/// How many audit rows tell of an operation.
async fn audited(app: &TestApp, action: &'static str) -> i64 {
    use diesel::prelude::*;
    use sotay::db::schema::audit_log;
    let query = move |conn: &mut sotay::db::Conn| {
        Ok(audit_log::table
            .filter(audit_log::action.eq(action))
            .count()
            .get_result(conn)?)
    };
    app.state().db.read(query).await.unwrap()
}
