//! The parts of a room and what each may do.

use crate::source::{File, Function, files};
use crate::{ROOMS, none};

fn is_room(file: &File) -> bool {
    ROOMS.contains(&file.top())
}

/// What rules may name besides the model and the rules of their own room.
const RULES_MAY_NAME: [&[&str]; 11] = [
    &["crate", "kernel"],
    // As pure as the kernel.
    &["crate", "sheets"],
    &["crate", "error"],
    &["crate", "auth", "permissions"],
    &["crate", "auth", "Role"],
    &["std"],
    &["chrono"],
    // It only finds bytes among bytes.
    &["memchr"],
    &["serde"],
    &["serde_json"],
    // Only the derive that describes a type.
    &["utoipa", "ToSchema"],
];

/// File, what it names, why it may.
const RULES_EXCEPTIONS: [(&str, &str, &str); 1] = [(
    "audit/rules.rs",
    "crate::auth::secret",
    "a keyed hash is computed, nothing is asked",
)];

fn begins_with(path: &[String], start: &[&str]) -> bool {
    path.len() >= start.len() && path.iter().zip(start).all(|(a, b)| a == b)
}

/// What asks the machine: its clock, environment, files, network. `chrono::Utc` is also a type.
const MACHINE: [&[&str]; 7] = [
    &["std", "env"],
    &["std", "fs"],
    &["std", "net"],
    &["std", "time", "SystemTime"],
    &["std", "time", "Instant"],
    &["chrono", "Utc", "now"],
    &["chrono", "Local"],
];

/// Rules may only compute.
pub fn impure(file: &File) -> Vec<String> {
    if !is_room(file) || !file.is_part("rules") {
        return Vec::new();
    }
    let judged = |path: &[String]| path[0] == "crate" || crates().contains(&path[0]);
    let mut found = Vec::new();
    // What does not begin with a crate was brought in by a `use`, and judged there.
    for path in file.paths.iter().filter(|path| judged(&path.segments)) {
        let own = [
            ["crate", file.top(), "model"],
            ["crate", file.top(), "rules"],
        ];
        let permitted = own
            .iter()
            .map(<[&str; 3]>::as_slice)
            .chain(RULES_MAY_NAME)
            .any(|start| begins_with(&path.segments, start));
        let whole = path.segments.join("::");
        let excepted = RULES_EXCEPTIONS
            .iter()
            .any(|(name, start, _)| *name == file.name && whole.starts_with(start));
        let machine = MACHINE
            .iter()
            .any(|start| begins_with(&path.segments, start));
        if machine || !(permitted || excepted) {
            found.push(format!("{}:{} names {whole}", file.name, path.line));
        }
    }
    let waiting = file.functions.iter().filter(|function| function.is_async);
    found.extend(
        waiting
            .map(|function| format!("{}:{} {} is async", file.name, function.line, function.name)),
    );
    found
}

#[test]
fn rules_are_pure() {
    none("rules may only compute:", files().iter().flat_map(impure));
}

/// The crates that Cargo.toml names.
fn crates() -> Vec<String> {
    let manifest = include_str!("../../Cargo.toml");
    let section = manifest
        .split("[dependencies]")
        .nth(1)
        .unwrap()
        .split("\n[")
        .next()
        .unwrap();
    let names = section
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"));
    names
        .filter(|name| !name.starts_with('#'))
        .chain(["std".to_owned(), "core".to_owned(), "alloc".to_owned()])
        .collect()
}

/// Queries take a connection and values, and answer rows.
pub fn of_the_web(file: &File) -> Vec<String> {
    let own = |part: &'static str| vec!["crate".to_owned(), file.top().to_owned(), part.to_owned()];
    let web = ["actix_web", "tokio", "crate::app", "crate::http"]
        .map(|start| start.split("::").map(str::to_owned).collect());
    let forbidden: Vec<Vec<String>> = web
        .into_iter()
        .chain(["views", "routes", "jobs"].map(own))
        .collect();
    let named = file.paths.iter().filter(|path| {
        let of_the_web = forbidden
            .iter()
            .any(|start| path.segments.starts_with(start));
        // The edge kit has queries of its own, for remembered answers.
        is_queries(file)
            && of_the_web
            && !(file.top() == "http" && path.segments.get(1).is_some_and(|name| name == "http"))
    });
    named
        .map(|path| {
            format!(
                "{}:{} names {}",
                file.name,
                path.line,
                path.segments.join("::")
            )
        })
        .collect()
}

#[test]
fn queries_know_nothing_of_the_web() {
    none(
        "queries take a connection and values, and answer rows:",
        files().iter().flat_map(of_the_web),
    );
}

/// `queries.rs` or below `queries/`.
fn is_queries(file: &File) -> bool {
    file.is_part("queries")
}

/// Functions that make SQL, and methods that run it.
const SQL_FUNCTIONS: [&str; 8] = [
    "insert_into",
    "update",
    "delete",
    "select",
    "sql_query",
    "insert_or_ignore_into",
    "replace_into",
    "sql",
];
const SQL_METHODS: [&str; 7] = [
    ".batch_execute(",
    ".execute(",
    ".get_result(",
    ".get_results(",
    ".get_result::<",
    "sql_query(",
    "kept_sql(",
];

/// SQL may stand only in queries, db/ and auth/scope.rs.
pub fn stray_sql(file: &File) -> Vec<String> {
    if is_queries(file) || file.top() == "db" || file.name == "auth/scope.rs" {
        return Vec::new();
    }
    let is_sql = |path: &[String]| {
        let [.., before, last] = path else {
            return false;
        };
        let table = last == "table" && before.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        table || before == "diesel" && SQL_FUNCTIONS.contains(&last.as_str())
    };
    let named = file.paths.iter().filter(|path| is_sql(&path.segments));
    let mut found: Vec<String> = named
        .map(|path| format!("{}:{} {}", file.name, path.line, path.segments.join("::")))
        .collect();
    for (number, line) in file.code() {
        found.extend(
            SQL_METHODS
                .iter()
                .filter(|word| line.contains(**word))
                .map(|word| format!("{}:{number} {word}", file.name)),
        );
    }
    found
}

#[test]
fn sql_stands_only_in_queries() {
    none(
        "SQL may stand only in queries, db/ and auth/scope.rs:",
        files().iter().flat_map(stray_sql),
    );
}

/// Values that prove who asks.
const SCOPES: [&str; 6] = ["Public", "Viewer", "Reader", "Grant", "System", "Actor"];

/// A query takes one of them, or says why not in a line `// scope: …`.
pub fn unscoped(file: &File) -> Vec<String> {
    let demands = |function: &Function| {
        SCOPES
            .iter()
            .any(|scope| function.signature.iter().any(|word| word == scope))
    };
    let open = file.functions.iter().filter(|function| {
        is_queries(file)
            && !function.of_trait
            && !demands(function)
            && !file.above(function).contains("// scope: ")
    });
    open.map(|function| format!("{}:{} {}", file.name, function.line, function.name))
        .collect()
}

#[test]
fn every_query_demands_who_asks() {
    none(
        "a query takes Public, Viewer, Reader, Grant, System or an Actor, or says why not in a line `// scope: …`:",
        files().iter().flat_map(unscoped),
    );
}

#[test]
fn a_room_says_what_it_is_for() {
    let findings = files()
        .iter()
        .filter(|file| file.name.ends_with("mod.rs") && !file.text.starts_with("//! "))
        .map(|file| file.name.clone());
    none(
        "these mod.rs files do not open with what they are for:",
        findings,
    );
}
