//! The archive, opened with bounds: what its entries state of their size is not believed.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::limits;
use super::super::refused::Refused;

pub(in crate::manuscripts) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Corrupt)?;
        if zip.len() > limits::DOCX_ENTRIES {
            return Err(Refused::TooLargeUnpacked);
        }
        Ok(Self {
            zip,
            left: limits::DOCX_UNPACKED,
        })
    }

    /// The names of its parts.
    pub fn names(&self) -> Result<Vec<String>, Refused> {
        let names = self.zip.file_names();
        names
            .map(|name| name.map(|name| name.to_string()))
            .collect::<Result<_, _>>()
            .map_err(|_| Refused::Corrupt)
    }

    /// A part as text, or `None` when there is none of this name.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Refused> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(
                ZipError::InvalidPassword
                | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED),
            ) => {
                return Err(Refused::Encrypted);
            }
            Err(_) => return Err(Refused::Corrupt),
        };
        let mut unpacked = Vec::new();
        let read = entry
            .take(self.left + 1)
            .read_to_end(&mut unpacked)
            .map_err(|_| Refused::Corrupt)? as u64;
        if read > self.left {
            return Err(Refused::TooLargeUnpacked);
        }
        self.left -= read;
        decoded(unpacked).map(Some)
    }
}

/// XML is UTF-8, or UTF-16 with a byte-order mark.
fn decoded(bytes: Vec<u8>) -> Result<String, Refused> {
    let text = match bytes.get(..2) {
        Some([0xFF, 0xFE]) => encoding_rs::UTF_16LE.decode(&bytes).0.into_owned(),
        Some([0xFE, 0xFF]) => encoding_rs::UTF_16BE.decode(&bytes).0.into_owned(),
        _ => String::from_utf8(bytes).map_err(|_| Refused::Corrupt)?,
    };
    Ok(text)
}
