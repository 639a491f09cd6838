//! `sotay import roster` and `sotay export roster`: what the API does, for the operator.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{CliError, say};
use crate::auth::System;
use crate::config::DataOptions;
use crate::db::{Db, DbOptions};
use crate::error::Error;
use crate::kernel::clock::Clock;
use crate::rosters::{self, FileImport};
use crate::wiring;

/// The largest file that is read: that of the API.
const FILE_BYTES: u64 = 20 * 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum ImportWhat {
    /// Check a roster (.xlsx or .csv); with --commit, write it.
    Roster(ImportOptions),
}

#[derive(Debug, Subcommand)]
pub(super) enum ExportWhat {
    /// Write the members of a unit into a file (.xlsx or .csv).
    Roster(ExportOptions),
}

#[derive(Debug, Args)]
pub(super) struct ImportOptions {
    file: PathBuf,
    /// Code or id of the unit whose roster it is.
    #[arg(long)]
    unit: String,
    /// The file is the whole roster: members whom it does not name have left.
    #[arg(long)]
    replace: bool,
    /// Write what was found; without it nothing is written.
    #[arg(long)]
    commit: bool,
    /// More than 10 % of the members may be removed.
    #[arg(long)]
    confirm_removals: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExportOptions {
    /// Code or id of the unit.
    #[arg(long)]
    unit: String,
    /// The file; its ending says which kind. An existing file is not overwritten.
    #[arg(long)]
    out: PathBuf,
}

pub(super) fn import(data: &DataOptions, what: ImportWhat) -> Result<(), CliError> {
    let ImportWhat::Roster(options) = what;
    let bytes = read(&options.file)?;
    let (db, system) = open(data, "import-roster")?;
    let bar = bar();
    let commit = options.commit;
    let file = FileImport {
        unit: options.unit,
        bytes,
        replace: options.replace,
        commit,
        confirm_removals: options.confirm_removals,
    };
    let report = actix_web::rt::System::new()
        .block_on(rosters::import(
            &db,
            &system,
            file,
            &wiring::followers(),
            |percent| {
                bar.set_position(percent);
            },
        ))
        .map_err(in_words)?;
    bar.finish_and_clear();
    report
        .errors
        .iter()
        .chain(&report.notes)
        .for_each(|line| say(line));
    say(&report.counts);
    if let Some(why) = report.refused {
        return Err(CliError::Message(why.vi.into_owned()));
    }
    if !report.errors.is_empty() {
        return Err(CliError::Message(
            "Tệp còn dòng có lỗi; chưa ghi gì.".to_owned(),
        ));
    }
    say(if report.committed {
        "Đã ghi."
    } else {
        "Chưa ghi gì; thêm --commit để ghi."
    });
    Ok(())
}

pub(super) fn export(data: &DataOptions, what: ExportWhat) -> Result<(), CliError> {
    let ExportWhat::Roster(options) = what;
    let csv = match options.out.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => true,
        Some("xlsx") => false,
        _ => {
            return Err(CliError::Message(format!(
                "{}: the name must end in .xlsx or .csv",
                options.out.display()
            )));
        }
    };
    let (db, system) = open(data, "export-roster")?;
    let file = actix_web::rt::System::new()
        .block_on(rosters::export(&db, &system, options.unit, csv))
        .map_err(in_words)?;
    write(&options.out, &file.bytes)?;
    say(&format!("wrote {}", options.out.display()));
    Ok(())
}

/// A refusal as its Vietnamese text; the error's own `Display` is for the log.
fn in_words(error: Error) -> CliError {
    match error {
        Error::Rule(rule) => CliError::Message(rule.text.vi.into_owned()),
        Error::NotFound => CliError::Message("Không có đơn vị với mã này.".to_owned()),
        other => CliError::Failed(other),
    }
}

fn open(data: &DataOptions, what: &str) -> Result<(Db, System), CliError> {
    let url = data.database()?;
    let secret = Arc::new(data.secret(url.engine())?);
    let system = System::new(secret, Clock::System.now(), what);
    Ok((Db::open(&url, None, &DbOptions::beside())?, system))
}

fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let failed = |error: std::io::Error| CliError::Message(format!("{}: {error}", path.display()));
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > FILE_BYTES {
        return Err(CliError::Message(format!(
            "{}: more than 20 MiB",
            path.display()
        )));
    }
    std::fs::read(path).map_err(failed)
}

/// Readable by the operator alone: it is people's data.
fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let failed = |error: std::io::Error| CliError::Message(format!("{}: {error}", path.display()));
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(failed)
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent}% {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(100).with_style(style)
}
