use serde_json::json;

use super::Row;
use crate::progress::{EVENTS, event_id};
use crate::study::{body, opened, requirements};
use crate::support::{Request, TestApp};

/// An assignment of ward A: where its makers find it, and its one requirement.
fn running(app: &TestApp, kind: &str) -> (String, String) {
    app.wait(async {
        let asked = json!([{"kind": kind, "title": "Liên hệ bản thân"}]);
        let at = opened(app, body(app, asked)).await;
        let requirement = requirements(app, &at).await.remove(0);
        (at.trim_start_matches("/api/v1").to_owned(), requirement)
    })
}

fn member(app: &TestApp) -> String {
    format!("/api/v1/members/{}", app.person("member").public_id)
}

/// Whom the assignment asks: all but the cell of ward B.
const ASKED: [u16; 11] = [401, 200, 200, 200, 200, 404, 200, 200, 200, 200, 200];

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "list_my_assignments",
            request: |_| Request::get("/api/v1/me/assignments"),
            expect: [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
        },
        Row {
            operation: "get_my_assignment: of ward A",
            request: |app| Request::get(format!("/api/v1/me{}", running(app, "attend").0)),
            expect: ASKED,
        },
        Row {
            operation: "record_progress_events",
            request: |app| {
                let event = json!({"event_id": event_id(app), "edition_id": event_id(app), "kind": "opened", "at": "2026-11-23T01:00:00Z"});
                Request::post(EVENTS, json!({"events": [event]}))
            },
            expect: [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
        },
        Row {
            operation: "hand_in_reflection: for ward A",
            request: |app| {
                let path = format!(
                    "/api/v1/me/requirements/{}/reflections",
                    running(app, "reflection").1
                );
                Request::post(path, json!({"text": "Đã học."}))
            },
            expect: [401, 201, 201, 201, 201, 404, 201, 201, 201, 201, 201],
        },
        Row {
            operation: "get_member_assignment: of a member of cell A1",
            request: |app| Request::get(format!("{}{}", member(app), running(app, "attend").0)),
            expect: [401, 403, 200, 200, 403, 404, 403, 403, 403, 403, 403],
        },
        Row {
            operation: "record_study: for a member of cell A1",
            request: |app| {
                let requirement = running(app, "attend").1;
                let body =
                    json!({"requirement_id": requirement, "kind": "in_person", "reason": "Có mặt"});
                Request::post(format!("{}/study-records", member(app)), body)
            },
            expect: [401, 403, 201, 201, 403, 404, 403, 403, 403, 403, 403],
        },
    ]
}
