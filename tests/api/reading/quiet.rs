//! A GET changes nothing.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use serde_json::json;
use sotay::db::Conn;
use sotay::error::Error;

use super::{LIBRARY, paper, path, position};
use crate::files::large_picture;
use crate::library;
use crate::search::{found, suggested};
use crate::support::{Request, TestApp};

const TABLES: [&str; 11] = [
    "documents",
    "editions",
    "edition_sections",
    "edition_files",
    "document_links",
    "library_changes",
    "bookmarks",
    "reading_positions",
    "edition_events",
    "files",
    "file_pieces",
];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row of a table as text.
fn rows(conn: &mut Conn, table: &str) -> Result<Vec<String>, Error> {
    let query = match conn {
        Conn::Postgres(_) => format!("SELECT t::text AS line FROM {table} t ORDER BY 1"),
        Conn::Sqlite(_) => {
            let columns: Vec<Line> = sql_query(format!(
                "SELECT 'quote(' || name || ')' AS line FROM pragma_table_info('{table}')"
            ))
            .load(conn)?;
            let columns: Vec<String> = columns.into_iter().map(|column| column.line).collect();
            let columns = columns.join(" || ',' || ");
            format!("SELECT {columns} AS line FROM {table} ORDER BY 1")
        }
    };
    let lines: Vec<Line> = sql_query(query).load(conn)?;
    Ok(lines.into_iter().map(|line| line.line).collect())
}

async fn dump(app: &TestApp) -> Vec<(&'static str, Vec<String>)> {
    let dump = |conn: &mut Conn| {
        TABLES
            .into_iter()
            .map(|table| Ok((table, rows(conn, table)?)))
            .collect()
    };
    app.state().db.read(dump).await.unwrap()
}

/// Of a file that is in order and came in with digests of its pieces, as all do now. What the server learns of a file's
/// bytes while it sends them is the one thing that a GET writes down: digests of one that came in before they were kept,
/// so that it is hashed whole once and not for everybody who asks; and that one is damaged, so that nobody is sent it
/// from then on. Both are tested in `files/rot.rs`.
async fn reads_a_file(app: &TestApp, file: &str, bytes: &[u8]) {
    let member = app.member();
    let whole = member.get(file).await;
    assert!(whole.assert(200).bytes() == bytes);
    let part = Request::get(file).header("range", "bytes=200000-200009");
    let part = member.send(part).await;
    assert!(part.assert(206).bytes() == &bytes[200_000..=200_009]);
    let outside = Request::get(file).header("range", "bytes=300000-");
    member.send(outside).await.assert(416);
    let known = Request::get(file).header("if-none-match", whole.etag());
    member.send(known).await.assert(304);
    app.stranger().get(file).await.assert(200);
}

on_both_engines!(reading_changes_nothing, |app| async move {
    let other = paper().with("symbol", json!("58-NQ/TU"));
    let other = other.publish(&app).await;
    let links = json!([{"kind": "refers", "document_id": other.document_id}]);
    let paper = paper().with("links", links);
    let written = paper.write(&app).await;
    // So large that it has several pieces, and they have digests of their own.
    let bytes = large_picture(300_000);
    let file = library::hold(&app, &written, ("image", "Sơ đồ.png"), &bytes).await;
    written.publish(&app).await;
    let member = app.member();
    member
        .put(path(&written, "/bookmark"), json!({}))
        .await
        .assert(204);
    let read = position(&written, 10, "2026-11-23T01:00:00Z");
    member
        .put(path(&written, "/position"), read)
        .await
        .assert(200);
    let before = dump(&app).await;
    for (table, rows) in &before {
        assert!(!rows.is_empty(), "{table}");
    }
    let begun = member.get(format!("{LIBRARY}/changes")).await.json();
    let after = begun["after"].as_str().unwrap().to_owned();
    for what in [
        "",
        "/contents",
        "/sections/dieu-1",
        "/force",
        "/links",
        "/position",
    ] {
        member.get(path(&written, what)).await.assert(200);
        app.stranger().get(path(&written, what)).await;
    }
    reads_a_file(&app, &file, &bytes).await;
    for actor in [&member, &app.stranger()] {
        found(actor, "chuyen doi so").await;
        found(actor, "57-NQ/TU").await;
        found(actor, "khong co chu nao").await;
        suggested(actor, "chuyen d").await;
        suggested(actor, "57").await;
    }
    assert_eq!(found(&member, "57-NQ/TU").await[0], "57-NQ/TU");
    assert!(!suggested(&member, "57").await.is_empty());
    for query in ["", "?unread=true", "?bookmarked=true"] {
        member.get(format!("{LIBRARY}{query}")).await.assert(200);
    }
    member
        .get(format!("{LIBRARY}/changes?after={after}"))
        .await
        .assert(200);
    assert_eq!(dump(&app).await, before);
});
