//! Operation × actor → status: one table that is run, and that anyone can read in `table.txt`.
//!
//! A room writes its rows in its own file. Several cases of one operation have a word after a colon:
//!
//! ```ignore
//! Row {
//!     operation: "get_member: of the same cell",
//!     request: |app| Request::get(format!("/api/v1/members/{}", app.person("deputy").public_id)),
//!     //       anonymous member secretary deputy officer stranger roster_officer author publisher auditor admin
//!     expect: [401,      404,   200,      200,   200,    404,     200,           404,   404,      404,    200],
//! }
//! ```
//!
//! `request` runs once for each fresh database; what it needs there beyond the organisation it makes itself, with
//! `app.wait(…)`. An answer that changes something ends the database: the next actor gets a new one.

mod audit;
mod files;
mod jobs;
mod library;
mod mail;
mod members;
mod progress;
mod push;
mod quizzes;
mod reading;
mod reports;
mod rosters;
mod search;
mod sessions;
mod study;
mod system;
mod units;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::mail::nowhere;
use crate::support::{Actor, Contract, Engine, Request, TestApp};

/// The columns, in the order of [`Row::expect`].
pub const ACTORS: [&str; 11] = [
    "anonymous",
    "member",
    "secretary",
    "deputy",
    "officer",
    "stranger",
    "roster_officer",
    "author",
    "publisher",
    "auditor",
    "admin",
];

/// One operation (or one case of it) and what each actor is answered.
pub struct Row {
    pub operation: &'static str,
    pub request: fn(&TestApp) -> Request,
    pub expect: [u16; ACTORS.len()],
}

impl Row {
    /// The operation id, without the case.
    fn operation_id(&self) -> &str {
        self.operation.split(':').next().unwrap_or_default()
    }
}

fn sections() -> Vec<(&'static str, Vec<Row>)> {
    vec![
        ("system", system::rows()),
        ("sessions", sessions::rows()),
        ("units", units::rows()),
        ("members", members::rows()),
        ("rosters", rosters::rows()),
        ("files", files::rows()),
        ("library", library::rows()),
        ("reading", reading::rows()),
        ("search", search::rows()),
        ("quizzes", quizzes::rows()),
        ("study", study::rows()),
        ("progress", progress::rows()),
        ("reports", reports::rows()),
        ("push", push::rows()),
        ("mail", mail::rows()),
        ("jobs", jobs::rows()),
        ("audit", audit::rows()),
    ]
}

fn rows() -> Vec<Row> {
    sections().into_iter().flat_map(|(_, rows)| rows).collect()
}

#[test]
fn every_operation_has_a_row() {
    let rows = rows();
    let covered: BTreeSet<&str> = rows.iter().map(Row::operation_id).collect();
    let documented: BTreeSet<&str> = Contract::get()
        .operations()
        .filter_map(|(_, _, operation)| operation["operationId"].as_str())
        .collect();
    let missing: Vec<_> = documented.difference(&covered).collect();
    assert!(
        missing.is_empty(),
        "operations without a row in tests/api/authorization/: {missing:?}"
    );
    let unknown: Vec<_> = covered.difference(&documented).collect();
    assert!(
        unknown.is_empty(),
        "rows of operations that do not exist: {unknown:?}"
    );
}

#[test]
fn the_readable_table_is_fresh() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/api/authorization/table.txt"
    );
    let fresh = table();
    #[expect(
        clippy::disallowed_methods,
        reason = "the way to say that the table should be written"
    )]
    if std::env::var("UPDATE_SNAPSHOT").is_ok_and(|value| value == "1") {
        std::fs::write(path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    if let Some((old, new)) = kept
        .lines()
        .zip(fresh.lines())
        .find(|(old, new)| old != new)
    {
        panic!(
            "tests/api/authorization/table.txt is stale (UPDATE_SNAPSHOT=1 cargo test --test api authorization writes it):\n- {old}\n+ {new}"
        );
    }
    assert_eq!(
        kept, fresh,
        "tests/api/authorization/table.txt is stale (UPDATE_SNAPSHOT=1 cargo test --test api authorization writes it)"
    );
}

/// `ok` for whatever was done or shown, else the status of the refusal.
fn table() -> String {
    let sections = sections();
    let width = sections
        .iter()
        .flat_map(|(_, rows)| rows)
        .map(|row| row.operation.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::from(
        "Who may do what. One line an operation, one column an actor.\n\
         ok: done or shown · 401: must sign in · 403: sees it but may not do this · 404: may not know of it\n\
         secretary, deputy and member are of one cell; officer reads the ward above it; stranger is the secretary of a cell\n\
         of another ward; the others hold their office at the city.\n",
    );
    for (name, rows) in sections {
        let _ = write!(text, "\n{name:<width$}");
        let _ = writeln!(text, "  {}", ACTORS.join("  "));
        for row in rows {
            let _ = write!(text, "{:<width$}", row.operation);
            for (actor, status) in ACTORS.iter().zip(row.expect) {
                let cell = if status < 400 {
                    "ok".to_owned()
                } else {
                    status.to_string()
                };
                let _ = write!(text, "  {cell:<width$}", width = actor.len());
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
    }
    text
}

fn actor(app: &TestApp, name: &str) -> Actor {
    if name == "anonymous" {
        app.anonymous()
    } else {
        app.actor(name)
    }
}

/// A server with the request of the row prepared in its database.
struct Prepared {
    app: TestApp,
    request: Request,
}

impl Prepared {
    async fn new(engine: Engine, row: &Row) -> Option<Self> {
        let builder = TestApp::builder().config(|config| config.mail = Some(nowhere()));
        let app = builder.start(engine).await?;
        let make = row.request;
        // On a thread of its own, so that the row may wait.
        let (app, request) = tokio::task::spawn_blocking(move || {
            let request = make(&app);
            (app, request)
        })
        .await
        .unwrap_or_else(|error| panic!("{}: {error}", row.operation));
        // The row must ask for the operation that it names.
        let (template, method) = (
            Contract::get().template(&request.path),
            request.method.to_lowercase(),
        );
        let operation =
            &Contract::get().document["paths"][template.unwrap_or_default()][method]["operationId"];
        assert_eq!(
            operation,
            row.operation_id(),
            "the row asks for another operation: {} {}",
            request.method,
            request.path
        );
        Some(Self { app, request })
    }
}

/// Every actor's answer to one row, where it is not the expected one.
async fn differences(engine: Engine, row: &Row) -> Option<Vec<String>> {
    let mut differences = Vec::new();
    let mut prepared = None;
    for (name, expected) in ACTORS.iter().zip(row.expect) {
        let Prepared { app, request } = match prepared.take() {
            Some(prepared) => prepared,
            None => Prepared::new(engine, row).await?,
        };
        let reply = actor(&app, name).send(request.clone()).await;
        if reply.status() != expected {
            differences.push(format!(
                "{} as {name}: expected {expected}, but {reply}",
                row.operation
            ));
        }
        if reply.status() >= 400 || request.method == "GET" {
            prepared = Some(Prepared { app, request });
        }
    }
    Some(differences)
}

fn run_table(engine: Engine) {
    crate::support::run(async move {
        let mut found = Vec::new();
        for row in rows() {
            let Some(differences) = differences(engine, &row).await else {
                return;
            };
            found.extend(differences);
        }
        assert!(
            found.is_empty(),
            "{} cells differ:\n{}",
            found.len(),
            found.join("\n")
        );
    });
}

#[test]
fn everyone_is_answered_as_the_table_says_on_sqlite() {
    run_table(Engine::Sqlite);
}

#[test]
fn everyone_is_answered_as_the_table_says_on_postgres() {
    run_table(Engine::Postgres);
}
