//! The published library, or a unit's part of it, as a folder that can be imported again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use csv::{QuoteStyle, WriterBuilder};
use serde_json::json;

use super::paper::{Paper, Placed};
use super::{BulkError, KINDS, SHEETS, TOPICS, UNFINISHED, refused};
use crate::audit::{self, Entry};
use crate::auth::System;
use crate::db::Db;
use crate::error::Error;
use crate::files::{Files, create_private};
use crate::kernel::ids::PublicId;
use crate::library::queries::bulk;
use crate::library::rules::bulk::columns::Column;
use crate::sheets::guarded;
use crate::units;

/// Without it Excel takes UTF-8 for something else.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Of a document that is no longer there when its turn comes.
const GONE: &str = "Một tài liệu bị thu hồi trong khi xuất nên không có trong bản xuất; dòng nào liên kết đến nó thì cần xuất lại.";

/// What the operator wants to be written.
#[derive(Debug, Clone)]
pub struct Export {
    /// A folder that is not there yet, or is empty.
    pub out: PathBuf,
    /// Code or id of the unit whose documents, with those of the units below it, are written; without it, all.
    pub unit: Option<String>,
}

/// What was written.
#[derive(Debug, Default)]
pub struct ExportReport {
    pub documents: usize,
    pub files: usize,
    /// What could not be written as it is, a line each.
    pub notes: Vec<String>,
}

/// Kinds and topics that rows name, as rows of their own sheets.
#[derive(Default)]
struct Terms {
    kinds: BTreeMap<String, Vec<String>>,
    topics: BTreeMap<String, Vec<String>>,
}

impl Export {
    /// Writes the folder; the export is in the audit log before the first file is there. What ends half way leaves a folder
    /// without a sheet.
    ///
    /// # Errors
    /// A folder that holds something, a unit that does not exist, a damaged file, the storage, or the database.
    pub async fn run(
        &self,
        db: &Db,
        files: &Files,
        system: &System,
        tell: impl Fn(usize, usize),
    ) -> Result<ExportReport, BulkError> {
        self.make_folder()?;
        let all = self.begin(db, system).await?;
        let places: HashMap<PublicId, usize> = (1..)
            .zip(&all)
            .map(|(place, (_, id))| (*id, place))
            .collect();
        let (mut report, mut terms) = (ExportReport::default(), Terms::default());
        let mut sheet = BYTE_ORDER_MARK.to_vec();
        append(
            &mut sheet,
            &Column::ALL.map(|column| column.code().to_owned()),
        )?;
        let mut lines = new_file(&self.out.join(UNFINISHED))?;
        for (place, (id, _)) in (1_usize..).zip(&all) {
            let (by, id, known) = (system.clone(), *id, places.clone());
            let paper = db
                .read(move |conn| Paper::load(conn, &by, id, &known))
                .await?;
            let Some(paper) = paper else {
                report.notes.push(GONE.to_owned());
                continue;
            };
            let placed = paper.place(place);
            self.write_files(files, system, &paper, &placed).await?;
            append(&mut sheet, &paper.cells(&placed))?;
            write(&mut lines, &std::mem::take(&mut sheet))?;
            report.documents += 1;
            report.files += placed.files.len();
            let notes = paper.notes.iter().chain(&placed.notes);
            let line = report.documents + 1;
            report
                .notes
                .extend(notes.map(|note| format!("Dòng {line}: {note}")));
            terms.note(&paper);
            tell(place, all.len());
        }
        write(&mut lines, &sheet)?;
        self.finish(&lines, &terms)?;
        Ok(report)
    }

    /// All is there: only now the folder gets its sheet, without which no import takes it.
    fn finish(&self, lines: &fs::File, terms: &Terms) -> Result<(), Error> {
        let kinds = ["code", "genre", "name", "abbreviation"];
        self.write_list(KINDS, &kinds, &terms.kinds)?;
        self.write_list(TOPICS, &["code", "name"], &terms.topics)?;
        sync(lines)?;
        sync_folder(&self.out)?;
        fs::rename(self.out.join(UNFINISHED), self.out.join(SHEETS[0]))
            .map_err(|error| failed(&error))?;
        sync_folder(&self.out)
    }

    fn make_folder(&self) -> Result<(), BulkError> {
        let about =
            |error: &dyn std::fmt::Display| refused(format!("{}: {error}", self.out.display()));
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.out)
            .map_err(|error| about(&error))?;
        let mut inside = fs::read_dir(&self.out).map_err(|error| about(&error))?;
        if inside.next().is_some() {
            return Err(about(
                &"thư mục đã có nội dung; hãy chọn thư mục mới hoặc trống.",
            ));
        }
        Ok(())
    }

    /// Row key and id of what is to be written, noted in the audit log.
    async fn begin(&self, db: &Db, system: &System) -> Result<Vec<(i64, PublicId)>, BulkError> {
        let (by, named) = (system.clone(), self.unit.clone());
        let found = db
            .read(move |conn| {
                let unit = match &named {
                    Some(named) => Some(units::named(conn, &by, named)?.id),
                    None => None,
                };
                Ok((unit, bulk::published(conn, &by, unit)?))
            })
            .await;
        let (unit, all) = match found {
            Err(Error::NotFound) => return Err(refused("Không có đơn vị với mã này.")),
            other => other?,
        };
        let detail = json!({"documents": all.len()});
        let (by, entry) = (
            system.clone(),
            Entry::export("export_library", unit, Vec::new(), detail),
        );
        db.write(move |conn| audit::record(conn, &by, &entry))
            .await?;
        Ok(all)
    }

    async fn write_files(
        &self,
        files: &Files,
        system: &System,
        paper: &Paper,
        placed: &Placed,
    ) -> Result<(), BulkError> {
        let sections = self.new_path(&placed.sections)?;
        write_whole(&sections, &paper.sections_json()?)?;
        let mut folders = BTreeSet::from([above(&sections).to_owned()]);
        for (file, path) in paper.files.iter().zip(&placed.files) {
            let path = self.new_path(path)?;
            files.copy_out(system, &file.stored, &path).await?;
            folders.insert(above(&path).to_owned());
        }
        for folder in &folders {
            sync_folder(folder)?;
        }
        Ok(())
    }

    /// A path in the folder, with the folders above it made.
    fn new_path(&self, path: &str) -> Result<PathBuf, Error> {
        let whole = self.out.join(path);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(above(&whole))
            .map_err(|error| failed(&error))?;
        Ok(whole)
    }

    fn write_list(
        &self,
        name: &str,
        headers: &[&str],
        rows: &BTreeMap<String, Vec<String>>,
    ) -> Result<(), Error> {
        let mut list = BYTE_ORDER_MARK.to_vec();
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        append(&mut list, &headers)?;
        for row in rows.values() {
            append(&mut list, row)?;
        }
        write_whole(&self.out.join(name), &list)
    }
}

impl Terms {
    fn note(&mut self, paper: &Paper) {
        let kind = &paper.kind;
        let cells = vec![
            kind.code.clone(),
            kind.genre.code().to_owned(),
            kind.name.clone(),
            kind.abbreviation.clone().unwrap_or_default(),
        ];
        self.kinds.insert(kind.code.clone(), cells);
        if let Some(topic) = &paper.topic {
            let cells = vec![topic.code.clone(), topic.name.clone()];
            self.topics.insert(topic.code.clone(), cells);
        }
    }
}

fn append(sheet: &mut Vec<u8>, cells: &[String]) -> Result<(), Error> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut *sheet);
    writer
        .write_record(cells.iter().map(|cell| guarded(cell.clone())))
        .and_then(|()| writer.flush().map_err(csv::Error::from))
        .map_err(|error| failed(&error))
}

fn new_file(path: &Path) -> Result<fs::File, Error> {
    create_private(path).map_err(|error| failed(&error))
}

fn write(file: &mut fs::File, bytes: &[u8]) -> Result<(), Error> {
    file.write_all(bytes).map_err(|error| failed(&error))
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = new_file(path)?;
    write(&mut file, bytes)?;
    sync(&file)
}

fn above(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn sync(file: &fs::File) -> Result<(), Error> {
    file.sync_all().map_err(|error| failed(&error))
}

/// The names in a folder outlive a loss of power too.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    sync(&fs::File::open(folder).map_err(|error| failed(&error))?)
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("writing the export: {error}"))
}
