//! What a secretary has put right stands, whatever is graded again.

use serde_json::{Value, json};

use super::{mine, reading, record};
use crate::quizzes::{bank, choice, drawing, keys, published, start, submit, write};
use crate::study::{assert_no_drift, body, figures, opened, requirements, settle};
use crate::support::TestApp;

/// The state of the member's assignment, and how it is known.
async fn stand(app: &TestApp) -> (Value, Value) {
    let item = mine(app, "member").await;
    (
        item["state"].clone(),
        item["requirements"][0]["source"].clone(),
    )
}

on_both_engines!(
    a_correction_outlives_what_is_graded_again,
    |app| async move {
        let bank = bank(&app).await;
        let question = write(&app, &bank, choice("Câu 1?")).await;
        let quiz = published(&app, drawing(&bank, 1)).await;
        let at = opened(
            &app,
            body(&app, json!([{"kind": "pass_quiz", "quiz_id": quiz}])),
        )
        .await;
        let begun = start(&app.member(), &quiz).await;
        submit(&app.member(), &begun, 1).await.assert(200);
        assert_eq!(stand(&app).await, (json!("completed"), json!("quiz")));
        app.clock.advance(chrono::Duration::minutes(1));
        let requirement = requirements(&app, &at).await.remove(0);
        let taken_back = json!({"requirement_id": requirement, "kind": "correction", "met": false, "reason": "Làm hộ"});
        record(&app, "secretary", "member", taken_back)
            .await
            .assert(201);
        let corrected = (json!("in_progress"), json!("correction"));
        assert_eq!(stand(&app).await, corrected);
        // The key is corrected, and once more: the points of the attempt change, and its pass is kept.
        for right in [1, 0] {
            keys::correct(&app, &question, right).await;
            app.drain_jobs().await;
            settle(&app).await;
            assert_eq!(stand(&app).await, corrected);
            assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 1, 0, 0]);
        }
        // Who takes it anew has passed it.
        app.clock.advance(chrono::Duration::minutes(1));
        let again = start(&app.member(), &quiz).await;
        submit(&app.member(), &again, 1).await.assert(200);
        assert_eq!(stand(&app).await, (json!("completed"), json!("quiz")));
        assert_no_drift(&app).await;
    }
);

/// A secretary of the unit above, as there is one over a grassroots organisation with cells below it.
async fn appointed_above(app: &TestApp, person: &str) {
    let (person, unit) = (app.person(person).id, app.unit("ward_a").id);
    let (system, today) = (app.state().system("test"), app.clock.now().day());
    let appoint = move |conn: &mut sotay::db::Conn| {
        let role = sotay::auth::Role::CellSecretary;
        sotay::members::grant_role(conn, &system, person, role, unit, today, None)?;
        Ok(())
    };
    app.state().db.write(appoint).await.unwrap();
}

on_both_engines!(
    a_secretary_above_the_cells_does_not_record_in_them,
    |app| async move {
        let (_, at) = reading(&app).await;
        let requirement = requirements(&app, &at).await.remove(0);
        appointed_above(&app, "colleague").await;
        let body =
            json!({"requirement_id": requirement, "kind": "in_person", "reason": "Học tại chi bộ"});
        record(&app, "colleague", "member", body.clone())
            .await
            .assert(403);
        let above = app.sign_in_again("colleague");
        let of_member = format!("/api/v1/members/{}", app.person("member").public_id);
        let shown = format!("{of_member}{}", at.trim_start_matches("/api/v1"));
        above.get(&shown).await.assert(403);
        let excuses = format!("{of_member}/excuses");
        above.get(&excuses).await.assert(403);
        let excuse = json!({"kind": "excused", "reason": "Ốm", "from_on": "2026-11-23"});
        above.post(&excuses, excuse.clone()).await.assert(403);
        // The cell's own secretary does.
        record(&app, "secretary", "member", body).await.assert(201);
        let own = app.sign_in_again("secretary");
        own.get(&shown).await.assert(200);
        own.post(&excuses, excuse).await.assert(201);
    }
);

on_both_engines!(
    a_secretary_records_for_the_groups_of_his_cell,
    |app| async move {
        let (_, at) = reading(&app).await;
        let requirement = requirements(&app, &at).await.remove(0);
        let body =
            json!({"requirement_id": requirement, "kind": "in_person", "reason": "Học tại tổ"});
        for (cell, person) in [("cell_a1", "member"), ("cell_a2", "auditor")] {
            let group = json!({"parent_id": app.unit(cell).public_id, "kind": "group", "name": "Tổ đảng 1",
                "opened_on": "2026-01-01"});
            let group = app.admin().post("/api/v1/units", group).await;
            let group = group.assert(201).json()["unit_id"].clone();
            let transfers = format!("/api/v1/members/{}/transfers", app.person(person).public_id);
            let moved = json!({"to_unit_id": group, "effective_on": app.clock.now().day()});
            let officer = app.roster_officer();
            officer.post(transfers, moved).await.assert(201);
        }
        // The group of a cell beside it is not his to see.
        let beside = record(&app, "secretary", "auditor", body.clone()).await;
        beside.assert_problem(404, "not_found");
        // Nor does the secretary above the cells record in a group of one.
        appointed_above(&app, "colleague").await;
        let above = record(&app, "colleague", "member", body.clone()).await;
        above.assert_problem(403, "not_permitted");
        assert_eq!(mine(&app, "member").await["state"], "assigned");
        record(&app, "secretary", "member", body).await.assert(201);
        let item = mine(&app, "member").await;
        assert_eq!(item["state"], "completed");
        assert_eq!(item["requirements"][0]["source"], "in_person");
        assert_no_drift(&app).await;
    }
);
