//! Lists: filters, order, pages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use serde_json::{Value, json};
use sotay::kernel::instant::Instant;

use super::{LIBRARY, only, path, position, rescope, titles, titles_of};
use crate::support::{Actor, Paper, Request, TestApp, Written};

/// A minute apart, so that the order is known.
async fn publish(app: &TestApp, paper: Paper) -> Written {
    app.clock.advance(Duration::minutes(1));
    paper.publish(app).await
}

/// Publishes another edition of it.
async fn publish_next(app: &TestApp, written: &Written, change: &str) {
    let next = written.next(app, change).await;
    next.approve(app).await;
    let published = next.act(&app.publisher(), "publication", json!({})).await;
    published.assert(200);
}

fn named(symbol: &str, title: &str) -> Paper {
    Paper::new(symbol, title)
}

on_both_engines!(pages_go_on_where_the_last_one_ended, |app| async move {
    for number in 1..=5 {
        let paper = named(&format!("{number}-NQ/TU"), &format!("Số {number}"));
        publish(&app, paper).await;
    }
    // One that he may not see stands among them and takes no place.
    publish(&app, named("6-NQ/TU", "Số 6").only_for(&app, "ward_b")).await;
    let member = app.sign_in_again("member");
    let (mut seen, mut query) = (Vec::new(), "?limit=2".to_owned());
    let mut pages = 0;
    loop {
        let page = member.get(format!("{LIBRARY}{query}")).await;
        seen.extend(titles_of(&page));
        pages += 1;
        let page = page.json();
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        query = format!("?limit=2&cursor={cursor}");
        let foreign = app.stranger().get(format!("{LIBRARY}{query}")).await;
        foreign.assert_problem(422, "invalid_request");
    }
    assert_eq!(seen, ["Số 5", "Số 4", "Số 3", "Số 2", "Số 1"]);
    assert_eq!(pages, 3);
    // Also with a cursor in it, which says nothing of where it stands, a page that is the same has the same tag.
    for path in [LIBRARY.to_owned(), format!("{LIBRARY}?limit=2")] {
        let first = member.get(&path).await;
        let again = Request::get(&path).header("if-none-match", first.etag());
        member.send(again).await.assert(304);
        assert_eq!(member.get(&path).await.json(), first.json());
    }
    let page = member.get(format!("{LIBRARY}?limit=2")).await.json();
    let cursor = URL_SAFE_NO_PAD.decode(page["next_cursor"].as_str().unwrap());
    let shown_at = page["items"][1]["shown_at"].as_str().unwrap();
    let shown_at: Instant = shown_at.parse().unwrap();
    let micros = shown_at.micros().to_string();
    let mut parts = cursor.as_ref().unwrap().windows(micros.len());
    assert!(parts.all(|part| part != micros.as_bytes()));
});

on_both_engines!(filters_narrow_the_list, |app| async move {
    let notice = named("12-TB/TU", "Thông báo")
        .with("kind", json!("thong_bao"))
        .with("issued_on", json!("2025-05-05"))
        .with("issuer", json!("Ủy ban Kiểm tra"));
    publish(&app, notice).await;
    let later = named("13-NQ/TU", "Chưa tới ngày").with("effective_on", json!("2027-01-01"));
    publish(&app, later).await;
    let over = named("14-NQ/TU", "Đã hết hạn").with("expires_on", json!("2026-11-01"));
    publish(&app, over).await;
    let mut archived = named("15-NQ/TU", "Lưu trữ");
    archived.tier = "archive";
    publish(&app, archived).await;
    let mut recommended = named("16-NQ/TU", "Nên đọc");
    recommended.tier = "recommended";
    publish(&app, recommended).await;
    let member = app.sign_in_again("member");
    let table: [(&str, &[&str]); 14] = [
        ("", &["Nên đọc", "Đã hết hạn", "Chưa tới ngày", "Thông báo"]),
        ("?tier=archive", &["Lưu trữ"]),
        (
            "?tier=required",
            &["Đã hết hạn", "Chưa tới ngày", "Thông báo"],
        ),
        ("?kind=thong_bao", &["Thông báo"]),
        ("?kind=chi_thi", &[]),
        ("?genre=material", &[]),
        ("?genre=official&tier=recommended", &["Nên đọc"]),
        ("?issuer=uy%20ban%20ki", &["Thông báo"]),
        ("?issuer=%E1%BB%A6y%20ban", &["Thông báo"]),
        ("?year=2025", &["Thông báo"]),
        ("?year=2024", &[]),
        ("?force=not_yet", &["Chưa tới ngày"]),
        ("?force=ended", &["Đã hết hạn"]),
        ("?force=in_force", &["Nên đọc", "Thông báo"]),
    ];
    for (query, expected) in table {
        assert_eq!(titles(&member, query).await, expected, "{query}");
    }
    let refused = [
        ("?kind=nothing", "?kind", "unknown_kind"),
        ("?topic=nothing", "?topic", "unknown_topic"),
        ("?issuer=%25", "?issuer", "nothing_to_search"),
        ("?tier=top", "?tier", "unknown_value"),
    ];
    for (query, pointer, code) in refused {
        let reply = member.get(format!("{LIBRARY}{query}")).await;
        let found = reply.assert(422).errors().remove(0);
        assert_eq!((found.0.as_str(), found.1.as_str()), (pointer, code));
    }
});

on_both_engines!(topics_are_filed_under_their_code, |app| async move {
    let topic =
        json!({"code": "chuyen_doi_so", "name": "Chuyển đổi số", "place": 10, "active": true});
    app.publisher()
        .post("/api/v1/topics", topic)
        .await
        .assert(201);
    let written = publish(&app, named("1-NQ/TU", "Có chủ đề")).await;
    publish(&app, named("2-NQ/TU", "Không chủ đề")).await;
    rescope(&app, &written, json!({"topic": "chuyen_doi_so"})).await;
    let member = app.sign_in_again("member");
    assert_eq!(titles(&member, "?topic=chuyen_doi_so").await, ["Có chủ đề"]);
    let view = member.get(path(&written, "")).await.assert(200).json();
    assert_eq!(view["topic"]["name"], "Chuyển đổi số");
});

on_both_engines!(
    unread_and_bookmarked_are_the_readers_own,
    |app| async move {
        let first = publish(&app, named("1-NQ/TU", "Một")).await;
        let second = publish(&app, named("2-NQ/TU", "Hai")).await;
        let member = app.sign_in_again("member");
        let read = position(&first, 420, "2026-11-23T01:00:00Z");
        member
            .put(path(&first, "/position"), read)
            .await
            .assert(200);
        member
            .put(path(&second, "/bookmark"), json!({"anchor": "dieu-1"}))
            .await
            .assert(204);
        assert_eq!(titles(&member, "?unread=true").await, ["Hai"]);
        assert_eq!(titles(&member, "?unread=false").await, ["Một"]);
        assert_eq!(titles(&member, "?bookmarked=true").await, ["Hai"]);
        assert_eq!(titles(&member, "?bookmarked=false").await, ["Một"]);
        let items = member.get(LIBRARY).await.json()["items"].clone();
        let shape = |item: &Value| {
            (
                item["read_state"].clone(),
                item["permille"].clone(),
                item["bookmarked"].clone(),
                item["bookmark_anchor"].clone(),
            )
        };
        assert_eq!(
            shape(&items[0]),
            (json!("unread"), Value::Null, json!(true), json!("dieu-1"))
        );
        assert_eq!(
            shape(&items[1]),
            (json!("begun"), json!(420), json!(false), Value::Null)
        );
        assert_eq!(titles(&app.stranger(), "?unread=true").await.len(), 2);
        assert!(titles(&app.stranger(), "?bookmarked=true").await.is_empty());
        // In the archive a bookmark is still found.
        rescope(&app, &second, json!({"tier": "archive"})).await;
        assert_eq!(titles(&member, "?bookmarked=true").await, ["Hai"]);
        // A minor edition leaves it begun, a major one asks again.
        for (change, unread) in [("minor", 0), ("major", 1)] {
            publish_next(&app, &first, change).await;
            assert_eq!(
                titles(&member, "?unread=true").await.len(),
                unread,
                "{change}"
            );
        }
    }
);

// Readers whom the same audiences admit are shown the same page from memory.
on_both_engines!(
    a_shared_page_has_each_readers_own_marks_and_follows_the_library,
    |app| async move {
        let first = publish(&app, named("1-NQ/TU", "Một")).await;
        let (member, other) = (app.sign_in_again("member"), app.sign_in_again("secretary"));
        let shape = async |reader: &Actor| {
            let page = reader.get(LIBRARY).await.assert(200).json();
            let item = page["items"][0].clone();
            (
                item["edition_number"].as_i64(),
                item["read_state"].as_str().map(str::to_owned),
                item["permille"].as_i64(),
                item["bookmarked"].as_bool(),
            )
        };
        let seen = |number, state: &str, permille, marked| {
            (Some(number), Some(state.to_owned()), permille, Some(marked))
        };
        for reader in [&member, &other] {
            assert_eq!(shape(reader).await, seen(1, "unread", None, false));
        }
        let read = position(&first, 420, "2026-11-23T01:00:00Z");
        member
            .put(path(&first, "/position"), read)
            .await
            .assert(200);
        member
            .put(path(&first, "/bookmark"), json!({}))
            .await
            .assert(204);
        assert_eq!(shape(&member).await, seen(1, "begun", Some(420), true));
        assert_eq!(shape(&other).await, seen(1, "unread", None, false));
        for (number, change, state) in [(2, "minor", "begun"), (3, "major", "unread")] {
            publish_next(&app, &first, change).await;
            assert_eq!(shape(&member).await, seen(number, state, Some(420), true));
            assert_eq!(shape(&other).await, seen(number, "unread", None, false));
        }
        member.delete(path(&first, "/bookmark")).await.assert(204);
        assert_eq!(shape(&member).await, seen(3, "unread", Some(420), false));
        publish(&app, named("2-NQ/TU", "Hai")).await;
        assert_eq!(titles(&other, "").await, ["Hai", "Một"]);
        rescope(&app, &first, only(&app, "ward_b")).await;
        assert_eq!(titles(&member, "").await, ["Hai"]);
        assert_eq!(titles(&other, "").await, ["Hai"]);
    }
);
