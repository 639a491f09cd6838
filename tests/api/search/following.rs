//! What is remembered between searches follows each change of the library, also where only a few documents have changed.

use serde_json::json;

use super::{found, names, search};
use crate::support::{Paper, Request, TestApp};

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
