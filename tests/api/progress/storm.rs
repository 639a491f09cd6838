//! Whatever happens in whatever order, from many sides at once: the figures are those of counting anew.

use serde_json::json;

use super::{event, publish_next, record};
use crate::study::{assert_no_drift, body, draft, paper, requirements, settle, to_read};
use crate::support::{Request, TestApp, Written};

const PEOPLE: [&str; 8] = [
    "secretary",
    "deputy",
    "member",
    "newcomer",
    "colleague",
    "officer",
    "stranger",
    "outsider",
];
const CELLS: [&str; 3] = ["cell_a1", "cell_a2", "cell_b1"];
const STANDINGS: [&str; 4] = ["official", "probationary", "exempt", "temporarily_exempt"];

/// Numbers that are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn choose<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let place = self.roll(u64::try_from(of.len()).unwrap());
        &of[usize::try_from(place).unwrap()]
    }
}

/// What the storm blows through.
struct Scene {
    editions: Vec<String>,
    requirements: Vec<String>,
}

async fn scene(app: &TestApp) -> (Scene, Written) {
    let mut scene = Scene {
        editions: Vec::new(),
        requirements: Vec::new(),
    };
    let mut first = None;
    for (number, audience, ordered) in [
        (57, "ward_a", false),
        (58, "ward_a", true),
        (59, "city", false),
    ] {
        let written = paper()
            .with("symbol", json!(format!("{number}-NQ/TU")))
            .publish(app)
            .await;
        let mut assignment = body(
            app,
            json!([to_read(&written), {"kind": "attend", "title": "Hội nghị"}]),
        );
        assignment["ordered"] = json!(ordered);
        let at = if audience == "city" {
            assignment["audience"] = json!({"everyone": true});
            assignment["late_joiners"] = json!("days_after_joining");
            assignment["late_days"] = json!(5);
            let path = crate::study::assignments_of(app, "city");
            crate::study::at(&app.publisher().post(path, assignment).await)
        } else {
            crate::study::at(&draft(app, assignment).await)
        };
        let opening = Request::new("POST", format!("{at}/opening"));
        app.publisher().send(opening).await.assert(200);
        settle(app).await;
        scene.requirements.extend(requirements(app, &at).await);
        scene.editions.push(written.edition_id.clone());
        first.get_or_insert(written);
    }
    (scene, first.unwrap())
}

/// One thing that happens; a refusal is fine, a failure is not.
async fn blow(app: &TestApp, scene: &Scene, seed: u64) {
    let mut dice = Dice(seed);
    let person = *dice.choose(&PEOPLE);
    let who = app.person(person).public_id;
    let today = app.clock.now().day();
    let reply = match dice.roll(10) {
        0..=3 => {
            let kinds = ["opened", "section_shown", "position", "read", "read"];
            let events: Vec<_> = (0..=dice.roll(4))
                .map(|_| {
                    let edition = dice.choose(&scene.editions);
                    let kind = dice.choose(&kinds);
                    event(app, edition, kind, "2026-11-23T01:00:00Z")
                })
                .collect();
            let batch = json!({"events": events});
            app.actor(person)
                .post(super::EVENTS, &batch)
                .await
                .assert(200);
            app.actor(person).post(super::EVENTS, &batch).await
        }
        4 => {
            let to = app.unit(dice.choose::<&str>(&CELLS)).public_id;
            let body = json!({"to_unit_id": to, "effective_on": today});
            app.roster_officer()
                .post(format!("/api/v1/members/{who}/transfers"), body)
                .await
        }
        5 => {
            let standing = dice.choose(&STANDINGS);
            let body = json!({"standing": standing, "effective_on": today});
            app.roster_officer()
                .post(format!("/api/v1/members/{who}/standings"), body)
                .await
        }
        6 => {
            let kind = if dice.roll(2) == 0 {
                "excused"
            } else {
                "exempt"
            };
            let body = json!({"kind": kind, "reason": "Đi công tác", "from_on": "2026-11-01"});
            app.secretary()
                .post(format!("/api/v1/members/{who}/excuses"), body)
                .await
        }
        7 => {
            let list = app
                .secretary()
                .get(format!("/api/v1/members/{who}/excuses"))
                .await;
            match (list.status(), list.json()["items"][0]["excuse_id"].as_str()) {
                (200, Some(id)) => {
                    app.secretary()
                        .delete(format!("/api/v1/members/{who}/excuses/{id}"))
                        .await
                }
                _ => list,
            }
        }
        _ => {
            let requirement = dice.choose(&scene.requirements);
            let takes_back = dice.roll(3) == 0;
            let kind = if takes_back {
                "correction"
            } else {
                "in_person"
            };
            let body = json!({"requirement_id": requirement, "kind": kind, "met": !takes_back, "reason": "Học tại chi bộ"});
            record(app, "secretary", person, body).await
        }
    };
    assert!(reply.status() < 500, "{reply}");
}

on_both_engines!(a_storm_leaves_no_drift, |app| async move {
    let (scene, first) = scene(&app).await;
    for round in 0..6_u64 {
        // From many sides at once.
        let blows = (0..20).map(|turn| blow(&app, &scene, round * 1_000 + turn));
        futures_util::future::join_all(blows).await;
        if round == 2 {
            publish_next(&app, &first, "major").await;
        }
        assert_no_drift(&app).await;
    }
    settle(&app).await;
    assert_no_drift(&app).await;
    let merge = Request::post(
        format!("/api/v1/units/{}/merge", app.unit("cell_a2").public_id),
        json!({"into_id": app.unit("cell_a1").public_id, "effective_on": app.clock.now().day()}),
    );
    app.admin()
        .send(merge.header("if-match", "*"))
        .await
        .assert(200);
    settle(&app).await;
    assert_no_drift(&app).await;
});
