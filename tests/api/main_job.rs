//! The main job on real input, as the README's five minutes tell it: a thousand people from an Excel roster, a directive from
//! a Word file with its quiz from a GIFT file, published by a second person. FCM is asked for nine hundred phones, each once,
//! and for nobody else's; members read it, pass and fail; a nudge reaches exactly those missing; the figures of the cell, the
//! ward and the city are exactly right; and the directive is taken back. What FCM is given never says what it is about.

mod people;
mod readme;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::push::drills;
use crate::story::directive::{Answers, Directive, Sources};
use crate::story::round::{Round, read, take};
use crate::study::{assert_no_drift, bare};
use crate::support::fake_fcm::FakeFcm;
use crate::support::{Actor, Engine, Paper, START, TestApp};
use people::{Everybody, IN_WARD, Lot, Person, addresses, at_a_time};
use sotay::kernel::clock::Clock;

const GIFT: &str = include_str!("../data/main-job/cau-hoi.gift.txt");
const WORD_FILE: &[u8] = include_bytes!("../data/main-job/chi-thi.docx");
const SYMBOL: &str = "27-CT/TU";
const TITLE: &str = "Chỉ thị về nâng cao chất lượng học tập, quán triệt nghị quyết";
/// To whom it is addressed; the exempt are none of them.
const STANDINGS: [&str; 3] = ["official", "probationary", "temporarily_exempt"];

/// The server with FCM as its provider, over TLS and HTTP/2.
struct WithFcm;

impl WithFcm {
    async fn start(self, engine: Engine) -> Option<(TestApp, FakeFcm)> {
        let clock = Clock::fixed(START.parse().unwrap());
        let fcm = FakeFcm::start_at(clock.clone());
        let provider = drills::client(&fcm, &fcm.endpoint(), &clock);
        let builder = TestApp::builder().clock(clock).provider(provider);
        Some((builder.start(engine).await?, fcm))
    }
}

fn right() -> Answers {
    [
        (
            "single_choice",
            json!({"choice": "Đảng viên được miễn sinh hoạt"}),
        ),
        ("true_false", json!({"truth": false})),
        ("short_answer", json!({"text": "Truc  tiep"})),
        ("numeric", json!({"number": "3"})),
    ]
}

/// Two of four are right; three must be.
fn half_right() -> Answers {
    let [choice, truth, _, _] = right();
    [
        choice,
        truth,
        ("short_answer", json!({"text": "từ xa"})),
        ("numeric", json!({"number": "5"})),
    ]
}

/// The ward's people of these standings.
fn rules(app: &TestApp) -> Value {
    let ward = app.unit("ward_a").public_id;
    STANDINGS
        .iter()
        .map(|standing| json!({"unit_id": ward, "standing": standing}))
        .collect()
}

async fn directive(app: &TestApp) -> Directive {
    let mut paper = Paper::new(SYMBOL, TITLE)
        .with("kind", json!("chi_thi"))
        .with("urgency", json!("urgent"))
        .with("issued_on", json!("2026-09-15"));
    paper.audience = json!({"everyone": false, "rules": rules(app)});
    let sources = Sources {
        paper,
        file_name: "Chỉ thị 27.docx",
        word_file: WORD_FILE.to_vec(),
        sections: &["Học thật, đọc thật", "Tổ chức thực hiện"],
        gift: GIFT,
    };
    Directive::of(app, sources).await
}

/// The addresses that FCM was given since it had so many, each of which it must have been given once.
fn rung_since(fcm: &FakeFcm, before: usize) -> BTreeSet<String> {
    let rung = fcm.received().split_off(before);
    let addresses: BTreeSet<String> = rung.iter().map(|one| one.address.clone()).collect();
    assert_eq!(addresses.len(), rung.len(), "a phone was rung twice");
    addresses
}

/// The newest campaign of a kind, as the publisher sees it.
async fn campaign(app: &TestApp, kind: &str) -> Value {
    let reply = app.publisher().get("/api/v1/push/campaigns").await;
    let all = reply.assert(200).json()["items"]
        .as_array()
        .unwrap()
        .clone();
    let found = all.into_iter().find(|one| one["kind"] == kind);
    found.unwrap_or_else(|| panic!("no campaign {kind}"))
}

/// Members who were told, phones, phones that FCM has accepted: all there is of a campaign that is done.
#[track_caller]
fn assert_done(campaign: &Value, members: i64, phones: i64) {
    let expected = json!({"state": "done", "percent": 100.0, "members": members, "devices": phones,
        "accepted": phones, "waiting": 0, "failed": []});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(campaign[name], *value, "{name} of {campaign}");
    }
}

/// A member's inbox, newest first.
async fn inbox(actor: &Actor) -> Vec<Value> {
    let reply = actor.get("/api/v1/me/notifications").await;
    let items = reply.assert(200).json()["items"].clone();
    items.as_array().unwrap().clone()
}

async fn kinds(actor: &Actor) -> Vec<String> {
    let items = inbox(actor).await;
    let kind = |one: &Value| one["kind"].as_str().unwrap().to_owned();
    items.iter().map(kind).collect()
}

/// As the app does it: the notification leads to the paper, which is read to its end.
async fn comes_and_reads(app: &TestApp, actor: &Actor, directive: &Directive) {
    let told = inbox(actor).await;
    let told = told.iter().find(|one| one["kind"] == "edition_published");
    let told = told.unwrap();
    let id = told["notification_id"].as_str().unwrap();
    let opened = format!("/api/v1/me/notifications/{id}/opened");
    actor.send(bare("PUT", opened)).await.assert(200);
    let at = format!("/api/v1/library/{}", told["document_id"].as_str().unwrap());
    let paper = actor.get(at).await;
    assert!(paper.assert(200).text().contains("Nghiêm cấm học hộ"));
    read(app, actor, directive).await;
}

async fn passes(app: &TestApp, actor: &Actor, directive: &Directive) {
    comes_and_reads(app, actor, directive).await;
    assert!(take(actor, directive, &right()).await);
}

async fn fails(app: &TestApp, actor: &Actor, directive: &Directive) {
    comes_and_reads(app, actor, directive).await;
    assert!(!take(actor, directive, &half_right()).await);
}

/// Of the first cell sixteen pass and two fail, one only reads, two do nothing; so do those without the app. In every other
/// cell of the ward one passes, and in three of them one fails.
async fn studied(app: &TestApp, all: &Everybody, directive: &Directive) {
    let leaders = [app.secretary(), app.deputy()];
    let of_cell = (0..16).map(|place| all.phone(0, place));
    let elsewhere = (1..IN_WARD).map(|cell| all.phone(cell, 0));
    let passing = of_cell.chain(elsewhere).chain(&leaders);
    at_a_time(passing.map(|one| passes(app, one, directive))).await;
    let failing = [(0, 16), (0, 17), (1, 1), (2, 1), (3, 1)];
    let failing = failing.iter().map(|(cell, place)| all.phone(*cell, *place));
    at_a_time(failing.map(|one| fails(app, one, directive))).await;
    comes_and_reads(app, all.phone(0, 18), directive).await;
}

/// One has no account: the secretary says that she studied in the cell's meeting.
async fn in_person(app: &TestApp, round: &Round) {
    let newcomer = app.person("newcomer").public_id;
    for requirement in &round.requirements {
        let record = json!({"requirement_id": requirement, "kind": "in_person", "studied_on": "2026-11-22",
            "reason": "Học tại buổi sinh hoạt chi bộ"});
        let path = format!("/api/v1/members/{newcomer}/study-records");
        app.secretary().post(path, record).await.assert(201);
    }
}

/// The secretary's list must be these of the workbook and one who was there before.
async fn assert_missing(app: &TestApp, all: &Everybody, round: &Round, places: &[(usize, &str)]) {
    let of_workbook = places.iter().map(|(place, state)| {
        let person = all.person(0, *place);
        (person.full_name.clone(), (*state).to_owned())
    });
    let before = (
        app.person("member").full_name.to_owned(),
        "assigned".to_owned(),
    );
    let mut expected: Vec<(String, String)> = of_workbook.chain([before]).collect();
    let mut missing = round.missing(app).await;
    expected.sort();
    missing.sort();
    assert_eq!(missing, expected);
}

/// Nothing that FCM was given says who somebody is or what it is about.
fn assert_neutral(app: &TestApp, fcm: &FakeFcm, people: &[Person], more: &[&str]) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for body in fcm.bodies() {
        let message = &body["message"];
        let data = message["data"].as_object().unwrap();
        assert_eq!(data.keys().collect::<Vec<_>>(), ["nid"]);
        let mut text = body.to_string();
        for own in [&data["nid"], &message["token"]] {
            text = text.replace(own.as_str().unwrap(), "");
        }
        seen.insert(text);
    }
    // A directive, an assignment, a reminder, a recall.
    assert!((3..=4).contains(&seen.len()), "{seen:?}");
    let here = ["member", "secretary"].map(|name| app.person(name).full_name);
    let names = people.iter().map(|one| one.full_name.as_str());
    let cards = people.iter().map(|one| one.card_number.as_str());
    let secrets = names.chain(cards).chain(here).chain(more.iter().copied());
    for secret in secrets {
        assert!(
            seen.iter().all(|text| !text.contains(secret)),
            "{secret} in {seen:?}"
        );
    }
}

on_both_engines!(
    a_directive_comes_to_a_thousand_people_and_is_taken_back,
    WithFcm,
    |(app, fcm)| async move {
        // Of the ward there are 950, beside the eleven who were there; fifty are of the other one.
        let mut all = Everybody::taken_in(&app).await;
        all.get_phones(&app).await;
        let reachable = addresses(&all.people, |one| {
            matches!(one.lot, Lot::Usual | Lot::TemporarilyExempt)
        });
        assert_eq!(reachable.len(), 900);

        // Published: everybody it is for has it in his inbox, nine hundred of them hear of it, once.
        let directive = directive(&app).await;
        let queued = campaign(&app, "edition_published").await;
        assert_eq!((&queued["state"], fcm.count()), (&json!("queued"), 0));
        app.drain_pushes().await;
        assert_eq!(rung_since(&fcm, 0), reachable);
        assert_done(&campaign(&app, "edition_published").await, 941, 900);
        for (cell, place, told) in [
            (0, 0, true),        // signed in with the code that his secretary gave him
            (0, 21, true),       // exempt for a time
            (0, 23, true),       // no phone
            (0, 24, false),      // exempt
            (IN_WARD, 0, false), // the other ward
        ] {
            let expected: &[&str] = if told { &["edition_published"] } else { &[] };
            let found = kinds(all.phone(cell, place)).await;
            assert_eq!(found, expected, "cell {cell}, place {place}");
        }
        let asleep = all.phone(0, 22).get("/api/v1/me/notifications").await;
        asleep.assert(401);

        // Asked of those who are counted.
        let counted = addresses(&all.people, |one| one.lot == Lot::Usual);
        let round = Round::open_for(&app, &directive, rules(&app)).await;
        let before = fcm.count();
        app.drain_pushes().await;
        assert_eq!(rung_since(&fcm, before), counted);
        assert_done(&campaign(&app, "assignment_opened").await, 931, 890);
        let nobody_yet = [
            ([27, 0, 27, 0, 0, 1], "0,0 %"),
            ([931, 0, 931, 0, 0, 10], "0,0 %"),
            ([931, 0, 931, 0, 0, 10], "0,0 %"),
        ];
        round.assert_figures(&app, nobody_yet).await;

        // They read it, pass and fail.
        studied(&app, &all, &directive).await;
        in_person(&app, &round).await;
        let opened = campaign(&app, "edition_published").await;
        assert_eq!(opened["opened"], 61);
        let studied = [
            ([27, 19, 8, 0, 0, 1], "70,4 %"),
            ([931, 56, 875, 0, 0, 10], "6,0 %"),
            ([931, 56, 875, 0, 0, 10], "6,0 %"),
        ];
        round.assert_figures(&app, studied).await;
        let missing = [
            (16, "in_progress"),
            (17, "in_progress"),
            (18, "in_progress"),
            (19, "assigned"),
            (20, "assigned"),
            (22, "assigned"),
            (23, "assigned"),
        ];
        assert_missing(&app, &all, &round, &missing).await;

        // The secretary reminds them: eight are missing, five of them have the app.
        let before = fcm.count();
        let cell = app.unit("cell_a1").public_id;
        let path = format!("/api/v1/units/{cell}/assignments/{}/nudges", round.id);
        let nudge = app.secretary().send(bare("POST", path)).await;
        let expected = json!({"missing": 8, "reminded": 8, "left_out": 0});
        assert_eq!(nudge.assert(200).json(), expected);
        app.drain_pushes().await;
        let five = addresses(&all.people, |one| {
            one.cell == 0 && (16..=20).contains(&one.place)
        });
        assert_eq!(rung_since(&fcm, before), five);
        assert_done(&campaign(&app, "nudge").await, 8, 5);
        let reminded = ["nudge", "assignment_opened", "edition_published"];
        assert_eq!(kinds(all.phone(0, 23)).await, reminded, "no phone");
        assert_eq!(kinds(all.phone(0, 0)).await, reminded[1..], "has finished");
        assert_eq!(kinds(all.phone(1, 2)).await, reminded[1..], "another cell");

        // It helps: one who had failed passes, and one who had done nothing.
        assert!(take(all.phone(0, 16), &directive, &right()).await);
        passes(&app, all.phone(0, 19), &directive).await;
        let helped = [
            ([27, 21, 6, 0, 0, 1], "77,8 %"),
            ([931, 58, 873, 0, 0, 10], "6,2 %"),
            ([931, 58, 873, 0, 0, 10], "6,2 %"),
        ];
        round.assert_figures(&app, helped).await;
        let still = [missing[1], missing[2], missing[4], missing[5], missing[6]];
        assert_missing(&app, &all, &round, &still).await;

        // Taken back: all who were told hear of that, and nobody gets it any more.
        let before = fcm.count();
        directive.written.withdraw(&app).await.assert(200);
        app.drain_pushes().await;
        assert_eq!(rung_since(&fcm, before), reachable);
        let recall = campaign(&app, "document_withdrawn").await;
        assert_done(&recall, 941, 900);
        assert_eq!(recall["urgent"], true);
        assert_eq!(campaign(&app, "edition_published").await["recalled"], true);
        assert_taken_back(all.phone(0, 0), &directive).await;
        assert_taken_back(all.phone(37, 24), &directive).await;
        assert_eq!(kinds(all.phone(0, 24)).await, Vec::<String>::new());
        // What was done stays done.
        round.assert_figures(&app, helped).await;
        assert_no_drift(&app).await;

        assert_eq!(fcm.count(), 900 + 890 + 5 + 900);
        let ids = [
            &directive.written.document_id,
            &directive.written.edition_id,
            &directive.quiz_id,
            &round.id,
        ];
        let ids = ids.map(String::as_str);
        let words = [SYMBOL, "Chỉ thị", TITLE, "nghị quyết", "An Bình", "Chi bộ"];
        assert_neutral(&app, &fcm, &all.people, &[&ids[..], &words[..]].concat());
    }
);

/// The paper is nowhere, and the inbox says so without leading to it.
async fn assert_taken_back(actor: &Actor, directive: &Directive) {
    let told = inbox(actor).await;
    assert_eq!(told[0]["kind"], "document_withdrawn");
    let paper = told.iter().find(|one| one["kind"] == "edition_published");
    assert_eq!(paper.unwrap()["recalled"], true);
    assert!(told.iter().all(|one| one.get("document_id").is_none()));
    let at = format!("/api/v1/library/{}", directive.written.document_id);
    actor.get(at).await.assert_problem(404, "not_found");
    let found = actor.get("/api/v1/library/search?q=27%20ct").await;
    let found = found.assert(200).text();
    assert!(!found.contains(&directive.written.document_id), "{found}");
}
