//! What a file is, from its bytes: its hash, and its kind by signature, by the parts of an archive, or as plain text.

use std::io::{Read, Seek, SeekFrom};

use actix_web::web;
use aws_lc_rs::digest::{Context, SHA256};
use futures_util::TryStreamExt as _;
use zip::ZipArchive;

use super::hashing::as_array;
use super::model::Sha256;
use super::rules::refusals::{TYPE, UNREADABLE};
use super::rules::types::{self, Archive, Kind};
use super::source::{Source, SourceReader};
use super::storage::ByteStream;
use crate::error::Error;

/// Bytes in which signatures stand.
const HEAD: usize = 8 * 1024;
/// Parts that an archive may list, and bytes of that list: it is held in memory while it is judged.
const PARTS: usize = 5_000;
const LIST_BYTES: u32 = 4 * 1024 * 1024;
/// Bytes of `[Content_Types].xml` that are unpacked.
const CONTENT_TYPES: u64 = 1024 * 1024;
/// The end record of an archive without its comment, and the longest comment.
const END: usize = 22;
const COMMENT: usize = 65_535;

/// What was found.
#[derive(Debug)]
pub(super) struct Inspected {
    pub sha256: Sha256,
    pub size: u64,
    head: Vec<u8>,
    is_text: bool,
}

/// Reads all of it once.
pub(super) async fn inspect(bytes: ByteStream) -> Result<Inspected, Error> {
    let mut bytes = bytes;
    let mut digest = Context::new(&SHA256);
    let (mut size, mut head, mut text) = (0, Vec::new(), TextCheck::default());
    while let Some(chunk) = bytes.try_next().await? {
        digest.update(&chunk);
        size += chunk.len() as u64;
        let room = HEAD.saturating_sub(head.len());
        head.extend(chunk.iter().take(room));
        text.push(&chunk);
    }
    Ok(Inspected {
        sha256: as_array(digest),
        size,
        head,
        is_text: text.holds(),
    })
}

impl Inspected {
    /// # Errors
    /// The kind is not taken, or the file is not what its signature says.
    pub(super) async fn kind(&self, source: &Source) -> Result<Kind, Error> {
        if self.head.starts_with(b"PK\x03\x04") {
            let reader = SourceReader::new(source.clone(), tokio::runtime::Handle::current());
            return web::block(move || archive(reader))
                .await
                .map_err(|error| Error::internal(error.to_string()))?;
        }
        if let Some(found) = infer::get(&self.head) {
            // Its list has shell scripts and pages as well, which are not among ours.
            return types::by_signature(found.mime_type()).ok_or_else(|| TYPE.into());
        }
        let head = String::from_utf8_lossy(&self.head);
        if self.is_text && self.size > 0 && !types::is_active_text(&head) {
            Ok(types::TEXT)
        } else {
            Err(TYPE.into())
        }
    }
}

fn archive(mut reader: SourceReader) -> Result<Kind, Error> {
    check_list(&mut reader)?;
    let mut archive = ZipArchive::new(reader).map_err(|_| UNREADABLE)?;
    if archive.len() > PARTS {
        return Err(UNREADABLE.into());
    }
    let mimetype = part(&mut archive, "mimetype", 100);
    let content_types = part(&mut archive, "[Content_Types].xml", CONTENT_TYPES);
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(|name| name.to_string()))
        .collect::<Result<_, _>>()
        .map_err(|_| UNREADABLE)?;
    match types::archive(names.iter().map(String::as_str), &mimetype, &content_types) {
        Archive::Taken(kind) => Ok(kind),
        Archive::Macros => Err(super::rules::refusals::MACROS.into()),
        Archive::Other => Err(TYPE.into()),
    }
}

/// The text of a part; empty when there is none, or none that can be read.
fn part(archive: &mut ZipArchive<SourceReader>, name: &str, limit: u64) -> String {
    let mut text = Vec::new();
    if let Ok(part) = archive.by_name(name) {
        let _ = part.take(limit).read_to_end(&mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Looks at the end record before a reader makes room for what it lists.
fn check_list(reader: &mut SourceReader) -> Result<(), Error> {
    let refused = |_| Error::from(UNREADABLE);
    let size = reader.seek(SeekFrom::End(0)).map_err(refused)?;
    let start = size.saturating_sub((END + COMMENT) as u64);
    reader.seek(SeekFrom::Start(start)).map_err(refused)?;
    let mut tail = Vec::new();
    reader.read_to_end(&mut tail).map_err(refused)?;
    let record = tail
        .windows(END)
        .rev()
        .find(|window| window.starts_with(b"PK\x05\x06"))
        .ok_or(UNREADABLE)?;
    let number = |at: usize, bytes: usize| {
        let field = record.get(at..at + bytes).unwrap_or_default();
        field
            .iter()
            .rev()
            .fold(0_u32, |n, b| n << 8 | u32::from(*b))
    };
    // 65,535 parts mean the larger form of the format, for archives that no document needs.
    if number(10, 2) as usize > PARTS || number(12, 4) > LIST_BYTES {
        return Err(UNREADABLE.into());
    }
    Ok(())
}

/// Whether all bytes are UTF-8 without control characters, as they come in.
struct TextCheck {
    holds: bool,
    /// The beginning of a character whose end is in the next chunk.
    open: Vec<u8>,
}

impl Default for TextCheck {
    fn default() -> Self {
        Self {
            holds: true,
            open: Vec::new(),
        }
    }
}

impl TextCheck {
    fn push(&mut self, chunk: &[u8]) {
        if !self.holds {
            return;
        }
        if chunk
            .iter()
            .any(|byte| *byte < 0x20 && !b"\t\n\r\x0c".contains(byte) || *byte == 0x7f)
        {
            self.holds = false;
            return;
        }
        let mut rest = chunk;
        while !self.open.is_empty()
            && let Some((first, others)) = rest.split_first()
        {
            self.open.push(*first);
            rest = others;
            match std::str::from_utf8(&self.open) {
                Ok(_) => self.open.clear(),
                Err(error) if error.error_len().is_some() => self.holds = false,
                Err(_) => continue,
            }
            break;
        }
        if !self.open.is_empty() {
            return;
        }
        if let Err(error) = std::str::from_utf8(rest) {
            self.holds &= error.error_len().is_none();
            let (_, open) = rest
                .split_at_checked(error.valid_up_to())
                .unwrap_or_default();
            self.open = open.to_vec();
        }
    }

    fn holds(&self) -> bool {
        self.holds && self.open.is_empty()
    }
}

#[cfg(test)]
#[path = "inspect_tests.rs"]
mod tests;
