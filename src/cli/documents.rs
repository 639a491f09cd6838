//! `sotay import documents` and `sotay export library`: the library as a folder.

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{CliError, say};
use crate::auth::System;
use crate::config::DataOptions;
use crate::db::Db;
use crate::error::Error;
use crate::files::Files;
use crate::library::{BulkError, Export, Folder, Import, ImportReport, Stage};
use crate::wiring;

#[derive(Debug, Args)]
pub(super) struct ImportOptions {
    /// The folder: files, and the sheet danh-muc.csv or danh-muc.xlsx that describes them.
    folder: PathBuf,
    /// Code or id of the unit whose documents they are, where a row names none; no row may lie outside of it. Default:
    /// the top unit.
    #[arg(long)]
    unit: Option<String>,
    /// Publish what was found; without it nothing is written.
    #[arg(long)]
    commit: bool,
    /// Publish the rows with nothing wrong although others have something.
    #[arg(long, requires = "commit")]
    good_rows: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExportOptions {
    /// The folder: new, or empty.
    out: PathBuf,
    /// Code or id of a unit: its documents and those of the units below it. Default: all.
    #[arg(long)]
    unit: Option<String>,
}

pub(super) fn import(data: &DataOptions, options: ImportOptions) -> Result<(), CliError> {
    let import = Import {
        folder: Folder::open(&options.folder).map_err(in_words)?,
        unit: options.unit,
        commit: options.commit,
        good_rows: options.good_rows,
        edition_published: wiring::edition_imported(),
    };
    let (db, files, system) = open(data, "import-documents")?;
    let bar = bar();
    let report = actix_web::rt::System::new()
        .block_on(import.run(&db, &files, &system, |stage, done, of| {
            bar.set_message(match stage {
                Stage::Checking => "kiểm tra",
                Stage::Writing => "ghi",
            });
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        }))
        .map_err(in_words)?;
    bar.finish_and_clear();
    end_of_import(report)
}

fn end_of_import(report: ImportReport) -> Result<(), CliError> {
    report
        .errors
        .iter()
        .chain(&report.waiting)
        .chain(&report.notes)
        .for_each(|line| say(line));
    say(&report.counts());
    if let Some(error) = report.ended_by {
        return Err(CliError::Message(format!(
            "Dừng giữa chừng ({}); những gì đã thêm vẫn nguyên vẹn, chạy lại lệnh này để làm tiếp.",
            error.for_log()
        )));
    }
    match (report.committed, report.failed) {
        (true, 0) => say("Đã ghi."),
        (true, _) => {
            return Err(CliError::Message(
                "Đã ghi các dòng đúng; các dòng có lỗi không để lại gì.".to_owned(),
            ));
        }
        (false, 0) => say("Chưa ghi gì; thêm --commit để ghi."),
        (false, _) => {
            return Err(CliError::Message(
                "Bảng kê còn dòng có lỗi; chưa ghi gì.".to_owned(),
            ));
        }
    }
    Ok(())
}

pub(super) fn export(data: &DataOptions, options: ExportOptions) -> Result<(), CliError> {
    let export = Export {
        out: options.out,
        unit: options.unit,
    };
    let (db, files, system) = open(data, "export-library")?;
    let bar = bar();
    let report = actix_web::rt::System::new()
        .block_on(export.run(&db, &files, &system, |done, of| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        }))
        .map_err(in_words)?;
    bar.finish_and_clear();
    report.notes.iter().for_each(|note| say(note));
    say(&format!(
        "{} tài liệu, {} tệp: {}",
        report.documents,
        report.files,
        export.out.display()
    ));
    Ok(())
}

fn open(data: &DataOptions, what: &str) -> Result<(Db, Files, System), CliError> {
    let (db, system) = super::beside(data, what)?;
    let files = Files::open(&data.files.config(&data.data)?, db.clone())?;
    Ok((db, files, system))
}

/// A refusal as its Vietnamese text; the error's own `Display` is for the log.
fn in_words(error: BulkError) -> CliError {
    match error {
        BulkError::Refused(text) => CliError::Message(text),
        BulkError::Failed(Error::Rule(rule)) => CliError::Message(rule.text.vi.into_owned()),
        BulkError::Failed(other) => CliError::Failed(other),
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}
