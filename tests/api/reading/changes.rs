//! The feed of changes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use diesel::sql_query;
use serde_json::{Value, json};

use super::{LIBRARY, paper, rescope};
use crate::support::{Actor, TestApp};

on_both_engines!(the_feed_goes_on_from_where_it_was_left, |app| async move {
    let member = app.member();
    let old = paper().publish(&app).await;
    let ask = async |after: Option<&str>| {
        let query = after.map_or_else(String::new, |after| format!("?after={after}"));
        let reply = member.get(format!("{LIBRARY}/changes{query}")).await;
        let view = reply.assert(200).json();
        assert_eq!(view["more"], false);
        (
            view["items"].clone(),
            view["after"].as_str().unwrap().to_owned(),
        )
    };
    let (items, begun) = ask(None).await;
    assert_eq!(items, json!([]));
    let new = paper()
        .with("symbol", json!("58-NQ/TU"))
        .publish(&app)
        .await;
    rescope(&app, &new, json!({"tier": "recommended"})).await;
    rescope(&app, &old, json!({"tier": "recommended"})).await;
    let (items, after) = ask(Some(&begun)).await;
    // Once each; that it was published is not hidden by what came after.
    let shape: Vec<_> = items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (
                item["document_id"].clone(),
                item["change"].clone(),
                item["tier"].clone(),
            )
        })
        .collect();
    let tier = json!("recommended");
    assert_eq!(
        shape,
        [
            (json!(new.document_id), json!("published"), tier.clone()),
            (json!(old.document_id), json!("rescoped"), tier),
        ]
    );
    let (items, _) = ask(Some(&after)).await;
    assert_eq!(items, json!([]));
    // The same place gives the same answer again.
    assert_eq!(ask(Some(&begun)).await.0.as_array().unwrap().len(), 2);
    let foreign = app
        .stranger()
        .get(format!("{LIBRARY}/changes?after={begun}"))
        .await;
    assert_eq!(foreign.assert(422).errors()[0].0, "?after");
    let broken = member.get(format!("{LIBRARY}/changes?after=AAAA")).await;
    assert_eq!(broken.assert(422).errors()[0].1, "after_unfit");
});

/// The answer from a place in the feed on.
async fn from(actor: &Actor, after: &str) -> Value {
    let reply = actor.get(format!("{LIBRARY}/changes?after={after}")).await;
    reply.assert(200).json()
}

async fn begin(actor: &Actor) -> String {
    let reply = actor.get(format!("{LIBRARY}/changes")).await;
    after(&reply.assert(200).json())
}

fn after(answer: &Value) -> String {
    answer["after"].as_str().unwrap().to_owned()
}

/// The newest change once more, many times.
async fn repeat(app: &TestApp, times: u32) {
    let copies = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) \
         INSERT INTO library_changes (document_id, change, audience_id, at) \
         SELECT document_id, change, audience_id, at FROM n, library_changes \
         WHERE library_changes.id = (SELECT max(id) FROM library_changes)"
    );
    let db = app.state().db.clone();
    db.write(move |conn| Ok(sql_query(copies.as_str()).execute(conn)?))
        .await
        .unwrap();
}

on_both_engines!(
    what_does_not_concern_a_reader_leaves_no_trace,
    |app| async move {
        let member = app.member();
        let begun = begin(&member).await;
        let quiet = from(&member, &begun).await;
        let hidden = paper().only_for(&app, "ward_b").publish(&app).await;
        repeat(&app, 1_200).await;
        hidden.withdraw(&app).await.assert(200);
        let told = from(&member, &begun).await;
        // Neither that it happened, nor how much: the same answer as before but for a place that is another every time.
        for answer in [&quiet, &told] {
            assert_eq!(answer["items"], json!([]));
            assert_eq!(answer["more"], false);
        }
        let places = [after(&quiet), after(&told), begun.clone()];
        let again = after(&from(&member, &begun).await);
        assert!(!places.contains(&again));
        for place in &places {
            assert_eq!(place.len(), again.len());
            let bytes = URL_SAFE_NO_PAD.decode(place).unwrap();
            assert_eq!(bytes.len(), 12 + 16 + 16, "nonce, position, tag");
        }
        // What is for all comes without a word of what lay between.
        let shown = paper()
            .with("symbol", json!("58-NQ/TU"))
            .publish(&app)
            .await;
        for place in places {
            let news = from(&member, &place).await;
            let (items, more) = (news["items"].as_array().unwrap(), &news["more"]);
            assert_eq!(items[0]["document_id"], json!(shown.document_id));
            assert_eq!((items.len(), more), (1, &json!(false)));
        }
        let at_end = from(&member, &again).await;
        let at_end = from(&member, &after(&at_end)).await;
        assert_eq!(at_end["items"], json!([]));
    }
);

on_both_engines!(what_an_answer_looks_through_is_bounded, |app| async move {
    let member = app.member();
    let begun = begin(&member).await;
    paper().only_for(&app, "ward_b").publish(&app).await;
    repeat(&app, 10_100).await;
    let shown = paper()
        .with("symbol", json!("58-NQ/TU"))
        .publish(&app)
        .await;
    let first = from(&member, &begun).await;
    assert_eq!(
        (&first["items"], &first["more"]),
        (&json!([]), &json!(true))
    );
    // The next one goes on where it stopped.
    let second = from(&member, &after(&first)).await;
    assert_eq!(second["items"][0]["document_id"], json!(shown.document_id));
    assert_eq!(second["more"], false);
});

on_both_engines!(
    more_than_an_answer_holds_comes_with_the_next,
    |app| async move {
        let member = app.member();
        let begun = begin(&member).await;
        let first = paper().publish(&app).await;
        repeat(&app, 600).await;
        let second = paper()
            .with("symbol", json!("58-NQ/TU"))
            .publish(&app)
            .await;
        let page = from(&member, &begun).await;
        let ids = |page: &Value| {
            let items = page["items"].as_array().unwrap().clone();
            items
                .iter()
                .map(|item| item["document_id"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (ids(&page), &page["more"]),
            (vec![first.document_id.clone()], &json!(true))
        );
        let rest = from(&member, &after(&page)).await;
        assert_eq!(ids(&rest), [first.document_id, second.document_id]);
        assert_eq!(rest["more"], false);
    }
);
