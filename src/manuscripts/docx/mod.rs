//! `.docx`: the archive is opened with bounds, its text parts are read as events, and nothing else is touched: pictures,
//! embedded objects and macros are never unpacked, addresses outside of the file never followed.

pub(super) mod archive;
mod body;
mod flow;
mod lists;
mod parts;
mod run;
mod styles;
pub(super) mod xml;

use self::archive::Archive;
use super::blocks::Source;
use super::limits;
use super::refused::Refused;

/// What a compound file begins with: Word before 2007, and any Office file with a password.
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// A name of a stream in the folder of a compound file, in UTF-16.
const ENCRYPTED_PACKAGE: &str = "EncryptedPackage";

pub(super) fn read(bytes: &[u8]) -> Result<Source, Refused> {
    if bytes.len() > limits::DOCX_BYTES {
        return Err(Refused::TooLarge);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return Err(of_compound_file(bytes));
    }
    let mut archive = Archive::open(bytes)?;
    let main = parts::main_document(&mut archive)?;
    let links = parts::relationships(&mut archive, &main)?;
    let styles = match archive.text(&main.beside("styles.xml"))? {
        Some(text) => styles::Styles::read(&text)?,
        None => styles::Styles::default(),
    };
    let lists = match archive.text(&main.beside("numbering.xml"))? {
        Some(text) => lists::Lists::read(&text)?,
        None => lists::Lists::default(),
    };
    let document = archive.text(&main.name)?.ok_or(Refused::Corrupt)?;
    let mut source = body::read(&document, &styles, lists, &links)?;
    drop(document);
    source.furniture = parts::headers(&mut archive, &main, &styles, &links)?;
    Ok(source)
}

fn of_compound_file(bytes: &[u8]) -> Refused {
    let name: Vec<u8> = ENCRYPTED_PACKAGE
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        Refused::Encrypted
    } else {
        Refused::OldWordFormat
    }
}
