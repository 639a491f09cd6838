//! The papers and materials of the demo, searched as people search: `tests/data/search/queries.csv` says what comes
//! first, and which passage is shown; `suggestions.csv` what is suggested first.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::Value;
use sotay::db::Engine;
use sotay::manuscripts::{self, Format};

use super::{Paper, encoded, seed};
use crate::support::{TestApp, run};

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The rows of a sheet, each as a lookup by heading.
fn rows(path: &str) -> Vec<impl Fn(&str) -> String> {
    let mut reader = csv::Reader::from_path(file(path)).unwrap();
    let headings = reader.headers().unwrap().clone();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let lookups = records.into_iter().map(move |record| {
        let headings = headings.clone();
        move |heading: &str| {
            let place = headings.iter().position(|other| other == heading);
            record[place.unwrap_or_else(|| panic!("no column {heading}"))].to_owned()
        }
    });
    lookups.collect()
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn day(text: &str) -> Option<String> {
    let day = NaiveDate::parse_from_str(text, "%d/%m/%Y").ok()?;
    Some(day.to_string())
}

fn sections(name: &str) -> Vec<(String, String)> {
    let path = file("src/demo/library").join(name);
    let format = match path.extension().and_then(|extension| extension.to_str()) {
        Some("docx") => Format::Docx,
        Some("pdf") => Format::Pdf,
        Some("md") => Format::Markdown,
        other => panic!("{name}: {other:?}"),
    };
    let manuscript = manuscripts::read(format, &std::fs::read(&path).unwrap());
    let drafts = manuscript
        .unwrap_or_else(|error| panic!("{name}: {error:?}"))
        .drafts;
    let sections =
        manuscripts::finish(drafts).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
    sections
        .into_iter()
        .map(|section| (section.title.unwrap_or_default(), section.text))
        .collect()
}

fn library() -> Vec<Paper> {
    let papers = rows("src/demo/library/danh-muc.csv")
        .into_iter()
        .map(|row| Paper {
            kind: row("kind").leak(),
            title: row("title"),
            symbol: filled(row("symbol")),
            issuer: filled(row("issuer")),
            issued_on: day(&row("issued_on")).map(|day| &*day.leak()),
            ends_on: day(&row("expires_on")).map(|day| &*day.leak()),
            abstract_text: filled(row("abstract")),
            tier: row("tier").leak(),
            sections: sections(&row("file")),
            ..Paper::default()
        });
    papers.collect()
}

/// Whether a document is the one that a sheet names: by symbol, by symbol and day, or by title.
fn is(document: &Value, expected: &str) -> bool {
    let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    match expected.split_once('@') {
        Some((symbol, issued_on)) => {
            text("symbol") == symbol && Some(text("issued_on")) == day(issued_on)
        }
        None => text("symbol") == expected || text("title") == expected,
    }
}

async fn wrong_hits(app: &TestApp) -> Vec<String> {
    let mut wrong = Vec::new();
    for row in rows("tests/data/search/queries.csv") {
        let (query, expected, passage) = (
            row("query"),
            row("expected_symbol_or_title"),
            row("passage"),
        );
        let reply = app
            .member()
            .get(format!("/api/v1/library/search?q={}", encoded(&query)))
            .await;
        reply.assert(200);
        let first = &reply.json()["items"][0];
        let document = &first["document"];
        let fits = if expected.is_empty() {
            first.is_null()
        } else {
            is(document, &expected)
        };
        let shown = first["passages"].as_array().into_iter().flatten();
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut texts = shown.map(|shown| format!("{} {}", shown["title"], shown["text"]));
        if !fits {
            wrong.push(format!(
                "{query}: {expected}, not {} {}",
                document["symbol"], document["title"]
            ));
        } else if !passage.is_empty()
            && !texts.any(|text| squeezed(&text).contains(&squeezed(&passage)))
        {
            wrong.push(format!(
                "{query}: not the passage {passage}, but {}",
                first["passages"]
            ));
        }
    }
    for row in rows("tests/data/search/suggestions.csv") {
        let (typed, expected) = (row("typed"), row("expected_first"));
        let reply = app
            .member()
            .get(format!("/api/v1/library/suggestions?q={}", encoded(&typed)))
            .await;
        let first = &reply.json()["items"][0];
        let fits = if expected.is_empty() {
            first.is_null()
        } else {
            is(first, &expected)
        };
        if !fits {
            wrong.push(format!(
                "{typed}? {expected}, not {} {}",
                first["symbol"], first["title"]
            ));
        }
    }
    wrong
}

fn first_hits(engine: Engine) {
    run(async move {
        let Some(app) = TestApp::builder().start(engine).await else {
            return;
        };
        let library = library();
        assert!(library.len() >= 30);
        seed(&app, library).await;
        let wrong = wrong_hits(&app).await;
        assert!(
            wrong.is_empty(),
            "{} first hits are wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    });
}

#[test]
fn what_people_search_for_comes_first_on_sqlite() {
    first_hits(Engine::Sqlite);
}

#[test]
fn what_people_search_for_comes_first_on_postgres() {
    first_hits(Engine::Postgres);
}
