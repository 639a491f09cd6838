//! The files of a row: what they are, and the sections they become.

use actix_web::web;
use serde::Deserialize;

use super::folder::Folder;
use super::rows::faults_of;
use crate::auth::System;
use crate::error::Error;
use crate::files::{Files, Given, Judged};
use crate::library::drafting::Content;
use crate::library::model::FileRole;
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::names::file_name;
use crate::library::rules::bulk::row::{Entry, Fault};
use crate::library::rules::files::{MISNAMED, WRONG_ROLE, fits, is_named_rightly, is_scan};
use crate::library::sources;
use crate::library::stamps::Borne;
use crate::library::views::manuscript::SectionBody;
use crate::manuscripts::{self, DraftSection, Look, Refused, Stamp, TextFile};

/// Bytes of a file of sections: those of the API's body.
const SECTIONS_BYTES: u64 = 5 * 1024 * 1024;
const SECTIONS: usize = 2_000;

/// A file as its bytes show it.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    column: Column,
    pub role: FileRole,
    /// As readers save it.
    pub name: String,
    pub given: Given,
    pub judged: Judged,
}

/// What a row's document is to hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Loaded {
    pub content: Content,
    /// What a look through each file found.
    pub borne: Vec<Borne>,
    /// What only a second person can confirm, a sentence each: only where the row gives the sections by themselves, as an
    /// export does. Such a document is left with the publishers; where the files are to become the sections, it is refused.
    pub open: Vec<String>,
}

/// The sections of a file of the folder, as the API takes them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionsFile {
    sections: Vec<SectionBody>,
}

/// What is wrong with the files of a row, unless the import cannot go on at all.
type Found<T> = Result<Result<T, Vec<Fault>>, Error>;

/// Looks at every file of a row, without reading it as a manuscript.
pub(super) async fn look(
    files: &Files,
    system: &System,
    folder: &Folder,
    entry: &Entry,
) -> Found<Vec<Looked>> {
    let (mut looked, mut faults) = (Vec::new(), Vec::new());
    for (place, (column, path)) in entry.paths().enumerate() {
        let about = |text: &str| Fault::at(column, format!("{path}: {text}"));
        let given = match folder.file(path) {
            Ok(given) => given,
            Err(text) => {
                faults.push(about(text));
                continue;
            }
        };
        let name = crate::files::file_name(file_name(path));
        let judged = files.judge(system, &given).await;
        match (name, judged) {
            (Ok(name), Ok(judged)) => {
                let role = role(entry, column, place, judged.media_type);
                if !fits(role, judged.media_type) {
                    faults.push(about(&WRONG_ROLE.vi));
                } else if !is_named_rightly(&name, judged.media_type) {
                    faults.push(about(&MISNAMED.vi));
                }
                looked.push(Looked {
                    column,
                    role,
                    name,
                    given,
                    judged,
                });
            }
            (name, judged) => {
                for error in [name.err(), judged.err()].into_iter().flatten() {
                    let told = faults_of(error, column)?;
                    faults.extend(told.into_iter().map(|fault| about(&fault.text)));
                }
            }
        }
    }
    Ok(if faults.is_empty() {
        Ok(looked)
    } else {
        Err(faults)
    })
}

/// What a file is to its edition: as the sheet says, else by its place and type.
fn role(entry: &Entry, column: Column, place: usize, media_type: &str) -> FileRole {
    let by_type = match media_type.split('/').next() {
        Some("audio") => Some(FileRole::Audio),
        Some("video") => Some(FileRole::Video),
        Some("image") => Some(FileRole::Image),
        _ => None,
    };
    let before = usize::from(entry.file.is_some()) + usize::from(entry.signed.is_some());
    match column {
        Column::File => by_type.unwrap_or(FileRole::Original),
        Column::Signed => FileRole::Signed,
        _ => {
            let said = place.checked_sub(before);
            let said = said.and_then(|place| entry.attachments.get(place)?.role);
            said.or(by_type).unwrap_or(FileRole::Attachment)
        }
    }
}

/// Reads the sections, and looks through all files for stamps of secrecy and for what phones must not be given. What
/// could not be read is a fault as well, since nobody looks at what is imported.
pub(super) async fn load(folder: &Folder, entry: &Entry, looked: &[Looked]) -> Found<Loaded> {
    let (mut loaded, mut faults) = (Loaded::default(), Vec::new());
    let mut drafts = written(folder, entry).await?.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let is_written = drafts.is_some();
    let mut doubts = Vec::new();
    for file in looked {
        let is_main = file.column == Column::File && !is_written;
        match seen(file).await? {
            Ok(look) => {
                if let Some(refused) = look.unread {
                    doubts.push(unread(file, refused.message_vi(), is_written));
                }
                if is_main {
                    drafts = look.manuscript.as_ref().map(|read| read.drafts.clone());
                }
                loaded.borne.push(look.into());
            }
            Err(told) => faults.extend(told),
        }
    }
    let column = if is_written {
        Column::Sections
    } else {
        Column::File
    };
    match made(drafts, column).await? {
        Ok(content) => loaded.content = content,
        Err(told) => faults.extend(told),
    }
    let of_files = loaded.borne.iter().flat_map(|borne| &borne.stamps);
    let stamp = of_files.chain(&loaded.content.stamps).next();
    doubts.extend(stamp.map(|stamp| stamped(stamp, column)));
    if is_written {
        loaded.open = doubts.into_iter().map(|doubt| doubt.text).collect();
    } else {
        faults.extend(doubts);
    }
    Ok(if faults.is_empty() {
        Ok(loaded)
    } else {
        Err(faults)
    })
}

async fn made(drafts: Option<Vec<DraftSection>>, column: Column) -> Found<Content> {
    let made = web::block(move || Content::of(drafts.unwrap_or_default()));
    match made.await.map_err(|_| Error::Busy)? {
        Ok(content) => Ok(Ok(content)),
        Err(error) => Ok(Err(section_faults(error, column)?)),
    }
}

/// A look through a file, if it has text at all.
async fn seen(file: &Looked) -> Found<Look> {
    let Some(kind) = TextFile::of(file.judged.media_type) else {
        let is_scan = is_scan(file.role, file.judged.media_type);
        let unread = is_scan.then_some(Refused::NoText);
        return Ok(Ok(Look {
            unread,
            ..Look::default()
        }));
    };
    let bytes = match file.given.read(sources::MANUSCRIPT_BYTES).await {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(faults_of(error, file.column)?)),
    };
    let looked = web::block(move || manuscripts::look(kind, &bytes));
    let looked = looked.await.map_err(|_| Error::Busy)?;
    Ok(looked.map_err(|refused| {
        let text = format!("{}: {}", file.name, refused.message_vi());
        vec![Fault::at(file.column, text)]
    }))
}

/// The sections that the sheet gives as a file of their own.
async fn written(
    folder: &Folder,
    entry: &Entry,
) -> Result<Result<Option<Vec<DraftSection>>, Fault>, Error> {
    let Some(path) = &entry.sections else {
        return Ok(Ok(None));
    };
    let about = |text: &str| Fault::at(Column::Sections, format!("{path}: {text}"));
    let given = match folder.file(path) {
        Ok(given) => given,
        Err(text) => return Ok(Err(about(text))),
    };
    let bytes = match given.read(SECTIONS_BYTES).await {
        Ok(bytes) => bytes,
        Err(error) => {
            let told = faults_of(error, Column::Sections)?.into_iter().next();
            return Ok(Err(about(
                &told.map_or_else(String::new, |fault| fault.text),
            )));
        }
    };
    let read = serde_json::from_slice::<SectionsFile>(&bytes);
    Ok(match read {
        Ok(file) if file.sections.len() <= SECTIONS => {
            Ok(Some(file.sections.iter().map(SectionBody::draft).collect()))
        }
        Ok(_) => Err(about("Có quá nhiều mục.")),
        Err(_) => Err(about("Không phải là tệp nội dung (JSON) đúng dạng.")),
    })
}

fn section_faults(error: Error, column: Column) -> Result<Vec<Fault>, Error> {
    let Error::Invalid(fields) = &error else {
        return faults_of(error, column);
    };
    let faults = fields.iter().map(|field| {
        let place = field.pointer.rsplit('/').next().unwrap_or_default();
        Fault::at(
            column,
            format!("Mục thứ {place} (tính từ 0): {}", field.text.vi),
        )
    });
    Ok(faults.collect())
}

fn unread(file: &Looked, why: &str, is_written: bool) -> Fault {
    let what_then = if is_written {
        "Chỉ được ban hành khi người thứ hai xem và xác nhận."
    } else {
        "Hãy đưa tài liệu vào bằng API để người thứ hai xem và xác nhận."
    };
    let text = format!(
        "{}: {why} Vì vậy không tìm được dấu mật. {what_then}",
        file.name
    );
    Fault::at(file.column, text)
}

fn stamped(stamp: &Stamp, column: Column) -> Fault {
    let what_then = match column {
        Column::Sections => "Chỉ được ban hành khi người thứ hai xác nhận dấu chỉ được trích dẫn.",
        _ => {
            "Tài liệu mang dấu mật không được lưu ở đây; nếu dấu chỉ được trích dẫn, hãy đưa tài liệu vào bằng API để người ban hành xác nhận."
        }
    };
    let text = format!("Trang đầu có dấu mật (“{}”). {what_then}", stamp.line);
    Fault::at(column, text)
}
