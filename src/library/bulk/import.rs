//! The way of an import: read the sheet, check everything, write document by document.

use std::collections::HashMap;

use actix_web::web;
use futures_util::{StreamExt as _, stream};

use super::catalogue::{self, Lists};
use super::compare::There;
use super::content;
use super::folder::Folder;
use super::report::{ImportReport, Stage};
use super::rows::{Row, Seen, faults_of};
use super::{BulkError, check, refused, resolve, waiting, write};
use crate::auth::System;
use crate::db::Db;
use crate::error::Error;
use crate::files::Files;
use crate::kernel::ids::PublicId;
use crate::library::EditionPublished;
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::row::Fault;
use crate::library::rules::bulk::sheet::{Sheet, SheetBuilder};
use crate::sheets;

/// Bytes of the sheet.
const SHEET_BYTES: u64 = 20 * 1024 * 1024;
/// Documents that are looked at at a time.
const AT_A_TIME: usize = 2;

/// What the operator wants to be imported.
#[derive(Debug, Clone)]
pub struct Import {
    pub folder: Folder,
    /// Code or id: rows without a unit are its own, and none may lie outside of it. Without it, the top unit.
    pub unit: Option<String>,
    /// Write what was found; otherwise nothing is written.
    pub commit: bool,
    /// Write the rows with nothing wrong although others have something.
    pub good_rows: bool,
    /// Who is told of editions that are published.
    pub edition_published: Vec<EditionPublished>,
}

impl Import {
    /// Checks the folder, and writes it where that is asked and nothing is wrong. `tell` is given how far a stage is.
    ///
    /// # Errors
    /// A folder or sheet that is refused as a whole, the storage, or the database.
    pub async fn run(
        &self,
        db: &Db,
        files: &Files,
        system: &System,
        tell: impl Fn(Stage, usize, usize),
    ) -> Result<ImportReport, BulkError> {
        let sheet = self.sheet().await?;
        let lists = catalogue::read(&self.folder).await?;
        let mut report = ImportReport {
            notes: sheet.ignored.iter().map(ignored).collect(),
            ..ImportReport::default()
        };
        let (mut rows, groups) = self.plan(db, system, sheet, lists.clone()).await?;
        self.check_files(db, files, system, &mut rows, &tell)
            .await?;
        waiting::put_off(&mut rows, &groups);
        check::pass_on(&mut rows);
        report.take(&rows);
        if !self.commit || report.failed > 0 && !self.good_rows {
            return Ok(report);
        }
        let by = system.clone();
        db.write(move |conn| catalogue::add(conn, &by, &lists))
            .await?;
        let ended = self
            .write(db, files, system, (&mut rows, &groups), &tell)
            .await;
        report.ended_by = ended.err();
        report.committed = true;
        report.take(&rows);
        Ok(report)
    }

    async fn sheet(&self) -> Result<Sheet, BulkError> {
        let bytes = match self.folder.sheet()?.read(SHEET_BYTES).await {
            Err(Error::Rule(rule)) => return Err(refused(rule.text.vi)),
            other => other?,
        };
        let read = web::block(move || sheets::read(&bytes, SheetBuilder::default)?.finish());
        let read = read.await.map_err(|_| Error::Busy)?;
        read.map_err(|error| refused(error.message()))
    }

    /// The rows, and their places in the order in which they can be written, those together that refer to each other.
    async fn plan(
        &self,
        db: &Db,
        system: &System,
        sheet: Sheet,
        lists: Lists,
    ) -> Result<(Vec<Row>, Vec<Vec<usize>>), BulkError> {
        let (system, unit) = (system.clone(), self.unit.clone());
        db.read(move |conn| {
            let resolved = resolve::resolve(conn, &system, &sheet.rows, &lists, unit.as_deref());
            let mut rows = match resolved {
                Ok(rows) => rows,
                Err(BulkError::Failed(error)) => return Err(error),
                Err(told) => return Ok(Err(told)),
            };
            let groups = check::link(conn, &system, &mut rows)?;
            Ok(Ok((rows, groups)))
        })
        .await?
    }

    async fn check_files(
        &self,
        db: &Db,
        files: &Files,
        system: &System,
        rows: &mut [Row],
        tell: &impl Fn(Stage, usize, usize),
    ) -> Result<(), Error> {
        let all = rows.len();
        let checks = rows.iter_mut().map(|row| async move {
            match self.check_row(db, files, system, row).await? {
                Err(faults) => row.faults.extend(faults),
                Ok(seen) if row.faults.is_empty() => row.take(seen),
                Ok(_) => {}
            }
            Ok::<_, Error>(())
        });
        let mut checks = stream::iter(checks).buffer_unordered(AT_A_TIME);
        let mut done = 0;
        while let Some(checked) = checks.next().await {
            checked?;
            done += 1;
            tell(Stage::Checking, done, all);
        }
        Ok(())
    }

    /// What is wrong with the files of a row; of a document that is there, with anything that differs.
    async fn check_row(
        &self,
        db: &Db,
        files: &Files,
        system: &System,
        row: &Row,
    ) -> Result<Result<Seen, Vec<Fault>>, Error> {
        let looked = match content::look(files, system, &self.folder, &row.entry).await? {
            Ok(looked) => looked,
            Err(faults) => return Ok(Err(faults)),
        };
        let existing = row.existing.clone().zip(row.meant.clone());
        let Some(((document, edition), meant)) = existing.filter(|_| row.faults.is_empty()) else {
            let loaded = content::load(&self.folder, &row.entry, &looked).await?;
            return Ok(loaded.map(|loaded| Seen::New(loaded.open)));
        };
        let written = if row.entry.sections.is_some() {
            match content::load(&self.folder, &row.entry, &looked).await? {
                Ok(loaded) => Some(loaded.content.sections),
                Err(faults) => return Ok(Err(faults)),
            }
        } else {
            None
        };
        let (by, entry) = (system.clone(), row.entry.clone());
        let there = There { document, edition };
        let compared = db
            .read(move |conn| there.differs(conn, &by, (&entry, &meant), (&looked, written)))
            .await;
        let differs = match compared {
            Ok(differs) if differs.is_empty() => return Ok(Ok(Seen::Same)),
            Ok(differs) => differs,
            Err(error) => return Ok(Err(faults_of(error, Column::Title)?)),
        };
        let names: Vec<_> = differs.iter().map(|column| column.code()).collect();
        let text = format!(
            "Tài liệu này đã có và khác với bảng kê ở: {}. Muốn sửa, hãy ra bản mới bằng API.",
            names.join(", ")
        );
        Ok(Err(vec![Fault::at(Column::Title, text)]))
    }

    async fn write(
        &self,
        db: &Db,
        files: &Files,
        system: &System,
        (rows, groups): (&mut [Row], &[Vec<usize>]),
        tell: &impl Fn(Stage, usize, usize),
    ) -> Result<(), Error> {
        let mut ids: HashMap<PublicId, PublicId> = HashMap::new();
        let all = rows.iter().filter(|row| row.is_new()).count();
        let mut done = 0;
        for group in groups {
            let chosen: Vec<&Row> = group.iter().filter_map(|place| rows.get(*place)).collect();
            if !chosen.iter().all(|row| row.is_new()) {
                continue;
            }
            let written = write::write((db, files), system, self, &chosen, &ids).await?;
            for (at, place) in group.iter().enumerate() {
                let Some(row) = rows.get_mut(*place) else {
                    continue;
                };
                match &written {
                    Ok(made) => {
                        ids.extend(made.get(at).map(|id| (row.id, *id)));
                        row.written = true;
                    }
                    Err(failed) => row.faults.extend(failed.of(at)),
                }
            }
            done += group.len();
            tell(Stage::Writing, done, all);
        }
        Ok(())
    }
}

fn ignored(header: &String) -> String {
    format!("Cột “{header}”: không dùng đến.")
}
