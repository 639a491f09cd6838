//! A GET changes nothing.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use serde_json::json;
use sotay::db::Conn;
use sotay::error::Error;

use super::{LIBRARY, paper, path, position};
use crate::support::TestApp;

const TABLES: [&str; 9] = [
    "documents",
    "editions",
    "edition_sections",
    "edition_files",
    "document_links",
    "library_changes",
    "bookmarks",
    "reading_positions",
    "edition_events",
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

on_both_engines!(reading_changes_nothing, |app| async move {
    let written = paper().publish(&app).await;
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
    assert!(before.iter().all(|(table, rows)| {
        !rows.is_empty() || ["edition_files", "document_links"].contains(table)
    }));
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
    for query in ["", "?unread=true", "?bookmarked=true"] {
        member.get(format!("{LIBRARY}{query}")).await.assert(200);
    }
    member
        .get(format!("{LIBRARY}/changes?after={after}"))
        .await
        .assert(200);
    assert_eq!(dump(&app).await, before);
});
