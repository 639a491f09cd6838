//! Import and export for the operator's command line.

use std::sync::Arc;

use super::exports::{self, Exporter};
use super::imports::{self, DryRun, Import, Importer, Step};
use super::model::{Format, Mode};
use super::rules::issues::Finding;
use super::rules::limits::{self, CHANGED};
use super::rules::plan::{Counts, Other};
use crate::audit;
use crate::auth::System;
use crate::db::Db;
use crate::error::{Error, Text};
use crate::jobs::FileContent;
use crate::members::Followers;
use crate::units;

/// How often a commit compares again because the roster changed under it.
const TRIES: usize = 3;

/// What the operator wants to be imported.
pub struct FileImport {
    /// Code or id of the unit.
    pub unit: String,
    pub bytes: Vec<u8>,
    /// The file is the whole roster of the unit.
    pub replace: bool,
    pub commit: bool,
    pub confirm_removals: bool,
}

/// What came of it, in words.
#[derive(Debug)]
pub struct ImportReport {
    /// How many of each: a line.
    pub counts: String,
    pub errors: Vec<String>,
    pub notes: Vec<String>,
    pub committed: bool,
    /// Why it was not written, though that was asked.
    pub refused: Option<Text>,
}

/// Checks a file, and writes it where that is asked and allowed. `tell` is given a percentage now and then; the followers are told of
/// what is written.
///
/// # Errors
/// A file that is refused as a whole, a unit that does not exist, or the database.
pub async fn import(
    db: &Db,
    system: &System,
    file: FileImport,
    followers: &Followers,
    tell: impl Fn(u64),
) -> Result<ImportReport, Error> {
    let (named, reader) = (file.unit, system.clone());
    let unit = db
        .read(move |conn| units::named(conn, &reader, &named))
        .await?;
    let import = Import {
        importer: Importer::Operator(system.clone()),
        unit_id: unit.public_id,
        mode: if file.replace {
            Mode::Replace
        } else {
            Mode::Merge
        },
        bytes: Arc::new(file.bytes),
    };
    for _ in 0..TRIES {
        let run = imports::dry_run(db, &import, |step| {
            tell(percent(step));
            std::future::ready(Ok(()))
        })
        .await?;
        let mut report = report(&run);
        if !file.commit {
            return Ok(report);
        }
        if let Err(rule) = limits::may_commit(&run.plan.counts, file.confirm_removals) {
            report.refused = Some(rule.text);
            return Ok(report);
        }
        tell(70);
        let (written, followers) = (import.clone(), followers.clone());
        match db
            .write_much(move |conn| imports::apply(conn, &written, &run, &followers))
            .await
        {
            Err(Error::Rule(rule)) if *rule == CHANGED => {}
            other => {
                other?;
                report.committed = true;
                return Ok(report);
            }
        }
    }
    Err(CHANGED.into())
}

/// The members of a unit as a file; `csv` or else `.xlsx`. The export is in the audit log when this returns.
///
/// # Errors
/// A unit that does not exist, too many people, or the database.
pub async fn export(
    db: &Db,
    system: &System,
    unit: String,
    csv: bool,
) -> Result<FileContent, Error> {
    let reader = system.clone();
    let unit = db
        .read(move |conn| units::named(conn, &reader, &unit))
        .await?;
    let format = if csv { Format::Csv } else { Format::Xlsx };
    let exporter = Exporter::Operator(system.clone());
    let export = exports::export(db, &exporter, unit.public_id, format).await?;
    let entry = export.entry;
    db.write(move |conn| audit::record(conn, &exporter, &entry))
        .await?;
    Ok(export.file)
}

const fn percent(step: Step) -> u64 {
    match step {
        Step::Reading => 5,
        Step::Loading => 30,
        Step::Checking => 40,
        Step::Comparing => 55,
    }
}

fn report(run: &DryRun) -> ImportReport {
    let plan = &run.plan;
    let line =
        |row: u32, header: &str, text: Text| format!("Dòng {row}, cột “{header}”: {}", text.vi);
    let header = |column| run.sheet.header(column);
    let of_issue = |found: &Finding<_>| {
        line(
            found.row,
            header(found.column),
            super::rules::issues::Issue::text(found.what),
        )
    };
    let mends = plan
        .mends
        .iter()
        .map(|found| line(found.row, header(found.column), found.what.text()));
    let alike = plan.alike.iter().map(|alike| match alike.other {
        Other::Row(other) => format!(
            "Dòng {}: có thể trùng người với dòng {other} (cùng họ tên và ngày sinh).",
            alike.row
        ),
        Other::Member(id) => format!(
            "Dòng {}: có thể trùng với đảng viên {id} (cùng họ tên và ngày sinh, khác số thẻ).",
            alike.row
        ),
    });
    let ignored = run.sheet.ignored.iter().map(|column| {
        let why = if column.refused {
            "không nhập (thông tin nhạy cảm)"
        } else {
            "không dùng đến"
        };
        format!("Cột “{}”: {why}.", column.header)
    });
    ImportReport {
        counts: counted(&plan.counts),
        errors: plan.issues.iter().map(of_issue).collect(),
        notes: mends.chain(alike).chain(ignored).collect(),
        committed: false,
        refused: None,
    }
}

fn counted(counts: &Counts) -> String {
    format!(
        "{} dòng: {} hợp lệ, {} có lỗi; {} người mới, {} thay đổi, {} giữ nguyên, {} ra khỏi danh sách (trên {} người hiện có); {} dòng được sửa lại.",
        counts.rows,
        counts.valid,
        counts.errors,
        counts.new,
        counts.changed,
        counts.unchanged,
        counts.removed,
        counts.members_before,
        counts.repaired
    )
}
