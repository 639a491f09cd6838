//! How long things may be, and words that may not stand in the source.

use crate::none;
use crate::source::{File, files};

const FILE_LINES: usize = 300;
const FUNCTION_LINES: usize = 50;
const MAIN_LINES: usize = 40;

/// File, its own budget, why.
const LONGER_FILES: [(&str, usize, &str); 1] = [(
    "db/schema.rs",
    1_300,
    "a list of tables: one place to compare with the databases",
)];

/// File and function, its own budget, why.
const LONGER_FUNCTIONS: [(&str, &str, usize, &str); 0] = [];

#[test]
fn files_are_short() {
    let files = files();
    let budget = |name: &str| {
        LONGER_FILES
            .iter()
            .find(|(file, ..)| *file == name)
            .map_or(FILE_LINES, |(_, lines, _)| *lines)
    };
    let long = files
        .iter()
        .filter(|file| file.text.lines().count() > budget(&file.name));
    none(
        "longer than its budget:",
        long.map(|file| format!("{}: {} lines", file.name, file.text.lines().count())),
    );
    let unused = LONGER_FILES.iter().filter(|(name, ..)| {
        files
            .iter()
            .all(|file| file.name != *name || file.text.lines().count() <= FILE_LINES)
    });
    none(
        "needs no budget of its own any more:",
        unused.map(|(name, ..)| (*name).to_owned()),
    );
}

/// Lines of code between the braces, as clippy counts them.
pub fn long_functions(file: &File) -> Vec<String> {
    let budget = |function: &str| {
        let own = LONGER_FUNCTIONS
            .iter()
            .find(|(name, longer, ..)| *name == file.name && *longer == function);
        own.map_or(FUNCTION_LINES, |(_, _, lines, _)| *lines)
    };
    let long = file
        .functions
        .iter()
        .filter(|function| function.length > budget(&function.name));
    long.map(|function| {
        format!(
            "{}:{} {}: {} lines",
            file.name, function.line, function.name, function.length
        )
    })
    .collect()
}

#[test]
fn functions_are_short() {
    none(
        "functions longer than their budget:",
        files().iter().flat_map(long_functions),
    );
}

#[test]
fn main_only_calls_the_library() {
    let main = files().iter().find(|file| file.name == "main.rs").unwrap();
    assert!(
        main.text.lines().count() <= MAIN_LINES,
        "main.rs has {} lines",
        main.text.lines().count()
    );
}

/// Words of code that panic or write past the log, and the files that may have them.
const FORBIDDEN: [(&str, &[&str]); 9] = [
    (".unwrap()", &[]),
    (".expect(", &[]),
    ("panic!(", &[]),
    ("todo!(", &[]),
    ("unimplemented!(", &[]),
    ("dbg!(", &[]),
    ("println!(", &["cli.rs", "main.rs"]),
    ("eprintln!(", &["main.rs"]),
    ("print!(", &[]),
];

/// A request must end in an answer, and output goes through the log.
pub fn forbidden_words(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in file.code() {
        for (word, allowed) in FORBIDDEN {
            let is_word = |at: usize| {
                word.starts_with('.')
                    || !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            };
            let stands = line.match_indices(word).any(|(at, _)| is_word(at));
            if stands && !allowed.contains(&file.name.as_str()) {
                found.push(format!("{}:{number} {word}", file.name));
            }
        }
    }
    found
}

#[test]
fn nothing_panics_or_prints() {
    none(
        "a request must end in an answer, and output goes through the log:",
        files().iter().flat_map(forbidden_words),
    );
}
