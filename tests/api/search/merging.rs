//! Each publication leaves a part of its own among the words; bringing the parts together changes nothing that is found.

use diesel::sql_types::{BigInt, Text};
use diesel::{RunQueryDsl as _, sql_query};
use sotay::db::Conn;
use sotay::library::Merging;

use super::{found, material, seed};
use crate::support::TestApp;

/// One step, and the next one where there may be more to do.
async fn after(app: &TestApp, step: Merging) -> Option<Merging> {
    let state = app.state();
    let system = state.system("test");
    let write = move |conn: &mut Conn| step.step(conn, &system);
    state.db.write(write).await.unwrap()
}

on_both_engines!(merged_words_are_found_as_before, |app| async move {
    for number in 1..=15 {
        let paper = material(&format!("Chuyên đề {number}")).text("Tiết kiệm điện.");
        seed(&app, vec![paper]).await;
    }
    let before = found(&app.member(), "tiet kiem").await;
    assert_eq!(before.len(), 15);

    let mut next = after(&app, Merging::default()).await;
    let mut steps = 0;
    while let Some(step) = next {
        next = after(&app, step).await;
        steps += 1;
        assert!(steps < 50, "merging does not end");
    }
    assert_eq!(found(&app.member(), "tiet kiem").await, before);
});

// PostgreSQL has no parts: there the first step is the last.
on_both_engines!(
    a_round_of_merging_ends_while_more_is_published,
    |app| async move {
        for number in 1..=8 {
            put(&app, number).await;
        }
        let mut next = Some(Merging::by(1));
        let mut steps = 0;
        while let Some(step) = next {
            next = after(&app, step).await;
            steps += 1;
            put(&app, 100 + steps).await;
            assert!(steps < 100, "merging begins anew at every step");
        }
    }
);

/// Words without a document, more than a page of them.
async fn put(app: &TestApp, number: i64) {
    let words =
        (0..400).map(|place| format!("x{}", (number * 7_919 + place * 104_729) % 1_000_003));
    let words: Vec<String> = words.collect();
    let insert = move |conn: &mut Conn| {
        if let Conn::Sqlite(conn) = conn {
            sql_query("INSERT INTO document_words (rowid, words) VALUES ($1, $2)")
                .bind::<BigInt, _>(1_000_000 + number)
                .bind::<Text, _>(words.join(" "))
                .execute(conn)?;
        }
        Ok(())
    };
    app.state().db.write(insert).await.unwrap();
}
