//! Who may know whom.

use crate::source::{File, files};
use crate::{ROOMS, none};

/// Each module of `src/` and the modules it may name. Every room may also name what `ROOM_GROUND` lists.
const MAY_KNOW: [(&str, &[&str]); 36] = [
    ("kernel", &[]),
    ("manuscripts", &["kernel"]),
    ("sheets", &["kernel"]),
    ("error", &["kernel"]),
    ("db", &["kernel", "error"]),
    ("auth", &["kernel", "error", "db"]),
    ("http", &["kernel", "error", "db", "auth"]),
    // The options of those it configures.
    ("config", &["kernel", "error", "db", "auth", "http"]),
    ("openapi", &["error", "http"]),
    ("log", &[]),
    // A client of a foreign service; its caller's settings and errors are not its own.
    ("fcm", &["kernel"]),
    ("providers", &["kernel", "config", "fcm"]),
    // The state that every handler is given holds what some rooms remember between requests, the queue of jobs and what
    // the tree needs of the people above it.
    (
        "app",
        &[
            "kernel",
            "error",
            "config",
            "db",
            "auth",
            "http",
            "audit",
            "jobs",
            "units",
            "members",
            "files",
            "sessions",
            "audiences",
            "library",
            "questions",
            "quizzes",
            "reading",
            "search",
            "study",
            "reports",
            "providers",
            "push",
            "mail",
            "wiring",
        ],
    ),
    ("audit", &["units", "members"]),
    ("jobs", &["audit"]),
    ("system", &[]),
    ("units", &["audit"]),
    ("members", &["audit", "units"]),
    // Where files lie is a setting.
    ("files", &["config", "audit", "jobs", "units", "members"]),
    ("sessions", &["audit", "units", "members"]),
    ("audiences", &["units"]),
    (
        "library",
        &[
            "manuscripts",
            "sheets",
            "audit",
            "units",
            "members",
            "files",
            "audiences",
        ],
    ),
    (
        "questions",
        &["sheets", "audit", "jobs", "units", "files", "library"],
    ),
    (
        "quizzes",
        &["audit", "jobs", "units", "files", "audiences", "questions"],
    ),
    ("reading", &["audiences", "library", "files"]),
    ("search", &["audiences", "library", "reading"]),
    (
        "study",
        &[
            "audit",
            "units",
            "members",
            "audiences",
            "library",
            "quizzes",
        ],
    ),
    (
        "progress",
        &[
            "audit",
            "units",
            "members",
            "audiences",
            "library",
            "reading",
            "quizzes",
            "study",
        ],
    ),
    // It reads the tables of study and progress by its own queries.
    ("reports", &["audit", "units", "jobs"]),
    ("inbox", &["audit"]),
    (
        "push",
        &[
            "audit",
            "units",
            "audiences",
            "library",
            "study",
            "inbox",
            "providers",
        ],
    ),
    (
        "mail",
        // It reads the figures of progress by its own queries.
        &["config", "audit", "members", "sessions"],
    ),
    ("rosters", &["sheets", "audit", "units", "members", "jobs"]),
    (
        "wiring",
        &[
            "app",
            "jobs",
            "units",
            "members",
            "files",
            "rosters",
            "library",
            "questions",
            "quizzes",
            "study",
            "progress",
            "push",
            "mail",
            "sessions",
            "reports",
        ],
    ),
    (
        "demo",
        &[
            "kernel",
            "error",
            "db",
            "auth",
            "units",
            "members",
            "sessions",
            "audiences",
            "files",
            "library",
        ],
    ),
    (
        "upkeep",
        &[
            "app", "error", "http", "audit", "jobs", "sessions", "files", "wiring", "library",
            "reading", "search", "quizzes", "progress", "push", "mail",
        ],
    ),
];

/// What every room stands on. `app` is there for handlers, who are given the application's state; see `rooms.rs` for
/// the parts of a room that may not use it.
const ROOM_GROUND: [&str; 6] = ["kernel", "error", "db", "auth", "http", "app"];

/// `server` puts all together, `cli` starts it; only `main` is above.
const TOP: [&str; 4] = ["server", "cli", "lib", "main"];

/// File, what it names, why it must.
const EXCEPTIONS: [(&str, &str, &str); 8] = [
    (
        "auth/extract.rs",
        "app",
        "an extractor finds the clock and the caches in the application's state",
    ),
    (
        "auth/extract.rs",
        "http",
        "a caller's request is counted against his limits before he is known to a handler",
    ),
    (
        "auth/cache.rs",
        "app",
        "reads a principal through the application's database",
    ),
    (
        "auth/principal.rs",
        "http",
        "a request's id is part of who asks",
    ),
    (
        "auth/actor.rs",
        "http",
        "a request's id is part of who asks",
    ),
    (
        "http/edge.rs",
        "app",
        "the middleware around every request measures and limits with the application's state",
    ),
    (
        "http/idempotency.rs",
        "app",
        "keeps answers through the application's database",
    ),
    (
        "http/limits.rs",
        "app",
        "the counters live in the application's state",
    ),
];

fn may_know(file: &File, target: &str) -> bool {
    let own = file.top();
    let is_room = ROOMS.contains(&own);
    let listed = MAY_KNOW
        .iter()
        .find(|(name, _)| *name == own)
        .is_some_and(|(_, known)| known.contains(&target));
    let excepted = EXCEPTIONS
        .iter()
        .any(|(name, to, _)| *name == file.name && *to == target);
    own == target
        || listed
        || is_room && ROOM_GROUND.contains(&target)
        || TOP.contains(&own) && target != "main"
        || excepted
}

/// The module of `src/` that a path leads into; macros are exported at the top and belong to `db`.
fn target(segments: &[String]) -> Option<&str> {
    match segments {
        [root, name, ..]
            if root == "crate" && name.chars().next().is_some_and(char::is_lowercase) =>
        {
            Some(name)
        }
        _ => None,
    }
}

/// A module may know only those below it.
pub fn upward(file: &File) -> Vec<String> {
    let modules: Vec<&str> = files().iter().map(File::top).collect();
    let named = file.paths.iter().filter_map(|path| {
        let target = target(&path.segments).filter(|target| modules.contains(target))?;
        (!may_know(file, target))
            .then(|| format!("{}:{} names crate::{target}", file.name, path.line))
    });
    named.collect()
}

#[test]
fn modules_know_only_those_below_them() {
    none(
        "a module may know only those below it (tests/architecture/edges.rs):",
        files().iter().flat_map(upward),
    );
}

#[test]
fn every_module_has_its_place() {
    let placed =
        |name: &str| TOP.contains(&name) || MAY_KNOW.iter().any(|(known, _)| *known == name);
    let findings = files()
        .iter()
        .filter(|file| !placed(file.top()))
        .map(|file| file.name.clone());
    none("these files belong to no module of MAY_KNOW:", findings);
}

#[test]
fn no_exception_is_left_over() {
    let files = files();
    let unused = EXCEPTIONS.iter().filter(|(name, to, _)| {
        !files.iter().any(|file| {
            file.name == *name
                && file
                    .paths
                    .iter()
                    .any(|path| target(&path.segments) == Some(*to))
        })
    });
    none(
        "exceptions that nobody needs any more:",
        unused.map(|(name, to, _)| format!("{name} -> {to}")),
    );
}

/// Inner modules of a room that another may name, and why.
const OPEN_PARTS: [(&str, &str, &str, &str); 1] = [(
    "server.rs",
    "system",
    "routes",
    "metrics and the document are mounted outside the documented scope",
)];

/// Of another room only what its mod.rs shows may be used.
pub fn reaching_in(file: &File) -> Vec<String> {
    let is_part = |room: &str, part: &str| {
        files()
            .iter()
            .any(|file| file.top() == room && file.is_part(part))
    };
    let named = file.paths.iter().filter_map(|path| {
        let [_, _, part, ..] = path.segments.as_slice() else {
            return None;
        };
        let room =
            target(&path.segments).filter(|room| ROOMS.contains(room) && *room != file.top())?;
        let open = OPEN_PARTS
            .iter()
            .any(|(name, to, inner, _)| *name == file.name && *to == room && inner == part);
        (is_part(room, part) && !open).then(|| {
            format!(
                "{}:{} names {}",
                file.name,
                path.line,
                path.segments.join("::")
            )
        })
    });
    named.collect()
}

#[test]
fn nobody_reaches_into_another_room() {
    none(
        "of another room only what its mod.rs shows may be used:",
        files().iter().flat_map(reaching_in),
    );
}
