//! Bookmarks and positions.

use serde_json::json;

use super::{paper, path, position, titles};

on_both_engines!(
    the_last_position_by_the_phones_clock_wins,
    |app| async move {
        let written = paper().publish(&app).await;
        let member = app.member();
        member.get(path(&written, "/position")).await.assert(404);
        // It is 02:00. (sent device_at, permille) → (kept device_at, permille)
        let table = [
            (
                ("2026-11-23T01:00:00Z", 100),
                ("2026-11-23T01:00:00.000Z", 100),
            ),
            (
                ("2026-11-23T00:30:00Z", 50),
                ("2026-11-23T01:00:00.000Z", 100),
            ),
            (
                ("2026-11-23T01:00:00Z", 60),
                ("2026-11-23T01:00:00.000Z", 100),
            ),
            (
                ("2026-11-23T01:30:00.5Z", 0),
                ("2026-11-23T01:30:00.500Z", 0),
            ),
            (
                ("2031-01-01T00:00:00Z", 900),
                ("2026-11-23T02:00:00.000Z", 900),
            ),
            (
                ("2026-11-23T01:59:59Z", 10),
                ("2026-11-23T02:00:00.000Z", 900),
            ),
        ];
        for ((sent, permille), kept) in table {
            let reply = member
                .put(
                    path(&written, "/position"),
                    position(&written, permille, sent),
                )
                .await;
            let answered = reply.assert(200).json();
            let stored = member
                .get(path(&written, "/position"))
                .await
                .assert(200)
                .json();
            assert_eq!(answered, stored);
            assert_eq!(
                (stored["device_at"].clone(), stored["permille"].clone()),
                (json!(kept.0), json!(kept.1)),
                "{sent}"
            );
        }
        app.secretary()
            .get(path(&written, "/position"))
            .await
            .assert(404);
    }
);

on_both_engines!(a_position_is_in_an_edition_that_exists, |app| async move {
    let written = paper().publish(&app).await;
    let other = paper()
        .with("symbol", json!("58-NQ/TU"))
        .publish(&app)
        .await;
    let member = app.member();
    let now = "2026-11-23T01:00:00Z";
    let foreign = member
        .put(path(&written, "/position"), position(&other, 1, now))
        .await;
    foreign.assert_problem(422, "unknown_edition");
    let mut nowhere = position(&written, 1, now);
    nowhere["anchor"] = json!("nowhere");
    let reply = member.put(path(&written, "/position"), nowhere).await;
    reply.assert_problem(422, "unknown_anchor");
    let mut there = position(&written, 1, now);
    there["anchor"] = json!("dieu-2");
    let reply = member.put(path(&written, "/position"), there).await;
    assert_eq!(reply.assert(200).json()["anchor"], "dieu-2");
    let reply = member
        .put(path(&written, "/position"), position(&written, 1_001, now))
        .await;
    assert_eq!(reply.assert(422).errors()[0].0, "/permille");
});

on_both_engines!(a_bookmark_is_put_moved_and_removed, |app| async move {
    let written = paper().publish(&app).await;
    let member = app.member();
    let bookmark = path(&written, "/bookmark");
    for (body, anchor) in [
        (json!({}), None),
        (json!({"anchor": "dieu-2"}), Some("dieu-2")),
        (json!({}), None),
    ] {
        member.put(&bookmark, body).await.assert(204);
        let list = member.get("/api/v1/library?bookmarked=true").await.json();
        assert_eq!(list["items"][0]["bookmark_anchor"].as_str(), anchor);
    }
    let reply = member.put(&bookmark, json!({"anchor": "nowhere"})).await;
    reply.assert_problem(422, "unknown_anchor");
    for _ in 0..2 {
        member.delete(&bookmark).await.assert(204);
        assert!(titles(&member, "?bookmarked=true").await.is_empty());
    }
});
