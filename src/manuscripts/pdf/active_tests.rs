use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::super::super::active::Active;
use super::super::super::{Refused, TextFile, limits, look};
use super::super::weigh;
use super::find;

/// As LibreOffice writes them, with links.
const FILES: [&[u8]; 3] = [
    include_bytes!("../../../tests/data/manuscripts/nghi-quyet.pdf"),
    include_bytes!("../../../tests/data/manuscripts/quy-dinh.pdf"),
    include_bytes!("../../../tests/data/manuscripts/tai-lieu.pdf"),
];

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file whose objects are in an object stream.
fn in_stream(objects: &[u8]) -> Vec<u8> {
    let content = packed(&[b"9 0 ".as_slice(), objects].concat());
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/ObjStm/Filter/FlateDecode/N 1/First 4/Length {}>>\nstream\n",
        content.len()
    );
    [head.as_bytes(), &content, b"\nendstream\nendobj\n"].concat()
}

/// A page with a word on it; `catalog` and `page`: what else stands in those.
fn page(catalog: &str, page: &str) -> Vec<u8> {
    let text = "BT /F1 12 Tf 72 700 Td (Xin) Tj ET";
    format!(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R{catalog}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>{page}>>\nendobj\n\
         5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\nendobj\n\
         6 0 obj\n<</S/URI/URI(https://track.example/)>>\nendobj\n\
         4 0 obj\n<</Length {}>>\nstream\n{text}\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 7>>\n%%EOF",
        text.len()
    )
    .into_bytes()
}

const ACTIONS: [(&str, Active); 10] = [
    ("<</S/JavaScript/JS(app.alert\\(1\\))>>", Active::Script),
    ("<</S /Java#53cript /JS 7 0 R>>", Active::Script),
    ("<</Names<</JavaScript 7 0 R>>>>", Active::Script),
    ("<</S/Launch/F(cmd.exe)>>", Active::Launch),
    ("<</S/SubmitForm/F(https://a.example)>>", Active::Form),
    ("<</S/ImportData/F(a.fdf)>>", Active::Form),
    ("<</XFA 8 0 R>>", Active::Form),
    ("<</Subtype/RichMedia>>", Active::Media),
    ("<</S/Rendition/JS(a)>>", Active::Media),
    ("<</Type /EmbeddedFile>>", Active::Object),
];

#[test]
fn what_acts_is_found_wherever_it_stands() {
    for (object, active) in ACTIONS {
        let plain = format!("%PDF-1.7\n7 0 obj\n{object}\nendobj\n");
        assert_eq!(find(plain.as_bytes()), Ok(Some(active)), "{object}");
        assert_eq!(
            find(&in_stream(object.as_bytes())),
            Ok(Some(active)),
            "packed: {object}"
        );
    }
}

#[test]
fn a_name_across_two_pieces_is_found() {
    for room in weigh::BLOCK - 20..weigh::BLOCK + 4 {
        let objects = [&vec![b' '; room][..], b"/JavaScript "].concat();
        assert_eq!(
            find(&in_stream(&objects)),
            Ok(Some(Active::Script)),
            "{room}"
        );
    }
}

#[test]
fn what_is_read_or_pressed_on_is_nothing() {
    for plain in [
        "<</S/URI/URI(https://a.example)>>",
        "<</S/GoTo/D[3 0 R/Fit]>>",
        "<</Launchpad 1/JavaScripts 2/XFAB 3>>",
        "(javascript, Launch, SubmitForm)",
    ] {
        assert_eq!(find(plain.as_bytes()), Ok(None), "{plain}");
        assert_eq!(find(&in_stream(plain.as_bytes())), Ok(None), "{plain}");
    }
    // As three letters stand in a packed picture.
    assert_eq!(find(b"\x00\x9f/JS(\x80\xff/JS \x01"), Ok(None));
    for file in FILES {
        let seen = look(TextFile::Pdf, file).unwrap();
        assert!(seen.manuscript.is_some() && seen.unread.is_none());
    }
}

#[test]
fn a_link_that_opens_by_itself_is_found() {
    let opening = [
        ("/OpenAction 6 0 R", ""),
        ("/OpenAction<</S/GoToR/F(b.pdf)>>", ""),
        ("", "/AA<</O 6 0 R>>"),
        ("", "/AA<</C<</S/URI/URI(https://track.example/)>>>>"),
        (
            "/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/GoTo>>6 0 R]>>",
            "",
        ),
        ("/OpenAction[6 0 R]", ""),
        ("", "/Annots[<</Subtype/Link/AA<</PO 6 0 R>>>>]"),
        ("/Next 1 0 R/OpenAction 1 0 R", ""),
    ];
    for (catalog, event) in opening {
        let file = page(catalog, event);
        let found = Err(Refused::Acts(Active::Remote));
        assert_eq!(look(TextFile::Pdf, &file), found, "{catalog}{event}");
        // The same when there is no text to read: a scan.
        let scan = String::from_utf8(file)
            .unwrap()
            .replace("(Xin) Tj", "()    Tj");
        assert_eq!(
            look(TextFile::Pdf, scan.as_bytes()),
            found,
            "{catalog}{event}"
        );
    }
    let scan = String::from_utf8(page("", "")).unwrap();
    let scan = scan.replace("(Xin) Tj", "()    Tj");
    let seen = look(TextFile::Pdf, scan.as_bytes()).unwrap();
    assert_eq!(seen.unread, Some(Refused::NoText));
    let links = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/A 6 0 R>>]";
    let seen = look(TextFile::Pdf, &page("/OpenAction[3 0 R/Fit]", links)).unwrap();
    assert_eq!(seen.unread, None);
}

#[test]
fn what_never_ends_is_not_inflated_again_and_again() {
    // Each begins a stream whose blocks are all that follow: words like it, then blocks of which nothing comes out.
    let words = b"stream\x78\x9c\x00\x08\x00\xf7\xff".repeat(2_000);
    let words = [&words[..], b"stream\x78\x9c"].concat();
    let blocks = b"\x00\x00\x00\xff\xff".repeat(200_000);
    let file = [&words[..], &blocks].concat();
    assert_eq!(find(&file), Err(Refused::TooLargeUnpacked));
}

#[test]
fn actions_that_many_share_are_not_followed_for_each() {
    let entries: Vec<_> = (0..2_000)
        .map(|number| format!("/E{number}<</S/GoTo>>"))
        .collect();
    let events = format!("7 0 obj\n<<{}>>\nendobj\ntrailer", entries.concat());
    let with = |times: usize| {
        let file = page("", &format!("/X[{}]", "<</AA 7 0 R>>".repeat(times)));
        let file = String::from_utf8(file)
            .unwrap()
            .replacen("trailer", &events, 1);
        look(TextFile::Pdf, file.as_bytes()).map(|seen| seen.unread)
    };
    assert_eq!(with(20), Ok(None));
    assert_eq!(with(20_000), Err(Refused::Acts(Active::Remote)));
}

#[test]
fn short_names_are_looked_for_among_objects() {
    for (entry, active) in [
        ("/A<</JS(a)>>", Active::Script),
        ("/Annots[<</Subtype/3D>>]", Active::Media),
        ("/AF[<</EF<</F 5 0 R>>>>]", Active::Object),
    ] {
        let found = Err(Refused::Acts(active));
        assert_eq!(look(TextFile::Pdf, &page("", entry)), found, "{entry}");
    }
}

#[test]
fn more_than_may_be_inflated_is_not_taken_for_harmless() {
    let mut file = Vec::new();
    for _ in 0..=limits::PDF_STREAMS {
        file.extend(b"stream\nx\x9c endstream ");
    }
    assert_eq!(find(&file), Err(Refused::TooLargeUnpacked));
}

#[test]
fn a_first_page_without_text_is_not_read() {
    let text = page("", "");
    assert_eq!(look(TextFile::Pdf, &text).unwrap().unread, None);
    // Another page, with nothing on it, before the one with text.
    let text = String::from_utf8(text).unwrap();
    let scanned = text
        .replace("/Kids[3 0 R]/Count 1", "/Kids[9 0 R 3 0 R]/Count 2")
        .replace(
            "6 0 obj",
            "9 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n6 0 obj",
        );
    let seen = look(TextFile::Pdf, scanned.as_bytes()).unwrap();
    assert_eq!(seen.unread, Some(Refused::NoText));
    assert!(seen.manuscript.is_some());
}
