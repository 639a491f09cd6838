//! What is remembered between searches follows each change of the library, also where only a few documents have changed.

use diesel::prelude::*;
use serde_json::json;
use sotay::db::Conn;
use sotay::db::schema::{documents, library_changes};

use super::{announce, found, names, search};
use crate::support::{Engine, Paper, Request, TestApp};

fn paper(symbol: &str, title: &str) -> Paper {
    Paper::new(symbol, title)
}

/// The symbols that a member and a stranger of another ward find, in any order.
async fn both(app: &TestApp, query: &str) -> (Vec<String>, Vec<String>) {
    let (mut own, mut other) = (
        found(&app.member(), query).await,
        found(&app.stranger(), query).await,
    );
    own.sort();
    other.sort();
    (own, other)
}

on_both_engines!(each_change_is_found_and_the_rest_stays, |app| async move {
    let first = paper("1-NQ/TU", "Về chuyển đổi số").publish(&app).await;
    paper("2-NQ/TU", "Về chuyển đổi số ở xã")
        .publish(&app)
        .await;
    let all = |symbols: &[&str]| -> Vec<String> {
        symbols.iter().map(|symbol| (*symbol).to_owned()).collect()
    };
    let two = all(&["1-NQ/TU", "2-NQ/TU"]);
    assert_eq!(both(&app, "chuyen doi").await, (two.clone(), two));

    // One that comes, with words that were asked for and with one that was not.
    let third = paper("3-NQ/TU", "Về chuyển đổi xanh").publish(&app).await;
    let three = all(&["1-NQ/TU", "2-NQ/TU", "3-NQ/TU"]);
    assert_eq!(both(&app, "chuyen doi").await, (three.clone(), three));
    assert_eq!(both(&app, "xanh").await.0, all(&["3-NQ/TU"]));

    // One that is for others from now on.
    let ward = json!({"everyone": false, "rules": [{"unit_id": app.unit("ward_a").public_id}]});
    let body = json!({"tier": "required", "circulation": "internal", "audience": ward});
    let path = format!("/api/v1/documents/{}", third.document_id);
    let file = Request::put(path, &body).header("if-match", "*");
    app.publisher().send(file).await.assert(200);
    let (own, other) = both(&app, "chuyen doi").await;
    assert_eq!(own, all(&["1-NQ/TU", "2-NQ/TU", "3-NQ/TU"]));
    assert_eq!(other, all(&["1-NQ/TU", "2-NQ/TU"]));

    // One that is taken back.
    first.withdraw(&app).await.assert(200);
    let (own, other) = both(&app, "chuyen doi").await;
    assert_eq!(own, all(&["2-NQ/TU", "3-NQ/TU"]));
    assert_eq!(other, all(&["2-NQ/TU"]));
});

on_both_engines!(
    what_is_shown_of_a_paper_changes_with_another_paper,
    |app| async move {
        let old = paper("1-NQ/TU", "Về chuyển đổi số").publish(&app).await;
        paper("2-NQ/TU", "Về cây xanh").publish(&app).await;
        let before = search(&app.member(), "chuyen doi").await;
        assert_eq!(before.json()["items"][0]["document"]["force"], "in_force");
        let link = json!([{"kind": "repeals", "document_id": old.document_id}]);
        let repealing = paper("3-NQ/TU", "Về rà soát văn bản").with("links", link);
        repealing.publish(&app).await;
        let after = search(&app.member(), "chuyen doi").await;
        assert_eq!(names(&after), ["1-NQ/TU"]);
        assert_eq!(after.json()["items"][0]["document"]["force"], "repealed");
        assert_eq!(found(&app.member(), "cay xanh").await, ["2-NQ/TU"]);
    }
);

on_both_engines!(
    a_new_edition_is_found_by_its_own_words_and_shown_with_them,
    |app| async move {
        let first = paper("1-NQ/TU", "Về chuyển đổi số").publish(&app).await;
        let text =
            |text: &str| json!([{"level": 1, "kind": "text", "html": format!("<p>{text}</p>")}]);
        let written = first.next(&app, "major").await;
        let sections = text("Trồng cây xanh ở thôn bản.");
        written.fill(&app, &sections).await.assert(200);
        written.approve(&app).await;
        let publish = async |edition: &crate::support::Written| {
            edition
                .act(&app.publisher(), "publication", json!({}))
                .await
                .assert(200);
        };
        // Until it is published nobody finds its words.
        assert!(found(&app.member(), "thon ban").await.is_empty());
        publish(&written).await;
        let passage = async |query: &str| {
            let reply = search(&app.member(), query).await.json();
            reply["items"][0]["passages"][0]["text"].clone()
        };
        assert_eq!(passage("thon ban").await, "Trồng cây xanh ở thôn bản.");
        let written = written.next(&app, "minor").await;
        let sections = text("Trồng cây xanh ở tổ dân phố.");
        written.fill(&app, &sections).await.assert(200);
        written.approve(&app).await;
        publish(&written).await;
        assert!(found(&app.member(), "thon ban").await.is_empty());
        assert_eq!(passage("cay xanh").await, "Trồng cây xanh ở tổ dân phố.");
    }
);

#[test]
fn another_process_finds_what_has_changed_and_the_rest() {
    crate::support::run(async {
        let Some(here) = TestApp::builder().start(Engine::Postgres).await else {
            return;
        };
        let there = TestApp::builder().start_beside(&here).await;
        let first = paper("1-NQ/TU", "Về chuyển đổi số").publish(&here).await;
        paper("2-NQ/TU", "Về chuyển đổi số ở xã")
            .publish(&here)
            .await;
        sotay::reading::look(there.state()).await;
        assert_eq!(both(&there, "chuyen doi").await.0, ["1-NQ/TU", "2-NQ/TU"]);
        first.withdraw(&here).await.assert(200);
        paper("3-NQ/TU", "Về chuyển đổi xanh").publish(&here).await;
        sotay::reading::look(there.state()).await;
        assert_eq!(both(&there, "chuyen doi").await.0, ["2-NQ/TU", "3-NQ/TU"]);
    });
}

on_both_engines!(
    a_database_that_was_set_back_in_time_is_read_anew,
    |app| async move {
        paper("1-NQ/TU", "Về chuyển đổi số").publish(&app).await;
        let newest = |conn: &mut Conn| {
            let changes = library_changes::table.order(library_changes::id.desc());
            Ok(changes.select(library_changes::id).first::<i64>(conn)?)
        };
        let earlier = app.state().db.read(newest).await.unwrap();
        paper("2-NQ/TU", "Về chuyển đổi số ở xã")
            .publish(&app)
            .await;
        let two = ["1-NQ/TU", "2-NQ/TU"];
        assert_eq!(both(&app, "chuyen doi").await.0, two);
        // As a copy of before is: the second paper is not out, and the first is called otherwise.
        let set_back = move |conn: &mut Conn| {
            let later = library_changes::id.gt(earlier);
            diesel::delete(library_changes::table.filter(later)).execute(conn)?;
            let second = documents::table.filter(documents::symbol.eq("2-NQ/TU"));
            diesel::update(second)
                .set(documents::state.eq("draft"))
                .execute(conn)?;
            let first = documents::table.filter(documents::symbol.eq("1-NQ/TU"));
            diesel::update(first)
                .set(documents::title.eq("Về chuyển đổi số, như trước"))
                .execute(conn)?;
            Ok(())
        };
        app.state().db.write(set_back).await.unwrap();
        app.state().library_changed().await;
        let after = search(&app.member(), "chuyen doi").await;
        assert_eq!(names(&after), ["1-NQ/TU"]);
        let title = &after.json()["items"][0]["document"]["title"];
        assert_eq!(title, "Về chuyển đổi số, như trước");
    }
);

on_both_engines!(
    what_is_shown_is_read_before_anybody_asks,
    |app| async move {
        paper("1-NQ/TU", "Về chuyển đổi số").publish(&app).await;
        paper("2-NQ/TU", "Về chuyển đổi số ở xã")
            .publish(&app)
            .await;
        // It relies on what was asked of the library a moment ago.
        sotay::reading::look(app.state()).await;
        sotay::search::prepare(app.state()).await;
        // Behind the library's back, so that it shows who has been asked.
        let rename = |conn: &mut Conn| {
            let all = diesel::update(documents::table);
            all.set(documents::title.eq("Chuyển đổi")).execute(conn)?;
            Ok(())
        };
        app.state().db.write(rename).await.unwrap();
        let titles = async || {
            let reply = search(&app.member(), "chuyen doi").await.json();
            let items = reply["items"].as_array().unwrap().iter();
            let titles = items.map(|item| item["document"]["title"].as_str().unwrap().to_owned());
            let mut titles: Vec<String> = titles.collect();
            titles.sort();
            titles
        };
        let prepared = ["Về chuyển đổi số", "Về chuyển đổi số ở xã"];
        assert_eq!(titles().await, prepared);
        announce(&app).await;
        assert_eq!(titles().await, ["Chuyển đổi", "Chuyển đổi"]);
    }
);
