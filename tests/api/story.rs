//! The whole story, on one server and through the API alone: a cell comes in as an Excel roster, a directive as a Word file
//! with its quiz from a GIFT file, both are asked of a ward, thirty comrades study, and the figures of the cell, the ward
//! and the city are exactly right, also after two of them have moved away.

pub mod directive;
pub mod people;
pub mod round;

use serde_json::{Value, json};

use crate::reports::told;
use crate::study::{assert_no_drift, settle};
use crate::support::{Actor, TestApp};
use directive::{Directive, mostly_wrong};
use people::{Comrade, imported};
use round::{Round, named, passes, read, take};

/// What a secretary does for those who cannot do it themselves.
async fn by_secretary(app: &TestApp, of: &str, what: &str, body: Value) {
    let path = format!("/api/v1/members/{of}/{what}");
    app.secretary().post(path, body).await.assert(201);
}

async fn moves(app: &TestApp, who: &Comrade, to: &str) {
    let body = json!({"to_unit_id": app.unit(to).public_id, "effective_on": app.clock.now().day()});
    let path = format!("/api/v1/members/{}/transfers", who.member_id);
    let officer = app.sign_in_again("roster_officer");
    officer.post(path, body).await.assert(201);
}

on_both_engines!(a_ward_studies_a_directive, |app| async move {
    // Four of the cell were there; twenty-six come in. One of them is exempt by the roster, one will be excused.
    let comrades = imported(&app).await;
    let [
        _exempt,
        excused,
        first_failing,
        second_failing,
        passing @ ..,
    ] = &comrades[..]
    else {
        panic!("{} comrades", comrades.len());
    };
    let directive = Directive::publish(&app).await;
    let round = Round::open(&app, &directive).await;
    round
        .assert_figures(
            &app,
            [
                ([29, 0, 29, 0, 0, 1], "0,0 %"),
                ([36, 0, 36, 0, 0, 1], "0,0 %"),
                ([36, 0, 36, 0, 0, 1], "0,0 %"),
            ],
        )
        .await;

    let away = json!({"kind": "excused", "reason": "Điều trị nội trú", "from_on": "2026-11-20"});
    by_secretary(&app, &excused.member_id, "excuses", away).await;
    // Twenty-four read it and pass, from many phones at once; two fail.
    let mut phones: Vec<Actor> = Vec::new();
    for comrade in passing {
        phones.push(comrade.signed_in(&app).await);
    }
    phones.extend([app.secretary(), app.deputy()]);
    assert_eq!(phones.len(), 24);
    futures_util::future::join_all(phones.iter().map(|one| passes(&app, one, &directive))).await;
    for failing in [first_failing, second_failing] {
        let phone = failing.signed_in(&app).await;
        read(&app, &phone, &directive).await;
        assert!(!take(&phone, &directive, &mostly_wrong()).await);
    }
    // One has no phone: he studied in the cell's meeting.
    let newcomer = app.person("newcomer").public_id.to_string();
    for requirement in &round.requirements {
        let record = json!({"requirement_id": requirement, "kind": "in_person", "studied_on": "2026-11-22",
            "reason": "Học tại buổi sinh hoạt chi bộ"});
        by_secretary(&app, &newcomer, "study-records", record).await;
    }
    let before_deadline = [
        ([28, 25, 3, 0, 1, 1], "89,3 %"),
        ([35, 25, 10, 0, 1, 1], "71,4 %"),
        ([35, 25, 10, 0, 1, 1], "71,4 %"),
    ];
    round.assert_figures(&app, before_deadline).await;
    let (an, bao, cuc) = (
        ("Nguyễn Văn An", "assigned"),
        ("Trần Thị Bảo", "in_progress"),
        ("Lê Văn Cúc", "in_progress"),
    );
    assert_eq!(round.missing(&app).await, named(&[an, bao, cuc]));
    let screen = round.report(&app, "secretary", "cell_a1", "/cell").await;
    let under = |place: usize| told(&screen["requirements"][place]["figures"]).0;
    assert_eq!(under(0), [28, 27, 1, 0, 1, 1], "has read it");
    assert_eq!(under(1), [28, 25, 3, 0, 1, 1], "has passed the quiz");

    // The last day is over: the figures are frozen; one finishes late.
    app.clock.advance(chrono::Duration::days(28));
    settle(&app).await;
    passes(&app, &app.member(), &directive).await;
    let after_deadline = [
        ([28, 26, 2, 1, 1, 1], "92,9 %"),
        ([35, 26, 9, 1, 1, 1], "74,3 %"),
        ([35, 26, 9, 1, 1, 1], "74,3 %"),
    ];
    round.assert_figures(&app, after_deadline).await;
    assert_eq!(round.missing(&app).await, named(&[bao, cuc]));

    // One who has passed moves within the ward, one who has not leaves it.
    moves(&app, &passing[0], "cell_a2").await;
    moves(&app, first_failing, "cell_b1").await;
    let after_moves = [
        ([26, 25, 1, 1, 1, 1], "96,2 %"),
        ([34, 26, 8, 1, 1, 1], "76,5 %"),
        ([34, 26, 8, 1, 1, 1], "76,5 %"),
    ];
    round.assert_figures(&app, after_moves).await;
    let other_cell = round.figures(&app, "officer", "cell_a2").await;
    assert_eq!(other_cell, (vec![8, 1, 7, 0, 0, 0], "12,5 %".to_owned()));
    assert_eq!(round.missing(&app).await, named(&[cuc]));

    // What was frozen is as it was before all that.
    let frozen = round.report(&app, "officer", "ward_a", "/snapshots").await;
    let snapshot = frozen["items"][0]["snapshot_id"].as_str().unwrap();
    for (unit, (numbers, _)) in ["cell_a1", "ward_a", "city"]
        .into_iter()
        .zip(before_deadline)
    {
        let query = format!("?snapshot_id={snapshot}");
        let report = round.report(&app, "publisher", unit, &query).await;
        assert_eq!(told(&report["figures"]).0, numbers, "{unit}");
    }
    assert_no_drift(&app).await;
});
