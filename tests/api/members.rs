//! People: records, lists, histories, roles.

mod history;
mod lists;
mod moving;
mod own;
mod races;
mod records;
mod roles;
mod search;

use serde_json::{Value, json};

use crate::support::{Reply, TestApp};

/// Where somebody of the fixture is.
fn path(app: &TestApp, name: &str) -> String {
    format!("/api/v1/members/{}", app.person(name).public_id)
}

/// The path of a member that an answer describes.
fn path_of(reply: &Reply) -> String {
    format!(
        "/api/v1/members/{}",
        reply.json()["member_id"].as_str().expect("a member")
    )
}

/// Takes somebody into a cell.
async fn add(app: &TestApp, full_name: &str, unit: &str) -> Reply {
    let unit_id = app.unit(unit).public_id;
    let body = json!({"full_name": full_name, "unit_id": unit_id, "standing": "official"});
    let reply = app.roster_officer().post("/api/v1/members", body).await;
    reply.assert(201);
    reply
}

/// The names of a list, in its order.
fn names(reply: &Reply) -> Vec<String> {
    let list = reply.assert(200).json();
    let items = list["items"].as_array().expect("items");
    let name = |item: &Value| item["full_name"].as_str().expect("a name").to_owned();
    items.iter().map(name).collect()
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// How many audit rows of an action concern somebody, and under which role the last was done.
async fn noted(app: &TestApp, action: &'static str, member_id: i64) -> (usize, Option<String>) {
    use diesel::prelude::*;
    use sotay::db::schema::{audit_log, audit_subjects};

    let rows: Vec<String> = app
        .state()
        .db
        .read(move |conn| {
            Ok(audit_log::table
                .inner_join(audit_subjects::table.on(audit_subjects::audit_id.eq(audit_log::id)))
                .filter(audit_log::action.eq(action))
                .filter(audit_subjects::member_id.eq(member_id))
                .order(audit_log::id)
                .select(audit_log::acted_as)
                .load(conn)?)
        })
        .await
        .expect("the audit log is read");
    (rows.len(), rows.last().cloned())
}

/// Closes a unit behind the API's back.
async fn close(app: &TestApp, unit: &str) {
    use diesel::prelude::*;
    use sotay::db::schema::units;

    let id = app.unit(unit).id;
    let today = app.clock.today();
    app.state()
        .db
        .write(move |conn| {
            diesel::update(units::table.find(id))
                .set(units::closed_on.eq(Some(today)))
                .execute(conn)?;
            Ok(())
        })
        .await
        .expect("the unit is closed");
}

/// The row key of a member that an answer describes.
async fn key(app: &TestApp, reply: &Reply) -> i64 {
    use diesel::prelude::*;
    use sotay::db::schema::members;
    use sotay::kernel::ids::PublicId;

    let id: PublicId = serde_json::from_value(reply.json()["member_id"].clone()).expect("an id");
    app.state()
        .db
        .read(move |conn| {
            Ok(members::table
                .filter(members::public_id.eq(id))
                .select(members::id)
                .first(conn)?)
        })
        .await
        .expect("the member is there")
}
