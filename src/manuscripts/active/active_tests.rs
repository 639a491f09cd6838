use super::super::{Refused, TextFile, look};
use super::{Active, find};
use crate::kernel::zipped::zipped;

/// As LibreOffice writes them, with links.
const FILES: [&[u8]; 3] = [
    include_bytes!("../../../tests/data/manuscripts/nghi-quyet.docx"),
    include_bytes!("../../../tests/data/manuscripts/quy-dinh.docx"),
    include_bytes!("../../../tests/data/manuscripts/tai-lieu.docx"),
];

fn found(kind: TextFile, name: &str, text: &str) -> Option<Active> {
    find(kind, &zipped(&[(name, text)])).unwrap()
}

#[test]
fn parts_of_office_files_are_known_by_their_names() {
    for (name, active) in [
        ("word/vbaProject.bin", Active::Macro),
        ("xl/macrosheets/sheet1.xml", Active::Macro),
        ("word/activeX/activeX1.bin", Active::Object),
        ("ppt/embeddings/oleObject1.bin", Active::Object),
        ("word/embeddings/Microsoft_Excel_Sheet.xlsm", Active::Object),
    ] {
        for kind in [TextFile::Docx, TextFile::Xlsx, TextFile::Pptx] {
            assert_eq!(found(kind, name, ""), Some(active), "{name}");
        }
    }
    for (name, active) in [
        ("Basic/Standard/Module1.xml", Active::Macro),
        ("Scripts/python/a.py", Active::Macro),
    ] {
        assert_eq!(found(TextFile::OpenDocument, name, ""), Some(active));
    }
    let types = "<Types><Override ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>";
    assert_eq!(
        found(TextFile::Xlsx, "[Content_Types].xml", types),
        Some(Active::Macro)
    );
    // The numbers of a chart.
    let sheet = "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx";
    assert_eq!(found(TextFile::Pptx, sheet, ""), None);
}

fn relationship(kind: &str, target: &str, mode: &str) -> String {
    format!(
        "<Relationships xmlns=\"r\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"{mode}/></Relationships>"
    )
}

#[test]
fn what_an_office_file_fetches_is_found() {
    let external = " TargetMode=\"External\"";
    let remote = Some(Active::Remote);
    for (kind, target, mode, active) in [
        ("image", "https://track.example/p.png", external, remote),
        ("image", "p.png", " TargetMode='EXTERNAL'", remote),
        ("image", "https://track.example/p.png", "", remote),
        ("image", "\\\\host\\p.png", "", remote),
        ("attachedTemplate", "file:///C:/t.dotm", external, remote),
        ("externalLinkPath", "b.xlsx", external, remote),
        ("video", "https://v.example/a", external, remote),
        ("oleObject", "a.bin", "", Some(Active::Object)),
        ("aFChunk", "a.html", "", Some(Active::Object)),
        ("hyperlink", "https://a.example", external, None),
        ("image", "media/image1.png", "", None),
    ] {
        let text = relationship(kind, target, mode);
        for name in [
            "word/_rels/document.xml.rels",
            "ppt/slides/_rels/slide9.xml.rels",
        ] {
            assert_eq!(found(TextFile::Docx, name, &text), active, "{text}");
        }
    }
    for file in FILES {
        assert!(look(TextFile::Docx, file).unwrap().unread.is_none());
    }
}

#[test]
fn what_an_open_document_runs_or_fetches_is_found() {
    for (body, active) in [
        (
            "<script:event-listener xlink:href=\"vnd.sun.star.script:a.b?language=Basic\"/>",
            Some(Active::Macro),
        ),
        ("<text:script>x</text:script>", Some(Active::Macro)),
        (
            "<draw:object-ole xlink:href=\"./Object 1\"/>",
            Some(Active::Object),
        ),
        (
            "<draw:image xlink:href=\"https://track.example/p.png\"/>",
            Some(Active::Remote),
        ),
        (
            "<draw:image xlink:href=\"//h/p.png\"/>",
            Some(Active::Remote),
        ),
        (
            "<table:table-source xlink:href=\"../b.ods\"/>",
            Some(Active::Remote),
        ),
        ("<office:dde-source/>", Some(Active::Remote)),
        ("<text:a xlink:href=\"https://a.example\">a</text:a>", None),
        ("<draw:image xlink:href=\"Pictures/1.png\"/>", None),
        ("<office:scripts/>", None),
    ] {
        let text = format!("<office:document-content>{body}</office:document-content>");
        for name in ["content.xml", "styles.xml", "Object 1/content.xml"] {
            assert_eq!(
                found(TextFile::OpenDocument, name, &text),
                active,
                "{name}: {body}"
            );
        }
    }
}

#[test]
fn what_a_book_runs_or_fetches_is_found() {
    let (script, remote) = (Some(Active::Script), Some(Active::Remote));
    for (body, active) in [
        ("<script>a()</script>", script),
        ("<SCRIPT src=\"a.js\">", script),
        ("<svg:script href=\"a\"/>", script),
        ("<p onclick=\"a()\">a</p>", script),
        ("<a href=\"java\tscript:a()\">a</a>", script),
        ("<img src=\"http://track.example/p.gif\"/>", remote),
        ("<img src=\"//track.example/p.gif\"/>", remote),
        (
            "<img srcset=\"a.png 1x, https://track.example/p 2x\"/>",
            remote,
        ),
        ("<link href=\"https://a.example/a.css\"/>", remote),
        (
            "<meta http-equiv=\"refresh\" content=\"0;url=https://a.example\"/>",
            remote,
        ),
        (
            "<p style=\"background: url('https://a.example/p')\">a</p>",
            remote,
        ),
        (
            "<style>@import \"https://a.example/a.css\";</style>",
            remote,
        ),
        ("<a href=\"https://a.example\">a</a>", None),
        ("<img src=\"images/p.png\"/>", None),
        ("<img src=\"data:audio/mp3;base64,//uQxAAA\"/>", None),
        (
            "<style>@namespace s url(http://www.w3.org/2000/svg);</style>",
            None,
        ),
    ] {
        let text = format!("<html xmlns=\"http://www.w3.org/1999/xhtml\">{body}</html>");
        assert_eq!(
            found(TextFile::Epub, "OEBPS/1.xhtml", &text),
            active,
            "{body}"
        );
    }
    assert_eq!(found(TextFile::Epub, "OEBPS/a.js", "a()"), script);
    let style = "p { background: url(https://a.example/p.png) }";
    assert_eq!(found(TextFile::Epub, "a.css", style), remote);
    let item = "<package><item href=\"https://a.example/a.mp3\"/></package>";
    assert_eq!(found(TextFile::Epub, "a.opf", item), remote);
    let record = "<package><link href=\"https://a.example/a\"/><item href=\"1.xhtml\"/></package>";
    assert_eq!(found(TextFile::Epub, "a.opf", record), None);
}

#[test]
fn what_cannot_be_looked_through_is_not_taken_for_harmless() {
    let cut = zipped(&[("word/_rels/document.xml.rels", "<Relationships><Rel")]);
    assert!(find(TextFile::Pptx, &cut).is_err());
    assert!(find(TextFile::Epub, b"PK\x03\x04").is_err());
    let cut = zipped(&[
        ("ppt/slides/slide1.xml", "<p>Chữ</p>"),
        ("ppt/_rels/a.rels", "<a>"),
    ]);
    assert_eq!(look(TextFile::Pptx, &cut), Err(Refused::Corrupt));
}

#[test]
fn fields_that_fetch_are_found() {
    let said = |pieces: &[&str]| {
        let pieces = pieces.iter().map(|piece| {
            format!("<w:r><w:instrText xml:space=\"preserve\">{piece}</w:instrText></w:r>")
        });
        let pieces = pieces.collect::<Vec<_>>().concat();
        format!("<w:document xmlns:w=\"w\"><w:p><w:r><w:fldChar/></w:r>{pieces}</w:p></w:document>")
    };
    let remote = Some(Active::Remote);
    for (pieces, active) in [
        (
            &[" INCLUDEPICTURE \"https://track.example/p.png\""][..],
            remote,
        ),
        (&[" DDE", "AUTO c:\\\\a.exe"], remote),
        (&["include", "text \"a.docx\""], remote),
        (&[" HYPERLINK \"https://a.example\""], None),
        (&[" PAGE ", "INCLUDETEXT"], None),
        (&[" TOC \\o"], None),
    ] {
        let text = said(pieces);
        for part in ["word/document.xml", "word/footer1.xml"] {
            assert_eq!(found(TextFile::Docx, part, &text), active, "{pieces:?}");
        }
    }
    // Linear in what it is: so many pieces of one word, and spaces before it.
    let pieces = vec!["aaaa"; 100_000];
    assert_eq!(
        found(TextFile::Docx, "word/document.xml", &said(&pieces)),
        None
    );
    let far = " ".repeat(1_000);
    let text = said(&[far.as_str(), far.as_str(), "DDE a"]);
    assert_eq!(found(TextFile::Docx, "word/document.xml", &text), remote);
    let simple = "<w:p><w:fldSimple w:instr=\" LINK Excel.Sheet.12 a.xlsx\"/></w:p>";
    assert_eq!(found(TextFile::Docx, "word/document.xml", simple), remote);
}

#[test]
fn what_a_sheet_asks_of_others_is_found() {
    let remote = Some(Active::Remote);
    let connections = "<connections><connection/></connections>";
    assert_eq!(
        found(TextFile::Xlsx, "xl/connections.xml", connections),
        remote
    );
    let link = |kind: &str| format!("<externalLink><{kind}/></externalLink>");
    let part = "xl/externalLinks/externalLink1.xml";
    assert_eq!(found(TextFile::Xlsx, part, &link("ddeLink")), remote);
    assert_eq!(found(TextFile::Xlsx, part, &link("externalBook")), None);
}
