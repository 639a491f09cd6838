//! Archives (office files and books): by the names of their parts, what those relate to, and what stands in pages.

use super::super::docx::archive::Archive;
use super::super::docx::xml::{Element, Piece, Xml};
use super::super::refused::Refused;
use super::super::text_file::TextFile;
use super::{Active, markup};

/// Files inside a file that are no more than it is itself: a chart keeps its numbers so.
const HARMLESS: [&str; 3] = [".xlsx", ".docx", ".pptx"];

pub(super) fn find(kind: TextFile, bytes: &[u8]) -> Result<Option<Active>, Refused> {
    let mut archive = Archive::open(bytes)?;
    let names = archive.names()?;
    let named = names.iter().find_map(|name| by_name(kind, name));
    if named.is_some() {
        return Ok(named);
    }
    for name in &names {
        let lower = name.to_ascii_lowercase();
        let check: fn(&str) -> Result<Option<Active>, Refused> = match kind {
            _ if lower == "[content_types].xml" => by_types,
            TextFile::OpenDocument if is_body(&lower) => markup::of_open_document,
            TextFile::Epub if ending(&lower) == "css" => |text| Ok(markup::of_style(text)),
            TextFile::Epub if ending(&lower) == "opf" => markup::of_package,
            TextFile::Epub if markup::is_page(&lower) => markup::of_page,
            _ if ending(&lower) == "rels" => related,
            TextFile::Docx if lower.starts_with("word/") && ending(&lower) == "xml" => fields,
            TextFile::Xlsx if lower.starts_with("xl/externallinks/") => links,
            _ => continue,
        };
        let text = archive.text(name)?.unwrap_or_default();
        if let Some(found) = check(&text)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Of a name in small letters.
fn ending(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// Text and styles of an open document, and of those inside of it.
fn is_body(name: &str) -> bool {
    name.ends_with("content.xml") || name.ends_with("styles.xml")
}

fn by_name(kind: TextFile, name: &str) -> Option<Active> {
    let name = name.to_ascii_lowercase();
    let is_program = name.ends_with("vbaproject.bin")
        || name.ends_with("vbadata.xml")
        || name.contains("/macrosheets/")
        || name.starts_with("basic/")
        || name.starts_with("scripts/");
    let is_object = name.contains("/activex/")
        || name.contains("/embeddings/") && !HARMLESS.iter().any(|ending| name.ends_with(ending));
    let is_script = matches!(ending(&name), "js" | "mjs");
    // Queries of a sheet, which are asked when it is opened.
    let is_query = name == "xl/connections.xml";
    if is_program {
        Some(Active::Macro)
    } else if is_query {
        Some(Active::Remote)
    } else if is_object {
        Some(Active::Object)
    } else if kind == TextFile::Epub && is_script {
        Some(Active::Script)
    } else {
        None
    }
}

#[allow(clippy::unnecessary_wraps, reason = "one of several checks")]
fn by_types(text: &str) -> Result<Option<Active>, Refused> {
    let types = text.to_ascii_lowercase();
    let runs = types.contains("macroenabled") || types.contains("vbaproject");
    Ok(runs.then_some(Active::Macro))
}

fn related(text: &str) -> Result<Option<Active>, Refused> {
    let mut xml = Xml::new(text);
    while let Some(piece) = xml.next()? {
        if let Piece::Start(element) = piece
            && let Some(found) = by_relationship(&element)
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Fields of Word that fetch when they are made anew. What a field says may stand in several pieces.
fn fields(text: &str) -> Result<Option<Active>, Refused> {
    let (mut said, mut is_within, mut xml) = (String::new(), false, Xml::new(text));
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Start(element) => match element.name().as_str() {
                "instrText" | "delInstrText" => is_within = true,
                "fldSimple" if fetches(&element.get("instr").unwrap_or_default()) => {
                    return Ok(Some(Active::Remote));
                }
                "fldChar" | "p" => said.clear(),
                _ => {}
            },
            Piece::Text(written) if is_within => {
                let more = if said.is_empty() {
                    written.trim_start()
                } else {
                    &written
                };
                // No more than the first word: this is looked at again with each piece.
                let room = FIELD.saturating_sub(said.chars().count());
                said.extend(more.chars().take(room));
            }
            Piece::End(name) if matches!(name.as_str(), "instrText" | "delInstrText") => {
                is_within = false;
            }
            _ => {}
        }
        if fetches(&said) {
            return Ok(Some(Active::Remote));
        }
    }
    Ok(None)
}

/// Characters of a field in which its first word stands.
const FIELD: usize = 32;

/// By the first word of a field.
fn fetches(field: &str) -> bool {
    const FETCHING: [&str; 6] = [
        "DDE",
        "DDEAUTO",
        "INCLUDEPICTURE",
        "INCLUDETEXT",
        "LINK",
        "DATABASE",
    ];
    let word = field.split_whitespace().next().unwrap_or_default();
    FETCHING
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// Links of a sheet to another program.
fn links(text: &str) -> Result<Option<Active>, Refused> {
    let mut xml = Xml::new(text);
    while let Some(piece) = xml.next()? {
        if let Piece::Start(element) = piece
            && matches!(element.name().as_str(), "ddeLink" | "oleLink")
        {
            return Ok(Some(Active::Remote));
        }
    }
    Ok(None)
}

/// All that a part relates to outside of the file is fetched with it, but for what is pressed on.
fn by_relationship(element: &Element<'_>) -> Option<Active> {
    let kind = element.get("Type")?.to_ascii_lowercase();
    let target = element.get("Target").unwrap_or_default();
    let is_outside = markup::is_outside(&target)
        || element
            .get("TargetMode")
            .is_some_and(|mode| mode.trim().eq_ignore_ascii_case("external"));
    match kind.rsplit('/').next().unwrap_or_default() {
        "hyperlink" => None,
        "vbaproject" => Some(Active::Macro),
        // The last is a page of its own kind that is put into the text.
        "oleobject" | "control" | "activexcontrolbinary" | "afchunk" => Some(Active::Object),
        _ => is_outside.then_some(Active::Remote),
    }
}
