//! What was frozen does not change.

use diesel::prelude::*;
use sotay::db::schema::completion_counts;

use super::{freeze, give, give_from, path, told, write};

on_both_engines!(
    what_happens_later_does_not_change_what_was_frozen,
    |app| async move {
        let given = give(&app).await;
        let snapshot = freeze(&app, given).await;
        // Somebody who had finished goes from the one cell to another, in another ward.
        let (from, to) = (app.unit("cell_a1").id, app.unit("cell_b1").id);
        write(&app, move |conn| {
            for (cell, by) in [(from, -1_i64), (to, 1)] {
                diesel::update(
                    completion_counts::table.filter(completion_counts::cell_id.eq(cell)),
                )
                .set((
                    completion_counts::counted.eq(completion_counts::counted + by),
                    completion_counts::met.eq(completion_counts::met + by),
                ))
                .execute(conn)?;
            }
            Ok(())
        })
        .await;
        let list = app
            .officer()
            .get(path(&app, "ward_a", given, "/snapshots"))
            .await;
        list.assert(200);
        let listed = &list.json()["items"][0];
        assert_eq!(listed["snapshot_id"], snapshot.to_string());
        assert_eq!(
            (&listed["reason"], &listed["due_at"]),
            (&"deadline".into(), &given.due_at.to_string().into())
        );
        for (unit, now, frozen) in [
            ("cell_a1", [3, 1], [4, 2]),
            ("ward_a", [9, 6], [10, 7]),
            ("city", [11, 7], [11, 7]),
        ] {
            let publisher = app.publisher();
            let report = publisher.get(path(&app, unit, given, "")).await.json();
            assert_eq!(told(&report["figures"]).0[..2], now, "{unit} now");
            let query = format!("?snapshot_id={snapshot}");
            let report = publisher.get(path(&app, unit, given, &query)).await.json();
            assert_eq!(told(&report["figures"]).0[..2], frozen, "{unit} frozen");
            assert_eq!(
                (&report["origin"], &report["as_of"]),
                (&"snapshot".into(), &given.due_at.to_string().into())
            );
        }
    }
);

on_both_engines!(frozen_figures_have_no_names, |app| async move {
    let given = give(&app).await;
    let snapshot = freeze(&app, given).await;
    let query = format!("/cell?snapshot_id={snapshot}");
    let reply = app
        .secretary()
        .get(path(&app, "cell_a1", given, &query))
        .await;
    reply.assert(200);
    assert!(reply.json().get("missing").is_none());
    assert_eq!(reply.json()["figures"]["denominator"], 4);
    let other = give_from(&app, "city", "open", "2026-12-28T17:00:00Z").await;
    let foreign = app
        .secretary()
        .get(path(&app, "cell_a1", other, &query))
        .await;
    foreign.assert_problem(404, "not_found");
});

on_both_engines!(
    a_month_is_sent_up_as_it_was_at_the_deadline,
    |app| async move {
        let given = give(&app).await;
        freeze(&app, given).await;
        give_from(&app, "city", "open", "2026-12-20T17:00:00Z").await;
        give_from(&app, "city", "closed", "2026-10-31T17:00:00Z").await;
        write(&app, |conn| {
            diesel::update(completion_counts::table)
                .set(completion_counts::met.eq(0))
                .execute(conn)?;
            Ok(())
        })
        .await;
        let unit = app.unit("ward_a").public_id;
        let reply = app
            .officer()
            .get(format!("/api/v1/units/{unit}/monthly-reports/2026-11"))
            .await;
        reply.assert(200);
        let month = reply.json();
        let items = month["items"].as_array().unwrap();
        let shares: Vec<(&str, &str)> = items
            .iter()
            .map(|item| {
                (
                    item["share"].as_str().unwrap(),
                    item["origin"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            shares,
            [("due", "snapshot"), ("running", "now")],
            "the end of 31/10 is October's"
        );
        assert_eq!(
            told(&month["total"]),
            (vec![10, 7, 3, 1, 1, 0], "70,0 %".to_owned())
        );
        let text = month["text"].as_str().unwrap();
        assert!(text.starts_with("Đảng ủy phường An Bình, tháng 11/2026: 1 đợt học tập đến hạn, hoàn thành 7/10 lượt (70,0 %)."), "{text}");
    }
);
