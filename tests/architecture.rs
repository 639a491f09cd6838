//! The shape of the source, held by test: who may know whom, where SQL may stand, what a handler and a query must demand,
//! and how long a file may be. Exceptions stand in lists with their reasons.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

#[path = "architecture/edges.rs"]
mod edges;
#[path = "architecture/operations.rs"]
mod operations;
#[path = "architecture/rooms.rs"]
mod rooms;
#[path = "architecture/selftest.rs"]
mod selftest;
#[path = "architecture/sizes.rs"]
mod sizes;
#[path = "architecture/source.rs"]
mod source;

/// Rooms: the modules of `src/` that follow the room's plan.
const ROOMS: [&str; 20] = [
    "audiences",
    "audit",
    "files",
    "inbox",
    "jobs",
    "library",
    "mail",
    "members",
    "progress",
    "push",
    "questions",
    "quizzes",
    "reading",
    "reports",
    "rosters",
    "search",
    "sessions",
    "study",
    "system",
    "units",
];

/// Fails with every finding at once, each a line.
#[track_caller]
fn none(rule: &str, findings: impl IntoIterator<Item = String>) {
    let findings: Vec<String> = findings.into_iter().collect();
    assert!(findings.is_empty(), "{rule}\n  {}", findings.join("\n  "));
}
