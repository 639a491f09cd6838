//! `sotay verify`: compares what is derived with what it is derived from.

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{CliError, say};
use crate::audit::{self, Entry};
use crate::auth::System;
use crate::config::DataOptions;
use crate::db::Db;
use crate::error::Error;
use crate::files::Files;
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
    /// The figures of assignments with what they count, and those enrolled with those whom the rule enrols.
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

fn verify_files(data: &DataOptions) -> Result<(), CliError> {
    let (db, system) = super::beside(data, "verify-files")?;
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
    let (db, system) = super::beside(data, "verify-counters")?;
    let runtime = actix_web::rt::System::new();
    let (found, wrong_states, missing) = runtime.block_on(count_anew(&db, &system, repair))?;
    let drift = format!(
        "{} assignments, {} figures: {} figures and {wrong_states} states are wrong, {missing} members are not enrolled",
        found.assignments, found.figures, found.wrong
    );
    if found.wrong == 0 && wrong_states == 0 && missing == 0 {
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
            "{drift}; `sotay verify counters --repair` puts figures right and enrols"
        )))
    }
}

/// One assignment a transaction, so that others write between them.
async fn count_anew(
    db: &Db,
    system: &System,
    repair: bool,
) -> Result<(CounterDrift, usize, usize), Error> {
    let lists = system.clone();
    let assignments = db
        .read(move |conn| progress::assignments_to_verify(conn, &lists))
        .await?;
    let (mut found, mut wrong_states, mut all_missing) = (CounterDrift::default(), 0, 0);
    for assignment in assignments {
        let counts = system.clone();
        let drift = db
            .write_much(move |conn| progress::verify_counters(conn, &counts, assignment.0, repair))
            .await?;
        found.assignments += drift.assignments;
        found.figures += drift.figures;
        found.wrong += drift.wrong;
        let mut after = Some(0);
        while let Some(reached) = after {
            let looks = system.clone();
            let (wrong, last) = db
                .write(move |conn| progress::wrong_states(conn, &looks, assignment, reached))
                .await?;
            wrong_states += wrong;
            after = last;
        }
        let mut after = Some(0);
        while let Some(reached) = after {
            let looks = system.clone();
            let (missing, last) = db
                .write(move |conn| {
                    progress::missing_enrolments(conn, &looks, assignment.0, reached, repair)
                })
                .await?;
            all_missing += missing;
            after = last;
        }
    }
    Ok((found, wrong_states, all_missing))
}

fn verify_tree(data: &DataOptions, repair: bool) -> Result<(), CliError> {
    let (db, system) = super::beside(data, "verify-tree")?;
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
