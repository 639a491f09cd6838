//! Bytes that are anything, and files with bytes flipped, cut, doubled and spliced.

use proptest::prelude::*;

use super::super::{Format, Manuscript, Refused, TextFile, finish, limits, look};
use super::hostile_tests::rewritten;
use super::read;
use super::tests::{QUY_DINH_DOCX, QUY_DINH_PDF, TAI_LIEU_DOCX, TAI_LIEU_PDF};
use crate::kernel::zipped::zipped;

/// What is read is bounded, and its levels are those of a tree.
fn sound(read: &Result<Manuscript, Refused>) -> Result<(), TestCaseError> {
    let Ok(read) = read else {
        return Ok(());
    };
    prop_assert!(read.drafts.len() <= limits::SECTIONS);
    let html: usize = read.drafts.iter().map(|draft| draft.html.len()).sum();
    prop_assert!(html < limits::CHARACTERS * 8, "{html}");
    match finish(read.drafts.clone()) {
        Ok(sections) => prop_assert_eq!(sections.len(), read.drafts.len()),
        Err(faults) => {
            let of_structure = faults.iter().find(|fault| {
                fault.code.as_str().contains("level") || fault.code.as_str().contains("empty")
            });
            prop_assert!(of_structure.is_none(), "{faults:?}");
        }
    }
    Ok(())
}

/// Flips, cuts, doubles and splices bytes.
fn harmed(
    mut bytes: Vec<u8>,
    harms: &[(u8, prop::sample::Index, prop::sample::Index, u8)],
) -> Vec<u8> {
    for (kind, at, other, value) in harms {
        if bytes.is_empty() {
            break;
        }
        let (at, other) = (at.index(bytes.len()), other.index(bytes.len()));
        let (from, to) = (at.min(other), at.max(other).min(at.min(other) + 200));
        match kind % 5 {
            0 | 1 => bytes[at] ^= value,
            2 => bytes.truncate(bytes.len() - bytes.len() / 8),
            3 => drop(bytes.drain(from..to)),
            _ => {
                let piece = bytes[from..to].to_vec();
                bytes.splice(other..other, piece);
            }
        }
    }
    bytes
}

fn harms() -> impl Strategy<Value = Vec<(u8, prop::sample::Index, prop::sample::Index, u8)>> {
    proptest::collection::vec(
        any::<(u8, prop::sample::Index, prop::sample::Index, u8)>(),
        1..12,
    )
}

const PIECES: [&str; 16] = [
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:p>",
    "</w:p>",
    "<w:r>",
    "</w:r>",
    "<w:txbxContent>",
    "</w:txbxContent>",
    "<w:del>",
    "</w:del>",
    "<w:vMerge/>",
    "<w:gridSpan w:val=\"9999\"/>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        for format in [Format::Docx, Format::Pdf, Format::Markdown] {
            sound(&read(format, &bytes))?;
        }
        sound(&read(Format::Pdf, &[b"%PDF-1.7\n".as_slice(), &bytes].concat()))?;
    }

    #[test]
    fn any_bytes_are_looked_through(bytes in proptest::collection::vec(any::<u8>(), 0..1_000), text in "(<[a-z:]{1,8}( (href|src|on[a-z]{2})=\"[a-z:/]{0,9}\")?/?>|</[a-z]{1,3}>|url\\(|@import|[^<]{0,6}){0,30}") {
        let names = ["content.xml", "1.xhtml", "a.css", "_rels/a.rels", "xl/sharedStrings.xml"];
        let parts = names.map(|name| (name, text.as_bytes()));
        for kind in [TextFile::Docx, TextFile::Xlsx, TextFile::OpenDocument, TextFile::Epub, TextFile::Pdf, TextFile::Plain] {
            for file in [&bytes, &zipped(&parts)] {
                prop_assert!(look(kind, file).map_or(true, |look| look.stamps.len() <= 5 * text.len() + bytes.len()));
            }
        }
    }

    #[test]
    fn a_harmed_docx_is_answered(second in any::<bool>(), harms in harms()) {
        let bytes = if second { TAI_LIEU_DOCX } else { QUY_DINH_DOCX };
        sound(&read(Format::Docx, &harmed(bytes.to_vec(), &harms)))?;
    }

    #[test]
    fn harmed_xml_is_answered(second in any::<bool>(), harms in harms(), pieces in proptest::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len()), 0..8)) {
        let (bytes, part) = if second { (TAI_LIEU_DOCX, "word/numbering.xml") } else { (QUY_DINH_DOCX, "word/document.xml") };
        let changed = rewritten(bytes, part, |text| {
            let mut text = String::from_utf8_lossy(&harmed(text.into_bytes(), harms.get(..harms.len() / 3).unwrap_or_default())).into_owned();
            for (at, piece) in &pieces {
                let mut at = at.index(text.len() + 1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                // Before a tag, so that the XML may still be well-formed.
                let at = text.get(at..).unwrap().find('<').map_or(text.len(), |gap| at + gap);
                text.insert_str(at, PIECES[*piece]);
            }
            text
        });
        sound(&read(Format::Docx, &changed))?;
    }

    #[test]
    fn a_harmed_pdf_is_answered(second in any::<bool>(), harms in harms()) {
        let bytes = if second { TAI_LIEU_PDF } else { QUY_DINH_PDF };
        sound(&read(Format::Pdf, &harmed(bytes.to_vec(), &harms)))?;
    }

    #[test]
    fn any_markdown_is_answered(text in "([#>*_|`\\[\\]()!~-]{0,6}|[ \n\t]{0,4}|[0-9]{1,3}[.)] |(Điều|Chương|Phụ lục|Mục) [0-9IVX]{1,3}[.: ]|[a-zđ]{1,6}|<[a-z/]{1,6}>|&[a-z]{2,4};){0,60}") {
        sound(&read(Format::Markdown, text.as_bytes()))?;
    }
}
