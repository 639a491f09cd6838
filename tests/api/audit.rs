//! The audit log: what is recorded, who reads it, and that tampering is found.

mod reading;
mod verification;

use actix_web::FromRequest as _;
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::audit::{self, Entry};
use sotay::auth::permissions::{ExportRoster, ReadMembers};
use sotay::auth::principal::Actor as Recorded;
use sotay::auth::{Grant, Permission, Viewer};
use sotay::db::schema::{audit_log, members};
use sotay::kernel::ids::PublicId;
use sotay::kernel::name_sort::name_sort_key;

use crate::support::TestApp;

async fn viewer(app: &TestApp, name: &str) -> Viewer {
    let token = app.actor(name).token().to_owned();
    let request = actix_web::test::TestRequest::get()
        .insert_header(("authorization", format!("Bearer {token}")))
        .app_data(app.state())
        .to_http_request();
    Viewer::extract(&request).await.unwrap()
}

async fn grant<P: Permission>(app: &TestApp, name: &str) -> Grant<P> {
    viewer(app, name).await.grant().unwrap()
}

/// Row keys of people of the organisation.
fn ids(app: &TestApp, names: &[&str]) -> Vec<i64> {
    names.iter().map(|name| app.person(name).id).collect()
}

/// Somebody looks at the records of others in a unit.
async fn look(app: &TestApp, who: &str, unit: &str, at: &[&str]) {
    let actor: Grant<ReadMembers> = grant(app, who).await;
    let entry = Entry::view("get_member", Some(app.unit(unit).id), ids(app, at));
    let state = app.state();
    state.views.note(&state, &actor, entry).await.unwrap();
}

/// Somebody exports the records of others in a unit.
async fn export(app: &TestApp, who: &str, unit: &str, of: &[&str]) {
    let actor: Grant<ExportRoster> = grant(app, who).await;
    let unit = Some(app.unit(unit).id);
    let entry = Entry::export(
        "export_roster",
        unit,
        ids(app, of),
        json!({"format": "xlsx"}),
    );
    let state = app.state();
    state.views.note(&state, &actor, entry).await.unwrap();
}

async fn record<A: Recorded + Clone + Send + 'static>(app: &TestApp, actor: &A, entry: Entry) {
    let actor = actor.clone();
    let write = move |conn: &mut sotay::db::Conn| audit::record(conn, &actor, &entry);
    app.state().db.write(write).await.unwrap();
}

async fn count(app: &TestApp, action: &'static str) -> i64 {
    let rows = audit_log::table
        .filter(audit_log::action.eq(action))
        .count();
    app.state()
        .db
        .read(move |conn| Ok(rows.get_result(conn)?))
        .await
        .unwrap()
}

/// Adds `many` people to cell A2.
async fn crowd(app: &TestApp, many: u32) -> Vec<i64> {
    let (home, now) = (app.unit("cell_a2").id, app.clock.now());
    let insert = move |conn: &mut sotay::db::Conn| {
        (0..many)
            .map(|_| {
                let row = (
                    members::public_id.eq(PublicId::new(now)),
                    members::full_name.eq("Lê Thị Đông"),
                    members::name_key.eq("le thi dong"),
                    members::name_exact.eq("lê thị đông"),
                    members::name_sort.eq(name_sort_key("Lê Thị Đông")),
                    members::home_unit_id.eq(home),
                    members::standing.eq("official"),
                    members::created_at.eq(now),
                    members::updated_at.eq(now),
                );
                let insert = diesel::insert_into(members::table).values(row);
                Ok(insert.returning(members::id).get_result(conn)?)
            })
            .collect()
    };
    app.state().db.write(insert).await.unwrap()
}

/// The `action`s of a page, newest first.
fn actions(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["action"].as_str().unwrap())
        .collect()
}
