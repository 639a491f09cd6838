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
    let table: [(&str, &[&str]); 17] = [
        ("", &["Nên đọc", "Đã hết hạn", "Chưa tới ngày", "Thông báo"]),
        ("?tier=archive", &["Lưu trữ"]),
        (
            "?tier=all",
            &[
                "Nên đọc",
                "Lưu trữ",
                "Đã hết hạn",
                "Chưa tới ngày",
                "Thông báo",
            ],
        ),
        ("?tier=all&kind=thong_bao", &["Thông báo"]),
        ("?tier=all&force=expired", &["Đã hết hạn"]),
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

on_both_engines!(force_has_the_words_that_papers_bear, |app| async move {
    let mut bases = Vec::new();
    for number in 1..=3 {
        let paper = named(&format!("{number}-NQ/TU"), &format!("Gốc {number}"));
        bases.push(publish(&app, paper).await);
    }
    let over = named("4-NQ/TU", "Hết hạn").with("expires_on", json!("2026-11-01"));
    bases.push(publish(&app, over).await);
    let kinds = ["replaces", "repeals", "amends", "amends"];
    let links: Vec<Value> = kinds
        .iter()
        .zip(&bases)
        .map(|(kind, base)| json!({"kind": kind, "document_id": base.document_id}))
        .collect();
    publish(&app, named("5-NQ/TU", "Mới").with("links", json!(links))).await;
    let member = app.sign_in_again("member");
    let table: [(&str, &[&str]); 7] = [
        ("replaced", &["Gốc 1"]),
        ("repealed", &["Gốc 2"]),
        ("amended", &["Gốc 3"]),
        ("expired", &["Hết hạn"]),
        ("ended", &["Hết hạn", "Gốc 2", "Gốc 1"]),
        ("in_force", &["Mới", "Gốc 3"]),
        ("not_yet", &[]),
    ];
    for (force, expected) in table {
        let page = member.get(format!("{LIBRARY}?force={force}")).await;
        assert_eq!(titles_of(&page), expected, "{force}");
        for item in page.json()["items"].as_array().unwrap() {
            let coarse = ["ended", "in_force"].contains(&force);
            assert!(coarse || item["force"] == force, "{force}: {item}");
        }
    }
    // What no longer holds is put away.
    rescope(&app, &bases[0], json!({"tier": "archive"})).await;
    assert!(titles(&member, "?force=replaced").await.is_empty());
    assert_eq!(titles(&member, "?force=replaced&tier=all").await, ["Gốc 1"]);
    let reply = member.get(format!("{LIBRARY}?force=over")).await;
    assert_eq!(reply.assert(422).errors()[0].1, "unknown_value");
});

fn digest(title: &str, day: &str) -> Paper {
    let mut paper = named("", "");
    paper.metadata = json!({"kind": "press_digest", "title": title, "digest_on": day});
    paper.tier = "archive";
    paper
}

/// What the migration does that brought the column, once more.
async fn fill_digest_days(app: &TestApp) {
    use diesel::prelude::*;
    use sotay::db::Conn;
    use sotay::db::schema::documents;
    let change = |conn: &mut Conn| {
        let text = match conn {
            Conn::Sqlite(_) => {
                include_str!("../../../migrations/sqlite/2026-11-28-000003_digest_days/up.sql")
            }
            Conn::Postgres(_) => {
                include_str!("../../../migrations/postgres/2026-11-28-000003_digest_days/up.sql")
            }
        };
        let fill = text
            .split(';')
            .find(|statement| statement.trim_start().starts_with("UPDATE"))
            .unwrap();
        let none = documents::digest_on.eq(None::<chrono::NaiveDate>);
        diesel::update(documents::table).set(none).execute(conn)?;
        Ok(diesel::sql_query(fill).execute(conn)?)
    };
    assert!(app.state().db.write(change).await.unwrap() >= 2);
}

on_both_engines!(press_digests_are_found_by_their_day, |app| async move {
    let first = publish(&app, digest("Điểm báo 20/11", "2026-11-20")).await;
    publish(&app, digest("Điểm báo 21/11", "2026-11-21")).await;
    publish(&app, named("1-NQ/TU", "Nghị quyết")).await;
    let member = app.sign_in_again("member");
    // Another number of items is another page, which is not in memory yet.
    for (limit, is_filled_anew) in [(7, false), (8, true)] {
        if is_filled_anew {
            fill_digest_days(&app).await;
        }
        let query = |day: &str| format!("?digest_on={day}&tier=all&limit={limit}");
        let page = member
            .get(format!("{LIBRARY}{}", query("2026-11-20")))
            .await;
        assert_eq!(titles_of(&page), ["Điểm báo 20/11"], "{is_filled_anew}");
        assert_eq!(page.json()["items"][0]["digest_on"], "2026-11-20");
        assert!(titles(&member, &query("2026-11-22")).await.is_empty());
    }
    // They lie in the archive, which is left out unless it is asked for.
    assert!(titles(&member, "?digest_on=2026-11-20").await.is_empty());
    assert!(titles(&member, "?kind=press_digest").await.is_empty());
    assert_eq!(
        titles(&member, "?kind=press_digest&tier=all").await,
        ["Điểm báo 21/11", "Điểm báo 20/11"]
    );
    let listed = member.get(LIBRARY).await.assert(200).json();
    assert!(listed["items"][0].get("digest_on").is_none());
    // A place in one day's list is none in another's.
    let page = member
        .get(format!("{LIBRARY}?kind=press_digest&tier=all&limit=1"))
        .await
        .json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let path =
        |day: &str| format!("{LIBRARY}?kind=press_digest&tier=all&limit=1{day}&cursor={cursor}");
    assert_eq!(titles_of(&member.get(path("")).await), ["Điểm báo 20/11"]);
    let other = member.get(path("&digest_on=2026-11-20")).await;
    other.assert_problem(422, "invalid_request");
    member
        .get(format!("{LIBRARY}?digest_on=20/11/2026"))
        .await
        .assert(422);
    // A later edition says another day.
    let next = first.next(&app, "minor").await;
    let path = format!("/api/v1/editions/{}/metadata", next.edition_id);
    let corrected = digest("Điểm báo 19/11", "2026-11-19").metadata;
    let put = Request::put(path, json!({"metadata": corrected})).header("if-match", "*");
    app.author().send(put).await.assert(200);
    let of_day = async |day: &str| titles(&member, &format!("?digest_on={day}&tier=all")).await;
    assert_eq!(of_day("2026-11-20").await, ["Điểm báo 20/11"]);
    next.approve(&app).await;
    let published = next.act(&app.publisher(), "publication", json!({})).await;
    published.assert(200);
    assert!(of_day("2026-11-20").await.is_empty());
    assert_eq!(of_day("2026-11-19").await, ["Điểm báo 19/11"]);
});
