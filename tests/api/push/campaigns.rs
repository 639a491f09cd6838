use chrono::Duration;
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::{members, push_chunks};

use super::{WARD_A, campaign, for_ward_a, inbox, kinds, paper, phones};
use crate::study::{body, opened, to_read};
use crate::support::TestApp;

on_both_engines!(
    a_campaign_says_how_far_it_is_and_what_failed,
    |app| async move {
        phones(&app, &WARD_A).await;
        app.phones()
            .answer("member", sotay::providers::Verdict::Gone);
        for_ward_a(&app).publish(&app).await;
        let before = campaign(&app).await;
        assert_eq!(
            (&before["state"], &before["percent"]),
            (&json!("queued"), &json!(0.0))
        );
        app.drain_pushes().await;
        let after = campaign(&app).await;
        let path = format!(
            "/api/v1/push/campaigns/{}",
            after["campaign_id"].as_str().unwrap()
        );
        let one = app.publisher().get(&path).await.assert(200).json();
        assert_eq!(one, after);
        assert_eq!(after["state"], "done");
        assert_eq!(after["percent"], 100.0);
        assert_eq!(after["devices"], 4);
        assert_eq!(after["accepted"], 3);
        assert_eq!(after["failed"], json!([{"reason": "gone", "count": 1}]));
        assert_eq!(after["waiting"], 0);
        assert_eq!(after["members"], in_ward_a(&app).await);
        // The administrator sees all, a publisher his own.
        app.admin().get(&path).await.assert(200);
        app.author().get(&path).await.assert(403);
    }
);

/// Members of ward A who may sign in.
async fn in_ward_a(app: &TestApp) -> i64 {
    let units = ["ward_a", "cell_a1", "cell_a2"].map(|unit| app.unit(unit).id);
    app.state()
        .db
        .read(move |conn| {
            Ok(members::table
                .filter(members::home_unit_id.eq_any(units))
                .filter(members::standing.eq_any(["official", "probationary", "exempt"]))
                .count()
                .get_result(conn)?)
        })
        .await
        .unwrap()
}

on_both_engines!(
    a_minor_edition_rings_nobody_a_major_one_does,
    |app| async move {
        phones(&app, &["member"]).await;
        let written = paper().publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["member"]);
        for (change, rings) in [("minor", 0), ("major", 1)] {
            crate::progress::publish_next(&app, &written, change).await;
            app.drain_pushes().await;
            assert_eq!(app.phones().addresses().len(), rings, "{change}");
        }
        let mut old = paper().with("symbol", json!("9-NQ/TU"));
        old.tier = "archive";
        old.publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(kinds(&app, "member").await.len(), 2);
    }
);

on_both_engines!(
    a_scheduled_paper_rings_when_it_comes_out,
    |app| async move {
        phones(&app, &["member"]).await;
        let written = paper().write(&app).await;
        written.approve(&app).await;
        let at = app.clock.now() + Duration::hours(1);
        written
            .act(&app.publisher(), "publication", json!({"publish_at": at}))
            .await
            .assert(200);
        app.drain_pushes().await;
        assert_eq!(kinds(&app, "member").await, Vec::<String>::new());
        app.clock.advance(Duration::hours(1));
        let system = app.state().system("test");
        app.state()
            .db
            .write(move |conn| {
                let followers = sotay::wiring::edition_published();
                sotay::library::publish_due(conn, &system, &followers)
            })
            .await
            .unwrap();
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["member"]);
    }
);

on_both_engines!(
    a_paper_that_is_taken_back_is_recalled_by_those_who_were_told,
    |app| async move {
        phones(&app, &["member", "outsider"]).await;
        let written = for_ward_a(&app).publish(&app).await;
        app.drain_pushes().await;
        app.phones().rung();
        written.withdraw(&app).await.assert(200);
        app.drain_pushes().await;
        let rung = app.phones().rung();
        assert_eq!(rung.len(), 1);
        // As urgent as the paper was; and it does not sound like a new one.
        assert_eq!(
            (rung[0].address.as_str(), rung[0].urgent),
            ("member", false)
        );
        assert_eq!(rung[0].class, "directive");
        assert_eq!(rung[0].body, "Một nội dung trong Sổ tay đã được thu hồi");
        let told = inbox(&app, "member").await;
        assert_eq!(told.len(), 2);
        assert_eq!(
            (&told[0]["kind"], &told[0]["recalled"]),
            (&json!("document_withdrawn"), &json!(false))
        );
        assert_eq!(
            (&told[1]["kind"], &told[1]["recalled"]),
            (&json!("edition_published"), &json!(true))
        );
        assert!(told.iter().all(|one| one.get("document_id").is_none()));
        assert_eq!(kinds(&app, "outsider").await, Vec::<String>::new());
        // Published again, it rings again, whatever the edition changes.
        crate::progress::publish_next(&app, &written, "minor").await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["member"]);
    }
);

on_both_engines!(
    a_recall_is_as_urgent_and_of_the_class_of_what_it_takes_back,
    |app| async move {
        phones(&app, &["member"]).await;
        let mut material = paper();
        material.metadata = json!({"kind": "qa", "title": "Hỏi đáp"});
        let urgent = paper().with("urgency", json!("urgent"));
        for (paper, class, is_urgent) in [(material, "news", false), (urgent, "directive", true)] {
            let written = paper.publish(&app).await;
            app.drain_pushes().await;
            app.phones().rung();
            written.withdraw(&app).await.assert(200);
            app.drain_pushes().await;
            let rung = app.phones().rung();
            assert_eq!((rung[0].class.as_str(), rung[0].urgent), (class, is_urgent));
            let recall = campaign(&app).await;
            assert_eq!(
                (&recall["class"], &recall["urgent"]),
                (&json!(class), &json!(is_urgent))
            );
        }
    }
);

on_both_engines!(
    a_paper_that_is_taken_back_at_once_never_rings,
    |app| async move {
        phones(&app, &["member"]).await;
        let written = paper().publish(&app).await;
        written.withdraw(&app).await.assert(200);
        app.drain_pushes().await;
        assert_eq!(kinds(&app, "member").await, Vec::<String>::new());
        assert_eq!(app.phones().addresses(), Vec::<String>::new());
        let reply = app.publisher().get("/api/v1/push/campaigns").await;
        let states: Vec<Value> = reply.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["state"].clone())
            .collect();
        assert_eq!(states, ["done", "cancelled"]);
    }
);

on_both_engines!(
    an_assignment_rings_those_it_counts_once_they_are_enrolled,
    |app| async move {
        phones(&app, &["member", "outsider"]).await;
        let written = paper().publish(&app).await;
        app.drain_pushes().await;
        app.phones().rung();
        opened(&app, body(&app, json!([to_read(&written)]))).await;
        app.drain_pushes().await;
        let rung = app.phones().rung();
        assert_eq!(rung.len(), 1);
        assert_eq!(
            (rung[0].address.as_str(), rung[0].class.as_str()),
            ("member", "assignment")
        );
        let told = inbox(&app, "member").await[0].clone();
        assert_eq!(told["kind"], "assignment_opened");
        let at = format!(
            "/api/v1/me/assignments/{}",
            told["assignment_id"].as_str().unwrap()
        );
        app.member().get(at).await.assert(200);
    }
);

on_both_engines!(
    who_is_told_is_decided_when_it_is_sent_not_when_it_is_published,
    |app| async move {
        phones(&app, &["member", "outsider"]).await;
        for_ward_a(&app).publish(&app).await;
        // Meanwhile one of them has left the Party.
        let left = app.person("member").id;
        app.state()
            .db
            .write(move |conn| {
                diesel::update(members::table.find(left))
                    .set(members::standing.eq("left"))
                    .execute(conn)?;
                Ok(())
            })
            .await
            .unwrap();
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), Vec::<String>::new());
        assert_eq!(kinds(&app, "secretary").await, ["edition_published"]);
    }
);

on_both_engines!(
    a_chunk_whose_worker_died_is_taken_over_and_the_dead_one_writes_nothing,
    |app| async move {
        phones(&app, &["member", "colleague"]).await;
        paper().publish(&app).await;
        let set = |state: &'static str, lease: i64| {
            let until = app.clock.now() + Duration::seconds(lease);
            let state_of = app.state();
            async move {
                state_of
                    .db
                    .write(move |conn| {
                        diesel::update(push_chunks::table)
                            .set((
                                push_chunks::state.eq(state),
                                push_chunks::attempt.eq(1),
                                push_chunks::lease_until.eq(Some(until)),
                            ))
                            .execute(conn)?;
                        Ok(())
                    })
                    .await
                    .unwrap();
            }
        };
        // Held: nobody else takes it.
        set("sending", 10).await;
        assert_eq!(app.drain_pushes().await, 0);
        app.clock.advance(Duration::seconds(11));
        assert_ne!(app.drain_pushes().await, 0);
        assert_eq!(app.phones().addresses(), ["colleague", "member"]);
        let attempts: Vec<i32> = app
            .state()
            .db
            .read(|conn| Ok(push_chunks::table.select(push_chunks::attempt).load(conn)?))
            .await
            .unwrap();
        assert_eq!(attempts, [2]);
        assert_eq!(inbox(&app, "member").await.len(), 1);
    }
);
