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
    assert_eq!(reply.json(), json!({"status": "ready", "mail": "off"}));
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
    const HEALTHY: &str = r#"{"status": "ok"}"#;
    const PROBLEM: &str = r#"{
        "type": "urn:sotay:problem:not_found", "title": "Not Found", "status": 404, "detail": "Không tìm thấy.",
        "code": "not_found", "instance": "urn:sotay:request:x"
    }"#;
    const JSON: &str = "application/json";
    const FAILED: &str = "application/problem+json";
    for (path, status, kind, body, fits) in [
        ("/healthz", 200, JSON, HEALTHY, true),
        ("/healthz", 200, JSON, r#"{"status": 1}"#, false),
        ("/healthz", 200, JSON, "{}", false),
        ("/healthz", 200, JSON, "", false),
        ("/healthz", 200, "text/plain", HEALTHY, false),
        ("/healthz", 299, JSON, HEALTHY, false),
        ("/nowhere", 200, JSON, HEALTHY, false),
        ("/nowhere", 404, FAILED, PROBLEM, true),
        ("/nowhere", 404, JSON, PROBLEM, false),
        ("/nowhere", 404, FAILED, HEALTHY, false),
        ("/healthz", 404, FAILED, PROBLEM, false),
    ] {
        let request = Request::get(path)
            .header("x-request-id", "x")
            .header("content-type", kind);
        let exchange = Exchange {
            request: &request,
            status,
            headers: &request.headers,
            body: body.as_bytes(),
        };
        let checked = Contract::get().verify(&exchange);
        assert_eq!(
            checked.is_ok(),
            fits,
            "{path} {status} {kind} {body}: {checked:?}"
        );
    }
}
