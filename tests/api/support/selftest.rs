//! That the ground of the tests holds.

use actix_web::FromRequest as _;
use diesel::prelude::*;
use serde_json::json;
use sotay::auth::Viewer;
use sotay::db::schema::{members, units};

use super::client::Request;
use super::contract::{Contract, Exchange};

on_both_engines!(the_server_is_alive_and_ready, |app| async move {
    app.anonymous().get("/healthz").await.assert(200);
    let reply = app.anonymous().get("/readyz").await;
    reply.assert(200);
    assert_eq!(reply.json(), json!({"status": "ready"}));
});

on_both_engines!(an_unknown_address_is_a_problem, |app| async move {
    app.admin()
        .get("/api/v1/nothing-here")
        .await
        .assert_problem(404, "not_found");
});

on_both_engines!(each_actor_is_the_person_of_his_name, |app| async move {
    for name in [
        "member",
        "secretary",
        "deputy",
        "officer",
        "stranger",
        "roster_officer",
        "author",
        "publisher",
        "auditor",
        "admin",
    ] {
        let token = app.actor(name).token().to_owned();
        let request = actix_web::test::TestRequest::get()
            .insert_header(("authorization", format!("Bearer {token}")))
            .app_data(app.state())
            .to_http_request();
        let viewer = Viewer::extract(&request).await.unwrap();
        assert_eq!(viewer.member_public_id(), app.person(name).public_id);
        assert_eq!(viewer.roles().is_empty(), name == "member");
    }
});

on_both_engines!(the_organisation_is_in_the_database, |app| async move {
    let (people, tree) = app
        .state()
        .db
        .read(|conn| {
            Ok((
                members::table.count().get_result::<i64>(conn)?,
                units::table.count().get_result::<i64>(conn)?,
            ))
        })
        .await
        .unwrap();
    assert_eq!((people, tree), (14, 6));
});

/// The check that stands behind every other test: it must refuse what the document does not say.
#[test]
fn an_answer_that_is_not_documented_fails() {
    let contract = Contract::get();
    let problem = json!({
        "type": "urn:sotay:problem:not_found", "title": "Not Found", "status": 404, "detail": "Không tìm thấy.",
        "code": "not_found", "instance": "urn:sotay:request:x"
    });
    for (path, status, kind, body, fits) in [
        (
            "/healthz",
            200,
            "application/json",
            json!({"status": "ok"}),
            true,
        ),
        (
            "/healthz",
            200,
            "application/json",
            json!({"status": 1}),
            false,
        ),
        ("/healthz", 200, "application/json", json!({}), false),
        (
            "/healthz",
            200,
            "text/plain",
            json!({"status": "ok"}),
            false,
        ),
        (
            "/healthz",
            299,
            "application/json",
            json!({"status": "ok"}),
            false,
        ),
        ("/nowhere", 200, "application/json", json!({}), false),
        (
            "/nowhere",
            404,
            "application/problem+json",
            problem.clone(),
            true,
        ),
        ("/nowhere", 404, "application/json", problem.clone(), false),
        (
            "/nowhere",
            404,
            "application/problem+json",
            json!({"status": 404}),
            false,
        ),
    ] {
        let request = Request::get(path);
        let headers = [("x-request-id", "x"), ("content-type", kind)]
            .into_iter()
            .fold(
                reqwest::header::HeaderMap::new(),
                |mut map, (name, value)| {
                    map.insert(name, value.parse().unwrap());
                    map
                },
            );
        let body = serde_json::to_vec(&body).unwrap();
        let exchange = Exchange {
            request: &request,
            status,
            headers: &headers,
            body: &body,
        };
        let checked =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| contract.check(&exchange)));
        assert_eq!(
            checked.is_ok(),
            fits,
            "{path} {status} {kind} {}",
            String::from_utf8_lossy(&body)
        );
    }
}
