//! `sotay verify`: compares what is derived with what it is derived from.

use std::sync::Arc;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{CliError, say};
use crate::audit::{self, Entry};
use crate::auth::System;
use crate::config::DataOptions;
use crate::db::{Db, DbOptions};
use crate::error::Error;
use crate::files::Files;
use crate::kernel::clock::Clock;
use crate::progress::{self, CounterDrift};
use crate::units::{self, Drift};

/// What to compare.
#[derive(Debug, Subcommand)]
pub(super) enum Verify {
    /// The closure, depths and order numbers of the organisation tree with the parents of its units.
    Tree {
        /// Compute anew what differs.
        #[arg(long)]
        repair: bool,
    },
    /// Every stored file with its hash.
    Files,
    /// The figures of assignments with what they count.
    Counters {
        /// Put right what differs.
        #[arg(long)]
        repair: bool,
    },
}

pub(super) fn verify(data: &DataOptions, what: &Verify) -> Result<(), CliError> {
    match what {
        Verify::Tree { repair } => verify_tree(data, *repair),
        Verify::Files => verify_files(data),
        Verify::Counters { repair } => verify_counters(data, *repair),
    }
}

fn open(data: &DataOptions, what: &str) -> Result<(Db, System), CliError> {
    let url = data.database()?;
    let secret = Arc::new(data.secret(url.engine())?);
    let system = System::new(secret, Clock::System.now(), what);
    Ok((Db::open(&url, None, &DbOptions::beside())?, system))
}

fn verify_files(data: &DataOptions) -> Result<(), CliError> {
    let (db, system) = open(data, "verify-files")?;
    let files = Files::open(&data.files.config(&data.data)?, db)?;
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let found = actix_web::rt::System::new().block_on(files.verify_all(&system, |done, of| {
        bar.set_length(of);
        bar.set_position(done);
    }))?;
    bar.finish_and_clear();
    for sha256 in &found.damaged {
        say(&format!("damaged: sha256 {sha256}"));
    }
    if found.damaged.is_empty() {
        say(&format!("{} files: all are in order", found.files));
        return Ok(());
    }
    Err(CliError::Message(format!(
        "{} of {} files are damaged and are not served; restore them from a backup, or send them in again",
        found.damaged.len(),
        found.files
    )))
}

fn verify_counters(data: &DataOptions, repair: bool) -> Result<(), CliError> {
    let (db, system) = open(data, "verify-counters")?;
    let runtime = actix_web::rt::System::new();
    let (found, wrong_states) = runtime.block_on(count_anew(&db, &system, repair))?;
    let drift = format!(
        "{} assignments, {} figures: {} figures and {wrong_states} states are wrong",
        found.assignments, found.figures, found.wrong
    );
    if found.wrong == 0 && wrong_states == 0 {
        say(&format!(
            "{} assignments, {} figures: all are in order",
            found.assignments, found.figures
        ));
        Ok(())
    } else if repair && wrong_states == 0 {
        say(&format!("{drift}; put right"));
        Ok(())
    } else {
        Err(CliError::Message(format!(
            "{drift}; `sotay verify counters --repair` puts figures right"
        )))
    }
}

/// One assignment a transaction, so that others write between them.
async fn count_anew(
    db: &Db,
    system: &System,
    repair: bool,
) -> Result<(CounterDrift, usize), Error> {
    let lists = system.clone();
    let assignments = db
        .read(move |conn| progress::assignments_to_verify(conn, &lists))
        .await?;
    let (mut found, mut wrong_states) = (CounterDrift::default(), 0);
    for assignment in assignments {
        let counts = system.clone();
        // Alone with its figures: on PostgreSQL too, what is counted and what is compared are of one moment.
        let drift = db
            .write(move |conn| progress::verify_counters(conn, &counts, assignment.0, repair))
            .await?;
        found.assignments += drift.assignments;
        found.figures += drift.figures;
        found.wrong += drift.wrong;
        let mut after = Some(0);
        while let Some(reached) = after {
            let looks = system.clone();
            let (wrong, last) = db
                .read(move |conn| progress::wrong_states(conn, &looks, assignment, reached))
                .await?;
            wrong_states += wrong;
            after = last;
        }
    }
    Ok((found, wrong_states))
}

fn verify_tree(data: &DataOptions, repair: bool) -> Result<(), CliError> {
    let (db, system) = open(data, "verify-tree")?;
    let runtime = actix_web::rt::System::new();
    let found = if repair {
        runtime.block_on(db.write(move |conn| {
            let found = units::rebuild(conn, &system)?;
            if !found.is_none() {
                let detail = json!({"pairs": found.missing_pairs + found.wrong_pairs,
                    "depths": found.wrong_depths, "places": found.wrong_places});
                audit::record(
                    conn,
                    &system,
                    &Entry::write("repair_tree", None, Vec::new(), detail),
                )?;
            }
            Ok(found)
        }))?
    } else {
        runtime.block_on(db.read(move |conn| units::drift(conn, &system)))?
    };
    report(&found, repair)
}

fn report(found: &Drift, repaired: bool) -> Result<(), CliError> {
    if found.is_none() {
        say(&format!("{} units: the tree is in order", found.units));
        return Ok(());
    }
    let drift = format!(
        "{} units: {} pairs missing and {} wrong in the closure, {} depths wrong, {} places wrong, {} units unreachable",
        found.units,
        found.missing_pairs,
        found.wrong_pairs,
        found.wrong_depths,
        found.wrong_places,
        found.unreachable
    );
    if repaired {
        say(&format!("{drift}; computed anew"));
        Ok(())
    } else {
        Err(CliError::Message(format!(
            "{drift}; `sotay verify tree --repair` computes them anew"
        )))
    }
}
