//! `sotay verify`: compares what is derived with what it is derived from.

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{CliError, say};
use crate::audit::{self, Entry};
use crate::config::DataOptions;
use crate::files::Files;
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
}

pub(super) fn verify(data: &DataOptions, what: &Verify) -> Result<(), CliError> {
    match what {
        Verify::Tree { repair } => verify_tree(data, *repair),
        Verify::Files => verify_files(data),
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
