//! `sotay import …` and `sotay export …`: what comes in and goes out as files, by the operator's hand.

use clap::Subcommand;

use super::{CliError, documents, questions, roster};
use crate::config::DataOptions;

#[derive(Debug, Subcommand)]
pub(super) enum ImportWhat {
    /// Check a roster (.xlsx or .csv); with --commit, write it.
    Roster(roster::ImportOptions),
    /// Check a folder of papers and materials with its sheet danh-muc.csv or .xlsx; with --commit, publish them.
    Documents(documents::ImportOptions),
    /// Check a file of questions (GIFT or .xlsx); with --commit, write it into a bank.
    Questions(questions::QuestionOptions),
}

#[derive(Debug, Subcommand)]
pub(super) enum ExportWhat {
    /// Write the members of a unit into a file (.xlsx or .csv).
    Roster(roster::ExportOptions),
    /// Write the published library into a new folder that can be imported again.
    Library(documents::ExportOptions),
}

pub(super) fn import(data: &DataOptions, what: ImportWhat) -> Result<(), CliError> {
    match what {
        ImportWhat::Roster(options) => roster::import(data, options),
        ImportWhat::Documents(options) => documents::import(data, options),
        ImportWhat::Questions(options) => questions::import(data, options),
    }
}

pub(super) fn export(data: &DataOptions, what: ExportWhat) -> Result<(), CliError> {
    match what {
        ExportWhat::Roster(options) => roster::export(data, options),
        ExportWhat::Library(options) => documents::export(data, options),
    }
}
