use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::super::super::{Format, Refused, limits, read};
use super::check;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_protected_file_is_told() {
    for trailer in ["/Encrypt 5 0 R", "/#45ncrypt 5 0 R", "/Enc#72yp#74 5 0 R"] {
        let file = format!("%PDF-1.7\ntrailer <<{trailer}>>");
        assert_eq!(
            read(Format::Pdf, file.as_bytes()),
            Err(Refused::Encrypted),
            "{trailer}"
        );
    }
}

#[test]
fn what_stands_plainly_is_counted() {
    let many = b"0 ".repeat(limits::PDF_OBJECTS + 1);
    assert_eq!(check(&many), Err(Refused::TooLargeUnpacked));
    let few = check(b"1 0 obj\n<</Type/Obj#53tm>>\nendobj").unwrap();
    assert_eq!((few.objects, few.packs_objects), (10, true));
    assert!(
        !check(b"1 0 obj\n<</Type/Page>>\nendobj")
            .unwrap()
            .packs_objects
    );
}

/// A file of one page with these instructions.
fn page(content: &[u8], filter: &str, font: &str) -> Vec<u8> {
    let mut file = format!(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 4 0 R>>>>>>\nendobj\n\
         5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding {font}>>\nendobj\n\
         4 0 obj\n<<{filter}/Length {}>>\nstream\n",
        content.len()
    )
    .into_bytes();
    file.extend(content);
    file.extend(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 6>>\n%%EOF");
    file
}

#[test]
fn a_page_without_a_cross_reference_table_is_read() {
    let file = page(
        b"BT /F1 12 Tf 72 700 Td (Xin) Tj 40 0 Td (ch\\340o) Tj 0 -14 Td (A) Tj ET",
        "",
        "",
    );
    let read = read(Format::Pdf, &file).unwrap();
    assert_eq!(read.drafts[0].html, "<p>Xin chào</p><p>A</p>");
}

#[test]
fn a_page_that_inflates_to_much_or_draws_itself_ends() {
    let bomb = packed(&vec![b' '; limits::PDF_PAGE + 1]);
    assert_eq!(
        read(Format::Pdf, &page(&bomb, "/Filter/FlateDecode", "")),
        Err(Refused::TooLargeUnpacked)
    );
    // The page's own stream is a form that draws itself.
    let file = page(
        b"BT /F1 12 Tf (a) Tj ET /X Do /X Do /X Do",
        "/Subtype/Form",
        "",
    );
    assert!(read(Format::Pdf, &file).is_ok());
    let saved = b"q ".repeat(100_000);
    assert_eq!(
        read(Format::Pdf, &page(&saved, "", "")),
        Err(Refused::NoText)
    );
}

#[test]
fn a_page_with_a_picture_only_has_no_text() {
    let file = page(b"q 500 0 0 700 0 0 cm /X Do Q", "/Subtype/Image", "");
    assert_eq!(read(Format::Pdf, &file), Err(Refused::NoText));
}

#[test]
fn a_character_map_that_names_every_code_is_bounded() {
    let map = b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfrange <00000000> <FFFFFFFF> <0041> <41> <43> <0110> endbfrange";
    let mut file = page(b"BT /F1 12 Tf 72 700 Td (AB) Tj ET", "", "/ToUnicode 6 0 R");
    file.extend(format!("\n6 0 obj\n<</Length {}>>\nstream\n", map.len()).bytes());
    file.extend(map);
    file.extend(b"\nendstream\nendobj\n");
    assert!(read(Format::Pdf, &file).is_ok());
}

#[test]
fn the_table_of_objects_is_not_believed() {
    // Objects that only the table leads to: they do not begin a line.
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = b"xref\n0 5\n0000000000 65535 f \n".to_vec();
    for object in [
        "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj ",
        "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj ",
        "3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>> endobj ",
        "4 0 obj <</Length 29>>\nstream\nBT /F1 12 Tf 72 700 Td (a) Tj\nendstream endobj ",
    ] {
        file.extend(b"% x");
        table.extend(format!("{:010} 00000 n \n", file.len() + 1).bytes());
        file.extend(b" ");
        file.extend(object.bytes());
    }
    let place = file.len() + 1;
    file.extend(b"\n");
    file.extend(&table);
    file.extend(format!("trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n{place}\n%%EOF\n").bytes());
    assert!(
        lopdf::Document::load_mem(&file).is_ok_and(|document| document.page_iter().count() == 1),
        "a table leads to it"
    );
    assert_eq!(read(Format::Pdf, &file), Err(Refused::Corrupt));
}

#[test]
fn a_length_must_be_a_number() {
    let file = |length: &str| {
        format!(
            "%PDF-1.4\n1 0 obj\n<</Length 7 0 R>>\nstream\nx\nendstream\nendobj\n7 0 obj{length}endobj\n"
        )
    };
    assert!(check(file("\n1\n").as_bytes()).is_ok());
    assert!(check(file(" 1").as_bytes()).is_ok());
    assert_eq!(check(file("\n[0 0 0]\n").as_bytes()), Err(Refused::Corrupt));
    assert_eq!(
        check(file("\n<</Length 5>>stream\n").as_bytes()),
        Err(Refused::Corrupt)
    );
    let elsewhere = file("\n1\n").replace("/Length 7", "/Len#67th 9");
    assert!(check(elsewhere.as_bytes()).is_ok(), "in an object stream");
    let escaped = file("\n[0]\n").replace("/Length", "/Len#67th");
    assert_eq!(check(escaped.as_bytes()), Err(Refused::Corrupt));
}
