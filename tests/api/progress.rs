//! What members do counts once, whoever sends it how often; figures follow whatever happens.

mod command;
mod corrections;
mod following;
mod joining;
mod storm;

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::{completion_counts, quizzes, report_snapshot_counts, report_snapshots};
use sotay::kernel::ids::PublicId;
use sotay::quizzes::ClosedAttempt;

use crate::study::{
    assert_no_drift, bare, body, enrolment, figures, opened, paper, requirements, settle, to_read,
    transfer,
};
use crate::support::{Actor, Reply, Request, TestApp, Written};

pub const EVENTS: &str = "/api/v1/me/progress-events";

/// An id as a phone makes it, always another one.
pub fn event_id(app: &TestApp) -> PublicId {
    PublicId::new(app.clock.now())
}

pub fn event(app: &TestApp, edition: &str, kind: &str, at: &str) -> Value {
    json!({"event_id": event_id(app), "edition_id": edition, "kind": kind, "at": at})
}

pub async fn send(actor: &Actor, events: &[Value]) -> Vec<String> {
    let reply = actor.post(EVENTS, json!({"events": events})).await;
    let results = reply.assert(200).json()["results"].clone();
    let outcome = |one: &Value| one["outcome"].as_str().unwrap().to_owned();
    results.as_array().unwrap().iter().map(outcome).collect()
}

/// "I have read it", now.
pub async fn read(app: &TestApp, person: &str, edition: &str) -> Vec<String> {
    let now = app.clock.now().to_string();
    let event = event(app, edition, "read", &now);
    send(&app.sign_in_again(person), &[event]).await
}

/// Somebody's only assignment as he sees it.
pub async fn mine(app: &TestApp, person: &str) -> Value {
    let reply = app
        .sign_in_again(person)
        .get("/api/v1/me/assignments")
        .await;
    reply.assert(200).json()["items"][0].clone()
}

async fn record(app: &TestApp, by: &str, person: &str, body: Value) -> Reply {
    let path = format!(
        "/api/v1/members/{}/study-records",
        app.person(person).public_id
    );
    app.sign_in_again(by).post(path, body).await
}

async fn reading(app: &TestApp) -> (Written, String) {
    let written = paper().publish(app).await;
    let at = opened(app, body(app, json!([to_read(&written)]))).await;
    (written, at)
}

on_both_engines!(a_member_sees_what_he_must_do, |app| async move {
    let (written, _) = reading(&app).await;
    let item = mine(&app, "member").await;
    assert_eq!(item["state"], "assigned");
    assert_eq!(
        item["rule"],
        "Hoàn thành đủ 1 yêu cầu; đúng hạn khi xong trong ngày 20/12/2026 trở về trước. Điều đã đọc, đã đạt trước khi được giao vẫn được tính."
    );
    let edition = &written.edition_id;
    let member = app.member();
    for (kind, at, state, step) in [
        ("opened", "2026-11-23T01:00:00Z", "opened", "opened"),
        (
            "section_shown",
            "2026-11-23T01:10:00Z",
            "in_progress",
            "in_progress",
        ),
        ("read", "2026-11-23T01:30:00Z", "completed", "read"),
        // A step back is none.
        ("opened", "2026-11-23T01:40:00Z", "completed", "read"),
    ] {
        let sent = [event(&app, edition, kind, at)];
        assert_eq!(send(&member, &sent).await, ["accepted"]);
        let item = mine(&app, "member").await;
        assert_eq!(item["state"], state, "{kind}");
        assert_eq!(item["requirements"][0]["step"], step, "{kind}");
    }
    let item = mine(&app, "member").await;
    assert_eq!(item["requirements"][0]["source"], "phone");
    let english = app
        .member()
        .request("GET", "/api/v1/me/assignments")
        .header("accept-language", "en")
        .send()
        .await;
    assert!(
        english.json()["items"][0]["rule"]
            .as_str()
            .unwrap()
            .starts_with("All 1 requirements")
    );
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);
    let stranger = app.stranger().get("/api/v1/me/assignments").await;
    assert_eq!(stranger.assert(200).json()["items"], json!([]));
    assert_no_drift(&app).await;
});

on_both_engines!(a_batch_is_judged_event_by_event, |app| async move {
    let (written, _) = reading(&app).await;
    let hidden = paper()
        .with("symbol", json!("60-NQ/TU"))
        .only_for(&app, "cell_b1")
        .publish(&app)
        .await;
    let read = event(&app, &written.edition_id, "read", "2026-11-23T01:00:00Z");
    let batch = [
        event(&app, &hidden.edition_id, "read", "2026-11-23T01:00:00Z"),
        event(
            &app,
            "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d99",
            "read",
            "2026-11-23T01:00:00Z",
        ),
        read.clone(),
        read.clone(),
    ];
    let member = app.member();
    assert_eq!(
        send(&member, &batch).await,
        ["not_found", "not_found", "accepted", "duplicate"]
    );
    assert_eq!(send(&member, &[read]).await, ["duplicate"]);
    assert_eq!(figures(&app, "cell_a1").await[5], 1);

    let one = event(&app, &written.edition_id, "opened", "2026-11-23T01:00:00Z");
    let reply = member
        .post(EVENTS, json!({"events": vec![one.clone(); 501]}))
        .await;
    assert_eq!(
        reply.assert(422).errors()[0],
        ("/events".to_owned(), "too_long".to_owned())
    );
    member
        .post(EVENTS, json!({"events": vec![one.clone(); 10_000]}))
        .await
        .assert(413);
    let mut outcomes = send(&member, &vec![one; 500]).await;
    assert_eq!(outcomes.remove(0), "accepted");
    assert!(outcomes.iter().all(|outcome| outcome == "duplicate"));
});

on_both_engines!(
    what_is_wrong_with_one_event_harms_no_other,
    |app| async move {
        let (written, _) = reading(&app).await;
        let at = "2026-11-23T01:00:00Z";
        let good = event(&app, &written.edition_id, "read", at);
        let bad = |member: &str, value: Value| {
            let mut event = event(&app, &written.edition_id, "position", at);
            event[member] = value;
            event
        };
        let batch = json!([
            bad("seconds", json!(86_401)),
            bad("kind", json!("skimmed")),
            bad("permille", json!(null)),
            bad("at", json!("gestern")),
            bad("event_id", json!("eins")),
            bad("mood", json!("good")),
            json!("read"),
            good,
        ]);
        let reply = app.member().post(EVENTS, json!({"events": batch})).await;
        let results = reply.assert(200).json()["results"].clone();
        let told: Vec<(&str, &str, &str)> = results
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let text = |value: &'static str| one["errors"][0][value].as_str();
                (
                    one["outcome"].as_str().unwrap(),
                    text("pointer").unwrap_or_default(),
                    text("code").unwrap_or_default(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("invalid", "/seconds", "out_of_range"),
                ("invalid", "/kind", "unknown_value"),
                ("invalid", "/permille", "wrong_type"),
                ("invalid", "/at", "wrong_type"),
                ("invalid", "/event_id", "wrong_type"),
                ("invalid", "/mood", "unknown_member"),
                ("invalid", "", "wrong_type"),
                ("accepted", "", ""),
            ]
        );
        assert!(results[4]["event_id"].is_null());
        assert_eq!(results[1]["event_id"], batch[1]["event_id"]);
        assert!(results[0]["errors"][0]["detail"].is_string());
        assert_eq!(figures(&app, "cell_a1").await[5], 1);
    }
);

on_both_engines!(
    the_same_batch_from_two_devices_at_once_counts_once,
    |app| async move {
        let (written, _) = reading(&app).await;
        let batch: Vec<Value> = ["opened", "position", "read"]
            .map(|kind| event(&app, &written.edition_id, kind, "2026-11-23T01:00:00Z"))
            .to_vec();
        let (phone, tablet) = (app.member(), app.member());
        let answers = futures_util::future::join_all(
            (0..8).map(|turn| send(if turn % 2 == 0 { &phone } else { &tablet }, &batch)),
        )
        .await;
        let accepted = answers
            .iter()
            .flatten()
            .filter(|outcome| *outcome == "accepted");
        assert_eq!(accepted.count(), batch.len());
        assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);
        assert_no_drift(&app).await;
    }
);

on_both_engines!(a_phone_is_believed_within_bounds, |app| async move {
    let (written, _) = reading(&app).await;
    let ahead = event(&app, &written.edition_id, "read", "2031-01-01T00:00:00Z");
    assert_eq!(send(&app.member(), &[ahead]).await, ["accepted"]);
    assert_eq!(
        mine(&app, "member").await["completed_at"],
        "2026-11-23T02:00:00.000Z"
    );
    // Before the paper was there nobody read it.
    let behind = event(&app, &written.edition_id, "read", "1999-01-01T00:00:00Z");
    assert_eq!(send(&app.deputy(), &[behind]).await, ["accepted"]);
    assert_eq!(
        mine(&app, "deputy").await["completed_at"],
        "2026-11-23T02:00:00.000Z"
    );
});

on_both_engines!(
    claimed_time_is_bounded_by_the_clock_on_the_wall,
    |app| async move {
        let (written, _) = reading(&app).await;
        let claim = |seconds: i64| {
            let mut event = event(
                &app,
                &written.edition_id,
                "position",
                "2026-11-23T02:00:00Z",
            );
            event["seconds"] = json!(seconds);
            event
        };
        let id = app.person("member").id;
        let credited = || async {
            use sotay::db::schema::requirement_results as results;
            let of = results::table
                .filter(results::member_id.eq(id))
                .select(results::seconds);
            app.state()
                .db
                .read(move |conn| Ok(of.first::<i32>(conn)?))
                .await
                .unwrap()
        };
        send(&app.member(), &[claim(600)]).await;
        assert_eq!(credited().await, 0, "nothing was known before");
        app.clock.advance(chrono::Duration::seconds(60));
        let claims = [claim(40), claim(40), claim(40)];
        send(&app.member(), &claims).await;
        assert_eq!(credited().await, 60);
        send(&app.member(), &claims).await;
        assert_eq!(credited().await, 60, "a repeat claims nothing");
    }
);

on_both_engines!(
    what_was_read_before_an_assignment_opens_counts,
    |app| async move {
        let written = paper().publish(&app).await;
        assert_eq!(
            read(&app, "member", &written.edition_id).await,
            ["accepted"]
        );
        opened(&app, body(&app, json!([to_read(&written)]))).await;
        assert_eq!(mine(&app, "member").await["state"], "completed");
        assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);
        assert_no_drift(&app).await;
    }
);

on_both_engines!(
    a_quiz_passed_before_an_assignment_opens_counts,
    |app| async move {
        use crate::quizzes::{quiz, start, submit};
        // There is one attempt: who has passed could not do it again.
        let quiz = quiz(&app, 2, json!({"attempt_limit": 1})).await;
        for (person, right) in [("member", 2), ("deputy", 0)] {
            let actor = app.actor(person);
            let begun = start(&actor, &quiz).await;
            submit(&actor, &begun, right).await.assert(200);
        }
        app.clock.advance(chrono::Duration::minutes(5));
        let asked = json!([{"kind": "pass_quiz", "quiz_id": quiz}]);
        opened(&app, body(&app, asked)).await;
        let item = mine(&app, "member").await;
        assert_eq!(item["state"], "completed");
        assert_eq!(item["completed_at"], "2026-11-23T02:00:00.000Z");
        assert_eq!(item["requirements"][0]["source"], "quiz");
        let rule = item["rule"].as_str().unwrap();
        assert!(
            rule.contains("đã đạt trước khi được giao vẫn được tính"),
            "{rule}"
        );
        assert_eq!(mine(&app, "deputy").await["state"], "assigned");
        assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);
        assert_no_drift(&app).await;
    }
);

on_both_engines!(late_is_late_and_overdue_is_no_end, |app| async move {
    let (written, _) = reading(&app).await;
    app.clock.advance(chrono::Duration::days(28));
    assert_eq!(mine(&app, "member").await["state"], "overdue");
    // Read in time, and told late: a phone without a network.
    let event = event(&app, &written.edition_id, "read", "2026-12-20T16:59:59Z");
    send(&app.sign_in_again("member"), &[event]).await;
    assert_eq!(mine(&app, "member").await["state"], "completed");
    read(&app, "deputy", &written.edition_id).await;
    assert_eq!(mine(&app, "deputy").await["state"], "completed_late");
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 2, 1]);
    assert_no_drift(&app).await;
});

on_both_engines!(
    nobody_says_weeks_later_that_he_had_read_in_time,
    |app| async move {
        let (written, _) = reading(&app).await;
        let in_time = "2026-12-20T16:00:00Z";
        for (person, days, state) in [("member", 34, "completed"), ("deputy", 2, "completed_late")]
        {
            app.clock.advance(chrono::Duration::days(days));
            let said = event(&app, &written.edition_id, "read", in_time);
            send(&app.sign_in_again(person), &[said]).await;
            assert_eq!(mine(&app, person).await["state"], state, "{person}");
        }
        assert_no_drift(&app).await;
    }
);

on_both_engines!(in_order_means_in_order, |app| async move {
    let written = paper().publish(&app).await;
    let mut assignment = body(
        &app,
        json!([{"kind": "reflection", "title": "Liên hệ bản thân"}, to_read(&written)]),
    );
    assignment["ordered"] = json!(true);
    let at = opened(&app, assignment).await;
    let asked = requirements(&app, &at).await;
    read(&app, "member", &written.edition_id).await;
    let item = mine(&app, "member").await;
    assert_eq!(item["requirements"][1]["met"], false);
    assert_eq!(
        item["requirements"][1]["done_at"],
        "2026-11-23T02:00:00.000Z"
    );
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 1, 0, 0]);
    app.clock.advance(chrono::Duration::minutes(5));
    let path = |id: &str| format!("/api/v1/me/requirements/{id}/reflections");
    let member = app.sign_in_again("member");
    member
        .post(path(&asked[1]), json!({"text": "Đã học."}))
        .await
        .assert_problem(409, "not_a_reflection");
    app.sign_in_again("stranger")
        .post(path(&asked[0]), json!({"text": "Đã học."}))
        .await
        .assert(404);
    member
        .post(path(&asked[0]), json!({"text": " "}))
        .await
        .assert(422);
    member
        .post(path(&asked[0]), json!({"text": "Đã học."}))
        .await
        .assert(201);
    let item = mine(&app, "member").await;
    assert_eq!(item["state"], "completed");
    assert_eq!(
        item["requirements"][1]["met_at"],
        "2026-11-23T02:05:00.000Z"
    );
    let view = member
        .get(format!("/api/v1/me{}", at.trim_start_matches("/api/v1")))
        .await;
    assert_eq!(view.assert(200).json()["reflections"][0]["text"], "Đã học.");
    assert_no_drift(&app).await;
});

on_both_engines!(a_secretary_records_for_his_own_cell, |app| async move {
    let (written, at) = reading(&app).await;
    let requirement = requirements(&app, &at).await.remove(0);
    let in_person = |on: &str| json!({"requirement_id": requirement, "kind": "in_person", "studied_on": on, "reason": "Học tại chi bộ"});
    record(&app, "secretary", "colleague", in_person("2026-11-22"))
        .await
        .assert(404);
    record(&app, "stranger", "member", in_person("2026-11-22"))
        .await
        .assert(404);
    record(&app, "officer", "member", in_person("2026-11-22"))
        .await
        .assert(403);
    let reply = record(&app, "secretary", "newcomer", in_person("2026-11-24")).await;
    assert_eq!(reply.assert(422).errors()[0].1, "in_future");
    let reply = record(&app, "secretary", "newcomer", in_person("2026-11-23")).await;
    let view = reply.assert(201).json();
    assert_eq!(
        view["recorded_by"],
        app.person("secretary").public_id.to_string()
    );
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);

    let take_back = json!({"requirement_id": requirement, "kind": "correction", "met": false, "reason": "Ghi nhầm người"});
    let wrong =
        json!({"requirement_id": requirement, "kind": "in_person", "met": false, "reason": "x"});
    let reply = record(&app, "secretary", "newcomer", wrong).await;
    assert_eq!(
        reply.assert(422).errors()[0].1,
        "only_corrections_take_back"
    );
    record(&app, "deputy", "newcomer", take_back)
        .await
        .assert(201);
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 1, 0, 0]);
    // The member and his secretary read the whole history; so it is no silent withdrawal.
    let path = format!(
        "/api/v1/members/{}{}",
        app.person("newcomer").public_id,
        at.trim_start_matches("/api/v1")
    );
    let view = app.secretary().get(&path).await.assert(200).json();
    assert_eq!(view["records"][0]["reason"], "Ghi nhầm người");
    assert_eq!(view["records"][1]["kind"], "in_person");
    // What was wrongly recorded had never been finished before more was asked.
    assert!(view["assignment"]["completed_before"].is_null());
    app.officer().get(&path).await.assert(403);
    assert_eq!(
        read(&app, "newcomer", &written.edition_id).await,
        ["accepted"]
    );
    assert_eq!(mine(&app, "newcomer").await["state"], "completed");
    let own = app
        .actor("newcomer")
        .get(format!("/api/v1/me{}", at.trim_start_matches("/api/v1")))
        .await;
    assert_eq!(own.json()["records"].as_array().unwrap().len(), 2);

    app.publisher()
        .send(bare("POST", format!("{at}/closing")))
        .await
        .assert(200);
    record(&app, "secretary", "member", in_person("2026-11-22"))
        .await
        .assert_problem(409, "assignment_not_running");
    assert_no_drift(&app).await;
});

on_both_engines!(figures_follow_people, |app| async move {
    let (written, _) = reading(&app).await;
    read(&app, "member", &written.edition_id).await;
    read(&app, "colleague", &written.edition_id).await;
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);
    transfer(&app, "member", "cell_a2").await.assert(201);
    assert_eq!(figures(&app, "cell_a1").await, [3, 0, 0, 0, 0, 0, 0]);
    assert_eq!(figures(&app, "cell_a2").await, [8, 0, 0, 0, 0, 2, 0]);
    // Out of the ward, and back: what he had finished is his.
    transfer(&app, "member", "cell_b1").await.assert(201);
    assert_eq!(figures(&app, "cell_a2").await, [7, 0, 0, 0, 0, 1, 0]);
    assert_eq!(figures(&app, "cell_b1").await, [0; 7]);
    transfer(&app, "member", "cell_a1").await.assert(201);
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);

    let standings = format!(
        "/api/v1/members/{}/standings",
        app.person("deputy").public_id
    );
    let officer = app.roster_officer();
    let standing = |of: &str| json!({"standing": of, "effective_on": "2026-11-23"});
    officer
        .post(&standings, standing("exempt"))
        .await
        .assert(201);
    assert_eq!(figures(&app, "cell_a1").await, [3, 0, 1, 0, 0, 1, 0]);
    officer
        .post(&standings, standing("deceased"))
        .await
        .assert(201);
    assert_eq!(figures(&app, "cell_a1").await, [3, 0, 0, 0, 0, 1, 0]);

    // The cell is merged into the other.
    let merge = Request::post(
        format!("/api/v1/units/{}/merge", app.unit("cell_a1").public_id),
        json!({"into_id": app.unit("cell_a2").public_id, "effective_on": "2026-11-23"}),
    );
    app.admin()
        .send(merge.header("if-match", "*"))
        .await
        .assert(200);
    settle(&app).await;
    assert_eq!(figures(&app, "cell_a1").await, [0; 7]);
    assert_eq!(figures(&app, "cell_a2").await, [10, 0, 0, 0, 0, 2, 0]);
    assert_no_drift(&app).await;
});

on_both_engines!(
    a_unit_that_moves_takes_its_members_along,
    |app| async move {
        reading(&app).await;
        let to = |parent: &str| {
            let body =
                json!({"parent_id": app.unit(parent).public_id, "effective_on": "2026-11-23"});
            let path = format!("/api/v1/units/{}/move", app.unit("cell_a1").public_id);
            Request::post(path, body).header("if-match", "*")
        };
        app.admin().send(to("ward_b")).await.assert(200);
        settle(&app).await;
        assert_eq!(figures(&app, "cell_a1").await, [0; 7]);
        assert_eq!(enrolment(&app, "member").await.unwrap().1, "left");
        app.admin().send(to("ward_a")).await.assert(200);
        settle(&app).await;
        assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 0, 0]);
        assert_no_drift(&app).await;
    }
);

pub async fn publish_next(app: &TestApp, of: &Written, change: &str) -> Written {
    let next = of.next(app, change).await;
    next.approve(app).await;
    next.act(&app.publisher(), "publication", json!({}))
        .await
        .assert(200);
    next
}

on_both_engines!(
    a_major_edition_asks_again_a_minor_one_does_not,
    |app| async move {
        let (written, at) = reading(&app).await;
        read(&app, "member", &written.edition_id).await;
        let minor = publish_next(&app, &written, "minor").await;
        settle(&app).await;
        assert_eq!(mine(&app, "member").await["state"], "completed");
        // The minor one is as good.
        assert_eq!(read(&app, "deputy", &minor.edition_id).await, ["accepted"]);
        assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 2, 0]);

        let major = publish_next(&app, &minor, "major").await;
        assert_no_drift(&app).await;
        settle(&app).await;
        assert_no_drift(&app).await;
        assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 2, 0, 0]);
        let item = mine(&app, "member").await;
        assert_eq!(item["state"], "in_progress");
        assert_eq!(item["completed_before"], "2026-11-23T02:00:00.000Z");
        assert_eq!(item["requirements"][0]["replaced"], true);
        assert_eq!(item["requirements"][0]["met"], true);
        assert_eq!(item["requirements"][1]["met"], false);
        read(&app, "deputy", &written.edition_id).await;
        assert_eq!(mine(&app, "deputy").await["state"], "in_progress");
        read(&app, "member", &major.edition_id).await;
        assert_eq!(mine(&app, "member").await["state"], "completed");
        assert_eq!(requirements(&app, &at).await.len(), 2);
        assert_no_drift(&app).await;
    }
);

on_both_engines!(
    a_major_edition_asks_again_while_a_part_of_the_tree_has_time,
    |app| async move {
        let written = paper().publish(&app).await;
        let mut assignment = body(&app, json!([to_read(&written)]));
        assignment["deadlines"] =
            json!([{"unit_id": app.unit("cell_a1").public_id, "due_on": "2026-12-27"}]);
        let at = opened(&app, assignment).await;
        // The common deadline is over, the cell's own is not.
        app.clock.advance(chrono::Duration::days(29));
        let next = publish_next(&app, &written, "major").await;
        settle(&app).await;
        assert_eq!(requirements(&app, &at).await.len(), 2);
        app.clock.advance(chrono::Duration::days(7));
        publish_next(&app, &next, "major").await;
        settle(&app).await;
        assert_eq!(requirements(&app, &at).await.len(), 2, "nobody has time");
        assert_no_drift(&app).await;
    }
);

on_both_engines!(a_passed_quiz_counts_and_stays, |app| async move {
    let at = opened(
        &app,
        body(&app, json!([{"kind": "attend", "title": "Hội nghị"}])),
    )
    .await;
    let requirement: PublicId = requirements(&app, &at).await[0].parse().unwrap();
    let quiz_id = with_quiz(&app, requirement).await;
    let close = |passed: bool, regraded: bool| {
        let system = app.state().system("test");
        let attempt = ClosedAttempt {
            attempt_id: 1,
            member_id: app.person("member").id,
            quiz_id,
            passed,
            points: 0,
            max_points: 1,
            closed_at: app.clock.now(),
            regraded,
        };
        let state = app.state();
        async move {
            state
                .db
                .write(move |conn| sotay::progress::attempt_closed(conn, &system, &attempt))
                .await
                .unwrap();
        }
    };
    close(false, false).await;
    assert_eq!(mine(&app, "member").await["state"], "in_progress");
    close(true, false).await;
    assert_eq!(
        mine(&app, "member").await["requirements"][0]["source"],
        "quiz"
    );
    close(false, true).await;
    assert_eq!(mine(&app, "member").await["state"], "completed");
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);
    assert_no_drift(&app).await;
});

/// Makes the requirement one to pass a quiz.
async fn with_quiz(app: &TestApp, requirement: PublicId) -> i64 {
    use sotay::db::schema::assignment_requirements as asked;
    let (now, owner) = (app.clock.now(), app.unit("city").id);
    app.state()
        .db
        .write(move |conn| {
            let audience: i64 = sotay::db::schema::audiences::table
                .select(sotay::db::schema::audiences::id)
                .first(conn)?;
            let quiz: i64 = diesel::insert_into(quizzes::table)
                .values((
                    quizzes::public_id.eq(PublicId::new(now)),
                    quizzes::owner_unit_id.eq(owner),
                    quizzes::audience_id.eq(audience),
                    quizzes::title.eq("Trắc nghiệm"),
                    quizzes::state.eq("published"),
                    quizzes::shuffle_questions.eq(false),
                    quizzes::shuffle_choices.eq(false),
                    quizzes::pass_permille.eq(500),
                    quizzes::counts.eq("best"),
                    quizzes::review.eq("after"),
                    quizzes::created_at.eq(now),
                    quizzes::updated_at.eq(now),
                ))
                .returning(quizzes::id)
                .get_result(conn)?;
            diesel::update(asked::table.filter(asked::public_id.eq(requirement)))
                .set((asked::kind.eq("pass_quiz"), asked::quiz_id.eq(Some(quiz))))
                .execute(conn)?;
            Ok(quiz)
        })
        .await
        .unwrap()
}

/// Counted and met of the whole, by row key of the cell, as kept at the only deadline.
async fn frozen(app: &TestApp) -> Vec<(i64, i64, i64)> {
    app.state()
        .db
        .read(|conn| {
            Ok(report_snapshot_counts::table
                .inner_join(
                    report_snapshots::table
                        .on(report_snapshots::id.eq(report_snapshot_counts::snapshot_id)),
                )
                .filter(report_snapshot_counts::requirement_id.eq(0))
                .order(report_snapshot_counts::cell_id)
                .select((
                    report_snapshot_counts::cell_id,
                    report_snapshot_counts::counted,
                    report_snapshot_counts::met,
                ))
                .load(conn)?)
        })
        .await
        .unwrap()
}

on_both_engines!(
    a_deadline_that_passed_while_nobody_looked_is_frozen_as_it_was,
    |app| async move {
        let (written, _) = reading(&app).await;
        read(&app, "member", &written.edition_id).await;
        app.clock.advance(chrono::Duration::days(27));
        // An hour before the deadline, and an hour after it: the server stands still in between.
        app.clock.advance(chrono::Duration::hours(14));
        read(&app, "deputy", &written.edition_id).await;
        app.clock.advance(chrono::Duration::hours(2));
        read(&app, "secretary", &written.edition_id).await;
        let (a1, a2) = (app.unit("cell_a1").id, app.unit("cell_a2").id);
        settle(&app).await;
        assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 3, 1]);
        assert_eq!(frozen(&app).await, [(a1, 4, 2), (a2, 7, 0)]);
        // As far as it cannot be known any more it says when it was taken.
        let db = app.state().db.clone();
        let taken = db.read(|conn| {
            Ok(report_snapshots::table
                .select((report_snapshots::taken_at, report_snapshots::due_at))
                .load::<(
                    sotay::kernel::instant::Instant,
                    Option<sotay::kernel::instant::Instant>,
                )>(conn)?)
        });
        let taken = taken.await.unwrap();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].0, app.clock.now());
        assert!(taken[0].1.unwrap() < taken[0].0);
    }
);

on_both_engines!(a_deadline_freezes_the_figures, |app| async move {
    let (written, _) = reading(&app).await;
    read(&app, "member", &written.edition_id).await;
    settle(&app).await;
    assert_eq!(frozen(&app).await, []);
    app.clock.advance(chrono::Duration::days(28));
    settle(&app).await;
    let (a1, a2) = (app.unit("cell_a1").id, app.unit("cell_a2").id);
    let kept = [(a1, 4, 1), (a2, 7, 0)];
    assert_eq!(frozen(&app).await, kept);
    transfer(&app, "member", "cell_a2").await.assert(201);
    read(&app, "deputy", &written.edition_id).await;
    settle(&app).await;
    assert_eq!(frozen(&app).await, kept);
    assert_eq!(figures(&app, "cell_a1").await, [3, 0, 0, 0, 0, 1, 1]);
});

on_both_engines!(drift_is_found_and_put_right, |app| async move {
    reading(&app).await;
    let cell = app.unit("cell_a1").id;
    app.state()
        .db
        .write(move |conn| {
            let row = completion_counts::table.filter(completion_counts::cell_id.eq(cell));
            diesel::update(row)
                .set(completion_counts::met.eq(3))
                .execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
    let system = app.state().system("test");
    let wrong = |repair: bool| {
        let (system, state) = (system.clone(), app.state());
        async move {
            let of: i64 = state
                .db
                .read(|conn| {
                    use sotay::db::schema::assignments;
                    Ok(assignments::table.select(assignments::id).first(conn)?)
                })
                .await
                .unwrap();
            let count = move |conn: &mut sotay::db::Conn| {
                Ok(sotay::progress::verify_counters(conn, &system, of, repair)?.wrong)
            };
            state.db.write(count).await.unwrap()
        }
    };
    assert_eq!(wrong(true).await, 2, "the whole and its requirement");
    assert_eq!(wrong(false).await, 0);
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 0, 0]);
});

on_both_engines!(
    raw_events_are_forgotten_what_was_read_is_not,
    |app| async move {
        let (written, _) = reading(&app).await;
        read(&app, "member", &written.edition_id).await;
        let forget = || async {
            let system = app.state().system("test");
            let forget =
                move |conn: &mut sotay::db::Conn| sotay::progress::forget_events(conn, &system);
            app.state().db.write(forget).await.unwrap()
        };
        app.clock.advance(chrono::Duration::days(29));
        assert_eq!(forget().await, 0);
        app.clock.advance(chrono::Duration::days(2));
        assert_eq!(forget().await, 1);
        assert_eq!(mine(&app, "member").await["state"], "completed");
        // Another assignment still knows.
        let mut again = body(&app, json!([to_read(&written)]));
        again["due_on"] = json!("2027-03-01");
        opened(&app, again).await;
        assert_eq!(figures(&app, "cell_a1").await[5], 2);
    }
);
