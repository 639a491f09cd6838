use chrono::Duration;
use serde_json::{Value, json};

use super::{inbox, kinds, paper, phones};
use crate::progress::read;
use crate::study::{bare, body, opened, settle, to_read, transfer};
use crate::support::{Reply, Request, TestApp};

/// An assignment of ward A that is open, its announcement told and forgotten; where it is, and the edition it asks for.
async fn running(app: &TestApp) -> (String, String) {
    let written = paper().publish(app).await;
    let at = opened(app, body(app, json!([to_read(&written)]))).await;
    app.drain_pushes().await;
    app.phones().rung();
    (at, written.edition_id)
}

fn nudges(app: &TestApp, at: &str, unit: &str) -> String {
    let assignment = at.rsplit('/').next().unwrap();
    let unit = app.unit(unit).public_id;
    format!("/api/v1/units/{unit}/assignments/{assignment}/nudges")
}

async fn nudge(app: &TestApp, by: &str, at: &str, unit: &str) -> Reply {
    let request = bare("POST", nudges(app, at, unit));
    app.actor(by).send(request).await
}

async fn remind(app: &TestApp) -> usize {
    let begun = sotay::push::remind(&app.state()).await.unwrap();
    app.drain_pushes().await;
    begun
}

/// How often somebody was reminded.
async fn reminded(app: &TestApp, person: &str) -> usize {
    let told = inbox(app, person).await;
    told.iter().filter(|one| one["class"] == "reminder").count()
}

on_both_engines!(
    a_nudge_reaches_exactly_those_missing_in_ones_own_cell,
    |app| async move {
        phones(&app, &["member", "deputy", "secretary", "colleague"]).await;
        let (at, edition) = running(&app).await;
        read(&app, "deputy", &edition).await;
        let cell = app.unit("cell_a1").public_id;
        let id = at.rsplit('/').next().unwrap();
        let path = format!("/api/v1/units/{cell}/reports/{id}/missing");
        let missing = app.secretary().get(path).await.assert(200).json();
        let missing = missing["items"].as_array().unwrap().len();

        let reply = nudge(&app, "secretary", &at, "cell_a1").await;
        let answer = reply.assert(200).json();
        assert_eq!(
            answer,
            json!({"missing": missing, "reminded": missing, "left_out": 0})
        );
        // In the inbox at once, before any worker.
        assert_eq!(kinds(&app, "member").await[0], "nudge");
        app.drain_pushes().await;
        let rung = app.phones().rung();
        let addresses: Vec<&str> = rung.iter().map(|one| one.address.as_str()).collect();
        assert_eq!(addresses, ["member", "secretary"]);
        assert!(rung.iter().all(|one| one.class == "reminder"));
        assert_eq!(reminded(&app, "deputy").await, 0, "has finished");
        assert_eq!(reminded(&app, "colleague").await, 0, "of another cell");
    }
);

on_both_engines!(one_nudges_ones_own_cell_and_what_runs, |app| async move {
    let (at, _) = running(&app).await;
    for (by, unit, status) in [
        ("secretary", "cell_a1", 200),
        ("deputy", "cell_a1", 200),
        ("secretary", "ward_a", 403),
        ("secretary", "cell_b1", 404),
        ("stranger", "cell_a1", 404),
        ("stranger", "cell_b1", 404),
        ("member", "cell_a1", 403),
        ("officer", "cell_a1", 403),
    ] {
        nudge(&app, by, &at, unit).await.assert(status);
        app.clock.advance(Duration::hours(4));
    }
    let close = bare("POST", format!("{at}/closing"));
    app.publisher().send(close).await.assert(200);
    nudge(&app, "secretary", &at, "cell_a1")
        .await
        .assert_problem(409, "assignment_over");
});

on_both_engines!(nobody_gets_more_than_three_nudges_a_day, |app| async move {
    let (at, _) = running(&app).await;
    let mut answers = Vec::new();
    // From nine in the morning to nine in the evening in Vietnam.
    for _ in 0..4 {
        let reply = nudge(&app, "secretary", &at, "cell_a1").await;
        answers.push(reply.assert(200).json()["reminded"].as_u64().unwrap());
        app.clock.advance(Duration::hours(4));
    }
    assert_eq!(answers[..3], [answers[0]; 3]);
    assert_eq!(answers[3], 0);
    assert_eq!(reminded(&app, "member").await, 3);
    // A day ends in Vietnam: it is one in the night there.
    let reply = nudge(&app, "secretary", &at, "cell_a1").await;
    assert_eq!(reply.assert(200).json()["reminded"], answers[0]);
});

on_both_engines!(
    between_two_nudges_of_a_cell_are_some_hours,
    |app| async move {
        let (at, _) = running(&app).await;
        nudge(&app, "secretary", &at, "cell_a1").await.assert(200);
        app.clock.advance(Duration::minutes(239));
        // Whoever of the cell's secretaries asks.
        let refused = nudge(&app, "deputy", &at, "cell_a1").await;
        refused.assert_problem(409, "nudged_lately");
        let says = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(says.contains("13:00 ngày 23/11/2026"), "{says}");
        assert_eq!(reminded(&app, "member").await, 1);
        // Another cell's secretary, and another assignment, are not concerned.
        let written = paper().with("symbol", json!("8-NQ/TU")).publish(&app).await;
        let other = opened(&app, body(&app, json!([to_read(&written)]))).await;
        nudge(&app, "deputy", &other, "cell_a1").await.assert(200);
        app.clock.advance(Duration::minutes(1));
        nudge(&app, "deputy", &at, "cell_a1").await.assert(200);
        assert_eq!(reminded(&app, "member").await, 3);
    }
);

on_both_engines!(
    nudges_do_not_use_up_the_reminder_of_the_deadline,
    |app| async move {
        phones(&app, &["member"]).await;
        let (at, _) = running(&app).await;
        // Half past seven in the morning, three days before the deadline.
        app.clock
            .advance(Duration::days(23) + Duration::minutes(22 * 60 + 30));
        for _ in 0..3 {
            nudge(&app, "secretary", &at, "cell_a1").await.assert(200);
            app.clock.advance(Duration::hours(4));
        }
        app.drain_pushes().await;
        app.phones().rung();
        assert_eq!(remind(&app).await, 1);
        assert_eq!(kinds(&app, "member").await[0], "deadline_near");
        assert_eq!(app.phones().addresses(), ["member"]);
    }
);

on_both_engines!(
    every_deadline_is_in_the_inbox_and_three_of_a_day_ring,
    |app| async move {
        phones(&app, &["member"]).await;
        for number in 1..=5 {
            let symbol = json!(format!("{number}-NQ/TU"));
            let written = paper().with("symbol", symbol).publish(&app).await;
            opened(&app, body(&app, json!([to_read(&written)]))).await;
        }
        app.drain_pushes().await;
        app.phones().rung();
        app.clock.advance(Duration::days(24));
        assert_eq!(remind(&app).await, 5);
        assert_eq!(reminded(&app, "member").await, 5);
        assert_eq!(app.phones().addresses(), ["member"; 3]);
    }
);

on_both_engines!(
    who_finishes_in_the_evening_is_not_rung_in_the_morning,
    |app| async move {
        phones(&app, &["member", "secretary"]).await;
        let (at, edition) = running(&app).await;
        app.clock.advance(Duration::hours(13));
        nudge(&app, "secretary", &at, "cell_a1").await.assert(200);
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), Vec::<String>::new());
        read(&app, "member", &edition).await;
        app.clock.advance(Duration::minutes(8 * 60 + 30));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["secretary"]);
        assert_eq!(reminded(&app, "member").await, 1, "it stays in the inbox");
    }
);

on_both_engines!(
    who_comes_into_an_assignment_later_is_told_of_it_once,
    |app| async move {
        phones(&app, &["stranger", "member"]).await;
        running(&app).await;
        // Long after the others' messages were worth sending.
        app.clock.advance(Duration::days(10));
        transfer(&app, "stranger", "cell_a1").await.assert(201);
        assert_eq!(kinds(&app, "stranger").await[0], "assignment_opened");
        app.drain_pushes().await;
        let rung = app.phones().rung();
        assert_eq!(rung.len(), 1);
        assert_eq!(
            (rung[0].address.as_str(), rung[0].class.as_str()),
            ("stranger", "assignment")
        );
        let before = inbox(&app, "stranger").await.len();
        for cell in ["cell_b1", "cell_a1", "cell_a2"] {
            app.clock.advance(Duration::days(1));
            transfer(&app, "stranger", cell).await.assert(201);
            app.drain_pushes().await;
        }
        assert_eq!(inbox(&app, "stranger").await.len(), before);
        assert_eq!(app.phones().addresses(), Vec::<String>::new());
    }
);

on_both_engines!(
    who_comes_before_the_others_were_told_is_told_with_them,
    |app| async move {
        phones(&app, &["stranger"]).await;
        let written = paper().publish(&app).await;
        app.drain_pushes().await;
        app.phones().rung();
        opened(&app, body(&app, json!([to_read(&written)]))).await;
        transfer(&app, "stranger", "cell_a1").await.assert(201);
        app.drain_pushes().await;
        assert_eq!(kinds(&app, "stranger").await[0], "assignment_opened");
        assert_eq!(app.phones().addresses(), ["stranger"]);
    }
);

on_both_engines!(
    a_cell_that_moves_in_is_told_of_what_runs_there,
    |app| async move {
        phones(&app, &["stranger"]).await;
        running(&app).await;
        let cell = format!("/api/v1/units/{}", app.unit("cell_b1").public_id);
        let etag = app.admin().get(&cell).await.assert(200).etag();
        let body = json!({"parent_id": app.unit("ward_a").public_id, "effective_on": app.clock.now().day()});
        let moving = Request::post(format!("{cell}/move"), body).header("if-match", &etag);
        app.admin().send(moving).await.assert(200);
        settle(&app).await;
        app.drain_pushes().await;
        assert_eq!(kinds(&app, "stranger").await[0], "assignment_opened");
        assert_eq!(app.phones().addresses(), ["stranger"]);
        settle(&app).await;
        assert_eq!(app.drain_pushes().await, 0);
    }
);

on_both_engines!(a_repeated_nudge_is_one, |app| async move {
    let (at, _) = running(&app).await;
    let request = || bare("POST", nudges(&app, &at, "cell_a1")).header("idempotency-key", "once");
    let first = app.secretary().send(request()).await.assert(200).json();
    let again = app.secretary().send(request()).await.assert(200).json();
    assert_eq!(first, again);
    assert_eq!(reminded(&app, "member").await, 1);
});

on_both_engines!(
    deadlines_are_reminded_of_three_days_and_one_day_ahead,
    |app| async move {
        phones(&app, &["member", "deputy"]).await;
        // The deadline is the end of 20 December; it is 23 November.
        let (_, edition) = running(&app).await;
        read(&app, "deputy", &edition).await;
        assert_eq!(remind(&app).await, 0);
        let mut seen: Vec<(String, usize)> = Vec::new();
        for _ in 0..28 {
            app.clock.advance(Duration::days(1));
            if remind(&app).await > 0 {
                let day = app.clock.now().day().to_string();
                seen.push((day, app.phones().addresses().len()));
            }
            assert_eq!(remind(&app).await, 0, "the same reminder twice");
        }
        assert_eq!(
            seen,
            [("2026-12-17".to_owned(), 1), ("2026-12-19".to_owned(), 1)]
        );
        assert_eq!(reminded(&app, "member").await, 2);
        assert_eq!(reminded(&app, "deputy").await, 0, "has finished");
    }
);

on_both_engines!(
    a_server_that_stood_still_sends_only_the_nearest_reminder,
    |app| async move {
        running(&app).await;
        app.clock.advance(Duration::days(26));
        assert_eq!(remind(&app).await, 1);
        assert_eq!(reminded(&app, "member").await, 1);
    }
);

/// The nudge that the table of who may do what asks for.
pub fn nudge_of(app: &TestApp) -> Request {
    let (at, _): (String, Value) = app.wait(async {
        let (at, edition) = running(app).await;
        (at, json!(edition))
    });
    bare("POST", nudges(app, &at, "cell_a1"))
}
