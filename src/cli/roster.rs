//! `sotay import roster` and `sotay export roster`: what the API does, for the operator.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{CliError, say};
use crate::config::DataOptions;
use crate::error::Error;
use crate::files::create_private;
use crate::rosters::{self, FileImport};
use crate::wiring;

/// The largest file that is read: that of the API.
const FILE_BYTES: u64 = 20 * 1024 * 1024;

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

pub(super) fn import(data: &DataOptions, options: ImportOptions) -> Result<(), CliError> {
    let bytes = read(&options.file)?;
    let (db, system) = super::beside(data, "import-roster")?;
    let bar = bar();
    let commit = options.commit;
    let has_mail = data.mail.config()?.is_some();
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
            &wiring::followers(has_mail),
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

pub(super) fn export(data: &DataOptions, options: ExportOptions) -> Result<(), CliError> {
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
    let (db, system) = super::beside(data, "export-roster")?;
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

pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
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
    let failed = |error: std::io::Error| CliError::Message(format!("{}: {error}", path.display()));
    let mut file = create_private(path).map_err(failed)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(failed)
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent}% {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(100).with_style(style)
}
