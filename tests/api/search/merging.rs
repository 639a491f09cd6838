//! Each publication leaves a part of its own among the words; bringing the parts together changes nothing that is found.

use super::{found, material, seed};

on_both_engines!(merged_words_are_found_as_before, |app| async move {
    for number in 1..=15 {
        let paper = material(&format!("Chuyên đề {number}")).text("Tiết kiệm điện.");
        seed(&app, vec![paper]).await;
    }
    let state = app.state();
    let before = found(&app.member(), "tiet kiem").await;
    assert_eq!(before.len(), 15);

    let mut steps = 0;
    loop {
        let system = state.system("test");
        let goes_on = state
            .db
            .write(move |conn| sotay::library::merge_words(conn, &system))
            .await
            .unwrap();
        steps += 1;
        if !goes_on {
            break;
        }
        assert!(steps < 50, "merging does not end");
    }
    assert_eq!(found(&app.member(), "tiet kiem").await, before);
});
