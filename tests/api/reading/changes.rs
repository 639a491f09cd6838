//! The feed of changes.

use serde_json::json;

use super::{LIBRARY, paper, rescope};

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
