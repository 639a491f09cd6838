//! Pages.

use super::{encoded, found, material, names, seed};

on_both_engines!(pages_join_to_the_whole_list, |app| async move {
    seed(
        &app,
        (1..=17)
            .map(|number| material(&format!("Bài học số {number}")))
            .collect(),
    )
    .await;
    let member = app.member();
    let whole = found(&member, "bài học").await;
    assert_eq!(whole.len(), 17);
    for limit in [1, 4, 17] {
        let mut joined = Vec::new();
        let mut next = Some(format!(
            "/api/v1/library/search?limit={limit}&q={}",
            encoded("bài học")
        ));
        while let Some(path) = next {
            let reply = member.get(path).await;
            reply.assert(200);
            let page = names(&reply);
            assert!(page.len() <= limit);
            joined.extend(page);
            let link = reply.header("link").map(str::to_owned);
            assert_eq!(link.is_some(), !reply.json()["next_cursor"].is_null());
            next = link.map(|link| link.split(['<', '>']).nth(1).unwrap().to_owned());
        }
        assert_eq!(joined, whole, "limit {limit}");
    }
});

on_both_engines!(a_cursor_fits_only_its_caller_and_search, |app| async move {
    seed(
        &app,
        (1..=3)
            .map(|number| material(&format!("Bài học số {number}")))
            .collect(),
    )
    .await;
    let first = app
        .member()
        .get("/api/v1/library/search?limit=1&q=bai")
        .await;
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let with = |query: &str| format!("/api/v1/library/search?{query}&cursor={cursor}");
    app.member().get(with("limit=2&q=bai")).await.assert(200);
    for path in [with("limit=1&q=hoc"), with("limit=1&q=bai&tier=required")] {
        app.member()
            .get(path)
            .await
            .assert_problem(422, "invalid_request");
    }
    app.secretary()
        .get(with("limit=1&q=bai"))
        .await
        .assert_problem(422, "invalid_request");
});
