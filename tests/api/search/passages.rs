//! The passages of a document and the words marked in them.

use serde_json::Value;

use super::{material, search, seed};

fn highlighted(passage: &Value) -> Vec<String> {
    let chars: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let highlights = passage["highlights"].as_array().unwrap();
    highlights
        .iter()
        .map(|mark| {
            chars[number(&mark["start"])..][..number(&mark["length"])]
                .iter()
                .collect()
        })
        .collect()
}

on_both_engines!(
    a_passage_says_where_it_stands_and_which_words_were_found,
    |app| async move {
        let long = "Mở đầu là phần chung. ".repeat(30);
        let document = material("Sổ tay")
            .text("Phần chung về tổ chức.")
            .text(&format!("{long}Chi bộ họp mỗi tháng một lần. {long}"))
            .text("CHI BỘ họp bất thường.");
        seed(&app, vec![document]).await;
        let reply = search(&app.member(), "chi bộ họp").await.json();
        let hit = &reply["items"][0];
        assert_eq!(hit["matched"], "body");
        let passages = hit["passages"].as_array().unwrap();
        let anchors: Vec<&str> = passages
            .iter()
            .map(|passage| passage["anchor"].as_str().unwrap())
            .collect();
        assert_eq!(anchors, ["muc-2", "muc-3"]);
        assert_eq!(passages[0]["title"], "Mục 2");
        assert_eq!(highlighted(&passages[0]), ["Chi", "bộ", "họp"]);
        assert_eq!(highlighted(&passages[1]), ["CHI", "BỘ", "họp"]);
        let text = passages[0]["text"].as_str().unwrap();
        assert!(
            text.starts_with('…') && text.ends_with('…') && text.chars().count() <= 240,
            "{text}"
        );
        assert_eq!(passages[1]["text"], "CHI BỘ họp bất thường.");
    }
);

on_both_engines!(words_only_in_the_title_have_no_passage, |app| async move {
    seed(
        &app,
        vec![material("Văn kiện đại hội").text("Nội dung khác.")],
    )
    .await;
    let reply = search(&app.member(), "văn kiện").await.json();
    assert_eq!(reply["items"][0]["matched"], "title");
    assert_eq!(reply["items"][0]["passages"], serde_json::json!([]));
});
