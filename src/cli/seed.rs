//! `sotay seed`: a city of invented data in an empty database, to measure with.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{CliError, say};
use crate::auth::System;
use crate::auth::passwords::{self, Password};
use crate::config::DataOptions;
use crate::db::{Db, DbOptions};
use crate::demo::{self, Plan, Seed, SignIn, Step};
use crate::kernel::clock::Clock;

#[derive(Debug, Args)]
pub(super) struct SeedOptions {
    /// People to invent.
    #[arg(long, default_value_t = 1_000_000)]
    members: usize,
    /// Cells of all wards together.
    #[arg(long, default_value_t = 10_000)]
    cells: usize,
    /// Wards of the city.
    #[arg(long, default_value_t = 150)]
    wards: usize,
    /// Assignments of the city to everyone.
    #[arg(long, default_value_t = 20)]
    assignments: usize,
}

/// The file beside the database that keeps the sign-ins.
const SIGN_INS: &str = "seed-sign-ins.json";

pub(super) fn seed(data: &DataOptions, options: &SeedOptions) -> Result<(), CliError> {
    say(
        "INVENTED DATA: nobody and nothing in it exists, and the password of every account in it is public. Never fill a \
         database with it that is meant for real people.",
    );
    let url = data.database()?;
    let secret = Arc::new(data.secret(url.engine())?);
    let system = System::new(secret, Clock::System.now(), "seed");
    let db = Db::open(&url, None, &DbOptions::default())?;
    let seed = Seed {
        plan: Plan {
            members: options.members,
            wards: options.wards,
            cells: options.cells,
        },
        assignments: options.assignments,
    };
    let hash = passwords::hash(&Password::new(demo::PASSWORD))?;
    let bar = bar(options);
    let people = u64::try_from(options.members).unwrap_or(u64::MAX);
    let told = |step: Step| {
        let (at, what) = match step {
            Step::Units => (0, "units"),
            Step::People(count) => (count, "people"),
            Step::Enrolled(count) => (people.saturating_add(count), "enrolments and results"),
            Step::Counting => (people.saturating_mul(2), "figures"),
        };
        bar.set_message(what);
        bar.set_position(at);
    };
    let runtime = actix_web::rt::System::new();
    let sign_ins = runtime.block_on(demo::seed(&db, &system, seed, hash, told))?;
    bar.finish_and_clear();
    keep(&data.data, &sign_ins)?;
    say(&format!(
        "{} people, {} cells, {} assignments: all of it is invented. Sign-ins are in {}.",
        options.members,
        options.cells,
        options.assignments,
        data.data.join(SIGN_INS).display()
    ));
    Ok(())
}

/// People are passed over twice: taken in, then enrolled.
fn bar(options: &SeedOptions) -> ProgressBar {
    let people = u64::try_from(options.members).unwrap_or(u64::MAX);
    ProgressBar::new(people.saturating_mul(2)).with_style(
        ProgressStyle::with_template("{bar:40} {percent}% {msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    )
}

fn keep(folder: &Path, sign_ins: &[SignIn]) -> Result<(), CliError> {
    let path = folder.join(SIGN_INS);
    let failed = |error: String| CliError::Message(format!("{}: {error}", path.display()));
    let text = serde_json::to_vec_pretty(sign_ins).map_err(|error| failed(error.to_string()))?;
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|error| failed(error.to_string()))
}
