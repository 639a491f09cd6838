//! Assignments: who drafts and opens them, what is refused, whom they enrol and until when.

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::Conn;
use sotay::db::schema::{completion_counts, enrolments};
use sotay::kernel::instant::Instant;

use crate::support::{Paper, Reply, Request, TestApp, Written};

/// Runs what the server does by itself, to its end.
pub async fn settle(app: &TestApp) {
    sotay::progress::look_after(&app.state())
        .await
        .expect("upkeep");
}

pub fn paper() -> Paper {
    Paper::new(
        "57-NQ/TU",
        "Nghị quyết về chuyển đổi số trong công tác đảng",
    )
}

/// What an assignment of ward A says, with these requirements; the deadline is the end of 20 December 2026.
pub fn body(app: &TestApp, requirements: Value) -> Value {
    json!({
        "title": "Học tập Nghị quyết 57-NQ/TU",
        "audience": {"everyone": false, "rules": [{"unit_id": app.unit("ward_a").public_id}]},
        "late_joiners": "same_due", "due_on": "2026-12-20", "requirements": requirements
    })
}

pub fn to_read(written: &Written) -> Value {
    json!({"kind": "read_edition", "edition_id": written.edition_id})
}

pub async fn draft(app: &TestApp, assignment: Value) -> Reply {
    app.publisher()
        .post(assignments_of(app, "ward_a"), assignment)
        .await
}

/// Where assignments of a unit are drafted.
pub fn assignments_of(app: &TestApp, unit: &str) -> String {
    format!("/api/v1/units/{}/assignments", app.unit(unit).public_id)
}

/// An assignment, by its id.
pub fn at(reply: &Reply) -> String {
    let id = reply.assert(201).json()["assignment_id"].clone();
    format!("/api/v1/assignments/{}", id.as_str().unwrap())
}

pub fn bare(method: &str, path: String) -> Request {
    Request::new(method, path)
}

/// Drafted and opened, with everybody enrolled; answers where it is.
pub async fn opened(app: &TestApp, assignment: Value) -> String {
    let at = at(&draft(app, assignment).await);
    app.publisher()
        .send(bare("POST", format!("{at}/opening")))
        .await
        .assert(200);
    settle(app).await;
    at
}

/// The requirements of an assignment, by id, in their order.
pub async fn requirements(app: &TestApp, at: &str) -> Vec<String> {
    let reply = app.publisher().get(at).await;
    let view = reply.assert(200).json();
    let list = view["requirements"].as_array().unwrap();
    list.iter()
        .map(|one| one["requirement_id"].as_str().unwrap().to_owned())
        .collect()
}

/// Counted, excused, exempt, opened, in progress, met, met late of the whole, in a cell and over all assignments.
pub async fn figures(app: &TestApp, cell: &str) -> [i64; 7] {
    let cell = app.unit(cell).id;
    let rows: Vec<(i64, i64, i64, i64, i64, i64, i64)> = app
        .state()
        .db
        .read(move |conn| {
            Ok(completion_counts::table
                .filter(completion_counts::requirement_id.eq(0))
                .filter(completion_counts::cell_id.eq(cell))
                .select((
                    completion_counts::counted,
                    completion_counts::excused,
                    completion_counts::exempt,
                    completion_counts::opened,
                    completion_counts::in_progress,
                    completion_counts::met,
                    completion_counts::met_late,
                ))
                .load(conn)?)
        })
        .await
        .unwrap();
    let mut sum = [0; 7];
    for (a, b, c, d, e, f, g) in rows {
        for (sum, one) in sum.iter_mut().zip([a, b, c, d, e, f, g]) {
            *sum += one;
        }
    }
    sum
}

/// Due date and place in the figures of somebody's only enrolment.
pub async fn enrolment(app: &TestApp, person: &str) -> Option<(Instant, String)> {
    let id = app.person(person).id;
    app.state()
        .db
        .read(move |conn| {
            Ok(enrolments::table
                .filter(enrolments::member_id.eq(id))
                .select((enrolments::due_at, enrolments::counted))
                .first(conn)
                .optional()?)
        })
        .await
        .unwrap()
}

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

/// Counts everything anew: no figure and no state may differ.
pub async fn assert_no_drift(app: &TestApp) {
    let system = app.state().system("test");
    let lists = system.clone();
    let list = move |conn: &mut Conn| sotay::progress::assignments_to_verify(conn, &lists);
    let (mut wrong, mut looked_at) = (0, 0);
    for assignment in app.state().db.read(list).await.unwrap() {
        let (counts, looks) = (system.clone(), system.clone());
        let count = move |conn: &mut Conn| {
            sotay::progress::verify_counters(conn, &counts, assignment.0, false)
        };
        let drift = app.state().db.write(count).await.unwrap();
        let look =
            move |conn: &mut Conn| sotay::progress::wrong_states(conn, &looks, assignment, 0);
        let (states, _) = app.state().db.write(look).await.unwrap();
        let seeks = system.clone();
        let seek = move |conn: &mut Conn| {
            sotay::progress::missing_enrolments(conn, &seeks, assignment.0, 0, false)
        };
        let (missing, _) = app.state().db.write(seek).await.unwrap();
        wrong += drift.wrong + states + missing;
        looked_at += drift.figures;
    }
    assert_eq!(wrong, 0, "of {looked_at} figures");
    assert!(looked_at > 0, "nothing was looked at");
}

on_both_engines!(
    an_opening_enrols_whom_the_audience_admits,
    |app| async move {
        let written = paper().publish(&app).await;
        let drafted = draft(&app, body(&app, json!([to_read(&written)]))).await;
        let at = at(&drafted);
        assert_eq!(drafted.json()["state"], "draft");
        assert_eq!(drafted.json()["due_at"], "2026-12-20T17:00:00.000Z");
        assert_eq!(enrolment(&app, "member").await, None);
        let reply = app
            .publisher()
            .send(bare("POST", format!("{at}/opening")))
            .await;
        assert_eq!(reply.assert(200).json()["state"], "opening");
        assert_eq!(reply.json()["percent"], 0);
        settle(&app).await;
        let reply = app.publisher().get(&at).await;
        assert_eq!(reply.json()["state"], "open");
        assert_eq!(reply.json()["percent"], Value::Null);

        assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 0, 0]);
        assert_eq!(figures(&app, "cell_a2").await, [7, 0, 0, 0, 0, 0, 0]);
        assert_eq!(figures(&app, "cell_b1").await, [0; 7]);
        // He left the Party: his record stands in the ward, and he is nowhere.
        assert_eq!(enrolment(&app, "departed").await, None);
        assert_no_drift(&app).await;
    }
);

on_both_engines!(standing_decides_the_denominator, |app| async move {
    let mut assignment = body(&app, json!([{"kind": "attend", "title": "Hội nghị"}]));
    assignment["audience"] = json!({"everyone": true, "rules": []});
    let path = assignments_of(&app, "city");
    let at = at(&app.publisher().post(path, assignment).await);
    app.publisher()
        .send(bare("POST", format!("{at}/opening")))
        .await
        .assert(200);
    settle(&app).await;
    // The stranger is counted, the outsider is exempt.
    assert_eq!(figures(&app, "cell_b1").await, [1, 0, 1, 0, 0, 0, 0]);
});

on_both_engines!(what_cannot_be_is_refused, |app| async move {
    let written = paper().publish(&app).await;
    let draft_only = paper().with("symbol", json!("58-NQ/TU")).write(&app).await;
    let narrow = paper()
        .with("symbol", json!("59-NQ/TU"))
        .only_for(&app, "cell_a1")
        .publish(&app)
        .await;
    let good = body(&app, json!([to_read(&written)]));
    let changed = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed[name] = value;
        changed
    };
    let cell_b1 = app.unit("cell_b1").public_id;
    let table = [
        (
            changed("due_on", json!("2026-11-22")),
            "/due_on",
            "due_before_opening",
        ),
        (
            changed("due_at", json!("2026-12-20T17:00:00Z")),
            "/due_on",
            "due_missing",
        ),
        (
            changed("audience", json!({"everyone": false, "rules": []})),
            "/audience/rules",
            "audience_of_nobody",
        ),
        (
            changed("audience", json!({"everyone": true})),
            "/audience",
            "audience_outside_owner",
        ),
        (
            changed(
                "audience",
                json!({"everyone": false, "rules": [{"unit_id": cell_b1}]}),
            ),
            "/audience",
            "audience_outside_owner",
        ),
        (
            changed("requirements", json!([])),
            "/requirements",
            "too_short",
        ),
        (
            changed("requirements", json!([{"kind": "reflection"}])),
            "/requirements/0/title",
            "required",
        ),
        (
            changed(
                "requirements",
                json!([{"kind": "attend", "title": "x", "edition_id": written.edition_id}]),
            ),
            "/requirements/0/edition_id",
            "out_of_place",
        ),
        (
            changed(
                "requirements",
                json!([to_read(&written), to_read(&written)]),
            ),
            "/requirements/1/kind",
            "repeated",
        ),
        (
            changed("requirements", json!([to_read(&draft_only)])),
            "/requirements/0/edition_id",
            "edition_not_current",
        ),
        (
            changed("requirements", json!([to_read(&narrow)])),
            "/requirements/0/edition_id",
            "audience_cannot_read",
        ),
        (
            changed(
                "requirements",
                json!([{"kind": "pass_quiz", "quiz_id": written.edition_id}]),
            ),
            "/requirements/0/quiz_id",
            "quiz_unknown",
        ),
        (
            changed("late_joiners", json!("days_after_joining")),
            "/late_days",
            "late_days_unfit",
        ),
        (
            changed("late_days", json!(3)),
            "/late_days",
            "late_days_unfit",
        ),
        (changed("title", json!(" \u{200b} ")), "/title", "blank"),
        (
            changed(
                "deadlines",
                json!([{"unit_id": app.unit("ward_a").public_id}]),
            ),
            "/deadlines/0/due_on",
            "due_missing",
        ),
    ];
    for (assignment, pointer, code) in table {
        let reply = draft(&app, assignment.clone()).await;
        assert_eq!(
            reply.assert(422).errors()[0],
            (pointer.to_owned(), code.to_owned()),
            "{assignment}"
        );
    }
    // The cell's own secretary stays within his cell.
    let reply = app
        .secretary()
        .post(assignments_of(&app, "cell_a1"), good)
        .await;
    assert_eq!(reply.assert(422).errors()[0].1, "audience_outside_owner");
});

on_both_engines!(
    an_opening_leaves_time_for_every_part_of_the_tree,
    |app| async move {
        let mut assignment = body(&app, json!([{"kind": "attend", "title": "Hội nghị"}]));
        assignment["deadlines"] =
            json!([{"unit_id": app.unit("cell_a1").public_id, "due_on": "2026-11-25"}]);
        let at = at(&draft(&app, assignment).await);
        app.clock.advance(chrono::Duration::days(3));
        // The common deadline lies ahead; that of the cell does not.
        app.sign_in_again("publisher")
            .send(bare("POST", format!("{at}/opening")))
            .await
            .assert_problem(409, "due_passed");
        assert_eq!(enrolment(&app, "member").await, None);
    }
);

on_both_engines!(
    an_opening_asks_again_whether_all_is_there,
    |app| async move {
        let written = paper().publish(&app).await;
        let at = at(&draft(&app, body(&app, json!([to_read(&written)]))).await);
        written.withdraw(&app).await.assert(200);
        let opening = || bare("POST", format!("{at}/opening"));
        app.publisher()
            .send(opening())
            .await
            .assert_problem(409, "edition_unfit");
        app.clock.advance(chrono::Duration::days(60));
        app.publisher()
            .send(opening())
            .await
            .assert_problem(409, "due_passed");
    }
);

on_both_engines!(what_is_scheduled_opens_by_itself, |app| async move {
    let written = paper().publish(&app).await;
    let mut assignment = body(&app, json!([to_read(&written)]));
    assignment["opens_at"] = json!("2026-12-01T01:00:00Z");
    let at = at(&draft(&app, assignment).await);
    let reply = app
        .publisher()
        .send(bare("POST", format!("{at}/opening")))
        .await;
    assert_eq!(reply.assert(200).json()["state"], "scheduled");
    settle(&app).await;
    assert_eq!(enrolment(&app, "member").await, None);
    app.clock.advance(chrono::Duration::days(9));
    settle(&app).await;
    let reply = app.sign_in_again("publisher").get(&at).await;
    assert_eq!(reply.assert(200).json()["state"], "open");
    assert!(enrolment(&app, "member").await.is_some());
});

on_both_engines!(once_it_runs_deadlines_only_move_on, |app| async move {
    let written = paper().publish(&app).await;
    let assignment = body(&app, json!([to_read(&written)]));
    let at = opened(&app, assignment.clone()).await;
    let opens_at = app.publisher().get(&at).await.json()["opens_at"].clone();
    let put = |name: &'static str, value: Value| {
        let mut changed = assignment.clone();
        changed["opens_at"] = opens_at.clone();
        changed[name] = value;
        Request::put(&at, changed)
    };
    let publisher = app.publisher();
    publisher
        .send(put("title", json!("Đợt 1")))
        .await
        .assert(428);
    let stale = put("title", json!("Đợt 1")).header("if-match", "\"r1\"");
    publisher.send(stale).await.assert_problem(412, "stale");
    for (name, value, code) in [
        ("due_on", json!("2026-12-19"), "due_moved_earlier"),
        ("ordered", json!(true), "assignment_runs"),
        (
            "requirements",
            json!([{"kind": "attend", "title": "Hội nghị"}]),
            "assignment_runs",
        ),
    ] {
        let request = put(name, value).header("if-match", "*");
        publisher.send(request).await.assert_problem(409, code);
    }
    let etag = publisher.get(&at).await.etag();
    let later = put("due_on", json!("2026-12-31")).header("if-match", etag);
    let reply = publisher.send(later).await;
    assert_eq!(
        reply.assert(200).json()["due_at"],
        "2026-12-31T17:00:00.000Z"
    );
    settle(&app).await;
    let (due, _) = enrolment(&app, "member").await.unwrap();
    assert_eq!(due, instant("2026-12-31T17:00:00Z"));

    publisher
        .send(bare("POST", format!("{at}/closing")))
        .await
        .assert(200);
    let closed = put("title", json!("Đợt 1")).header("if-match", "*");
    publisher
        .send(closed)
        .await
        .assert_problem(409, "wrong_assignment_state");
    for step in ["opening", "closing", "cancellation"] {
        let request = bare("POST", format!("{at}/{step}"));
        publisher
            .send(request)
            .await
            .assert_problem(409, "wrong_assignment_state");
    }
});

on_both_engines!(the_nearest_deadline_decides, |app| async move {
    let mut assignment = body(&app, json!([{"kind": "attend", "title": "Hội nghị"}]));
    assignment["deadlines"] = json!([
        {"unit_id": app.unit("ward_a").public_id, "due_on": "2026-12-10"},
        {"unit_id": app.unit("cell_a1").public_id, "due_at": "2026-12-05T05:00:00Z"}
    ]);
    let at = opened(&app, assignment).await;
    assert_eq!(
        enrolment(&app, "member").await.unwrap().0,
        instant("2026-12-05T05:00:00Z")
    );
    assert_eq!(
        enrolment(&app, "colleague").await.unwrap().0,
        instant("2026-12-10T17:00:00Z")
    );
    let view = app.publisher().get(&at).await.json();
    assert_eq!(view["deadlines"][1]["unit_name"], app.unit("cell_a1").name);
});

/// Moves somebody to a cell, today.
pub async fn transfer(app: &TestApp, person: &str, to: &str) -> Reply {
    let path = format!("/api/v1/members/{}/transfers", app.person(person).public_id);
    let today = app.clock.now().day();
    let body = json!({"to_unit_id": app.unit(to).public_id, "effective_on": today});
    app.sign_in_again("roster_officer").post(path, body).await
}

on_both_engines!(the_rule_for_late_joiners_holds, |app| async move {
    let mut assignment = body(&app, json!([{"kind": "attend", "title": "Hội nghị"}]));
    assignment["late_joiners"] = json!("days_after_joining");
    assignment["late_days"] = json!(30);
    opened(&app, assignment).await;
    app.clock.advance(chrono::Duration::days(1));
    transfer(&app, "stranger", "cell_a1").await.assert(201);
    // 24 November and thirty days.
    assert_eq!(
        enrolment(&app, "stranger").await,
        Some((instant("2026-12-24T17:00:00Z"), "counted".to_owned()))
    );
    // He is not a day late for having come at the very end.
    app.clock.advance(chrono::Duration::days(40));
    transfer(&app, "outsider", "cell_a1").await.assert(201);
    assert_eq!(
        enrolment(&app, "outsider").await,
        Some((instant("2027-02-02T17:00:00Z"), "exempt".to_owned()))
    );
    assert_no_drift(&app).await;
});

on_both_engines!(
    who_joins_after_the_common_deadline_is_not_counted,
    |app| async move {
        opened(
            &app,
            body(&app, json!([{"kind": "attend", "title": "Hội nghị"}])),
        )
        .await;
        transfer(&app, "stranger", "cell_a1").await.assert(201);
        assert_eq!(enrolment(&app, "stranger").await.unwrap().1, "counted");
        app.clock.advance(chrono::Duration::days(40));
        transfer(&app, "outsider", "cell_a2").await.assert(201);
        assert_eq!(enrolment(&app, "outsider").await, None);
        // Away and back again after the deadline: he stays out, but is not late.
        transfer(&app, "member", "cell_b1").await.assert(201);
        assert_eq!(enrolment(&app, "member").await.unwrap().1, "left");
        app.clock.advance(chrono::Duration::days(1));
        transfer(&app, "member", "cell_a1").await.assert(201);
        assert_eq!(enrolment(&app, "member").await.unwrap().1, "left");
        assert_no_drift(&app).await;
    }
);

on_both_engines!(an_excuse_covers_the_last_day, |app| async move {
    opened(
        &app,
        body(&app, json!([{"kind": "attend", "title": "Hội nghị"}])),
    )
    .await;
    let path = format!("/api/v1/members/{}/excuses", app.person("member").public_id);
    let excuse = |from: &str, to: &str| json!({"kind": "excused", "reason": "Điều trị nội trú", "from_on": from, "to_on": to});
    let secretary = app.secretary();
    let reply = secretary
        .post(&path, excuse("2026-12-20", "2026-12-01"))
        .await;
    assert_eq!(reply.assert(422).errors()[0].1, "ends_before_it_begins");
    secretary
        .post(&path, excuse("2026-11-20", "2026-12-19"))
        .await
        .assert(201);
    assert_eq!(enrolment(&app, "member").await.unwrap().1, "counted");
    let reply = secretary
        .post(&path, excuse("2026-12-20", "2026-12-31"))
        .await;
    let at = reply.assert(201).header("location").unwrap().to_owned();
    assert_eq!(enrolment(&app, "member").await.unwrap().1, "excused");
    assert_eq!(figures(&app, "cell_a1").await, [3, 1, 0, 0, 0, 0, 0]);
    // The member reads why; his view of himself is no matter for the log.
    let list = app.member().get(&path).await;
    assert_eq!(
        list.assert(200).json()["items"][0]["reason"],
        "Điều trị nội trú"
    );
    secretary.delete(&at).await.assert(204);
    secretary
        .delete(&at)
        .await
        .assert_problem(409, "excuse_ended");
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 0, 0]);
    assert_no_drift(&app).await;
});

on_both_engines!(an_audience_by_office_follows_offices, |app| async move {
    let mut assignment = body(
        &app,
        json!([{"kind": "attend", "title": "Tập huấn bí thư"}]),
    );
    assignment["audience"] = json!({"everyone": false, "rules": [{"unit_id": app.unit("ward_a").public_id, "role": "cell_secretary"}]});
    opened(&app, assignment).await;
    assert_eq!(figures(&app, "cell_a1").await[0], 1);
    let roles = format!(
        "/api/v1/members/{}/roles",
        app.person("colleague").public_id
    );
    let role = json!({"role": "cell_secretary", "unit_id": app.unit("cell_a2").public_id, "from_on": "2026-11-25"});
    app.admin().post(&roles, role).await.assert(201);
    assert_eq!(
        enrolment(&app, "colleague").await,
        None,
        "not yet his office"
    );
    app.clock.advance(chrono::Duration::days(3));
    settle(&app).await;
    assert_eq!(enrolment(&app, "colleague").await.unwrap().1, "counted");
    assert_no_drift(&app).await;
});
