//! `cargo bench [-- FILTER]`: starts the real server (built as for release) and, in the same run, a bare actix-web
//! handler that answers as many bytes, loads both in turn and prints ratios. Machines are noisy: only ratios compare.
//!
//! Every figure goes to `target/bench/results.json`; a later run with a filter replaces only its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    reason = "a bench fails by panicking and speaks to a person"
)]

mod bare;
#[path = "../support/fake_fcm.rs"]
mod fake_fcm;
mod foundation;
mod library;
mod load;
mod measure;
#[path = "../support/postgres.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod postgres;
mod process;
mod push;
mod report;
mod reports;
mod study;

/// As the server has it: what is measured in this process shall allocate as it does there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A group of figures under a name that can be asked for.
type Group = (&'static str, fn(&mut report::Report));

const GROUPS: [Group; 8] = [
    ("foundation", foundation::run),
    ("library-sqlite", library::on_sqlite),
    ("library-postgres", library::on_postgres),
    ("push-client", push::client),
    ("push-campaign", push::campaign),
    ("reports-sqlite", reports::on_sqlite),
    ("reports-postgres", reports::on_postgres),
    ("study", study::run),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--bare") {
        bare::serve(
            arguments[at + 1].parse().unwrap(),
            arguments[at + 2].parse().unwrap(),
        );
        return;
    }
    let filters: Vec<&String> = arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let mut report = report::Report::default();
    for (name, run) in GROUPS {
        if filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str())) {
            println!("{name}");
            run(&mut report);
        }
    }
    report.write();
}
