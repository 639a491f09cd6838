use super::{Look, TextFile, look};
use crate::kernel::zipped::zipped;
use crate::manuscripts::{Refused, SecrecyLevel, limits};

fn seen(kind: TextFile, parts: &[(&str, &str)]) -> Look {
    look(kind, &zipped(parts)).unwrap()
}

#[test]
fn every_kind_that_is_taken_is_known() {
    for (media_type, kind) in [
        ("application/pdf", Some(TextFile::Pdf)),
        ("text/plain; charset=utf-8", Some(TextFile::Plain)),
        ("application/epub+zip", Some(TextFile::Epub)),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Some(TextFile::Docx),
        ),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Some(TextFile::Xlsx),
        ),
        (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Some(TextFile::Pptx),
        ),
        (
            "application/vnd.oasis.opendocument.spreadsheet",
            Some(TextFile::OpenDocument),
        ),
        ("image/png", None),
        ("audio/mpeg", None),
        ("video/mp4", None),
    ] {
        assert_eq!(TextFile::of(media_type), kind, "{media_type}");
    }
}

#[test]
fn stamps_are_found_in_every_kind() {
    let slide = "<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>TUYỆT</a:t></a:r><a:r><a:t> MẬT</a:t></a:r></a:p><a:p><a:r><a:t>Kế hoạch</a:t></a:r></a:p></p:sld>";
    let strings = "<sst><si><r><t>TUYỆT</t></r><r><t xml:space=\"preserve\"> MẬT</t></r></si><si><t>Kế hoạch</t></si></sst>";
    let open = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><text:p>TUYỆT<text:s/>MẬT</text:p>\n<text:p>Kế hoạch</text:p></office:document-content>";
    let page =
        "<html xmlns=\"x\"><body>\n  <p>TUYỆT\n  MẬT</p><p>K&#7871; ho&nbsp;ạch</p></body></html>";
    for (kind, name, text) in [
        (TextFile::Pptx, "ppt/slides/slide1.xml", slide),
        (TextFile::Xlsx, "xl/sharedStrings.xml", strings),
        (TextFile::OpenDocument, "content.xml", open),
        (TextFile::Epub, "OEBPS/1.xhtml", page),
    ] {
        let look = seen(kind, &[(name, text)]);
        assert_eq!(look.unread, None, "{name}");
        let levels: Vec<_> = look.stamps.iter().map(|stamp| stamp.level).collect();
        assert_eq!(levels, [SecrecyLevel::TopSecret], "{name}");
        let harmless = text.replace("TUYỆT", "HỌC").replace("MẬT", "TẬP");
        let look = seen(kind, &[(name, &harmless)]);
        assert_eq!((look.unread, look.stamps), (None, Vec::new()), "{name}");
    }
    // On the master of all slides, and behind the first of them.
    let text = slide.replace("TUYỆT", "HỌC").replace("MẬT", "TẬP");
    for name in ["ppt/slideMasters/slideMaster1.xml", "ppt/slides/slide7.xml"] {
        let parts = [("ppt/slides/slide1.xml", text.as_str()), (name, slide)];
        assert_eq!(seen(TextFile::Pptx, &parts).stamps.len(), 1, "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let picture = [
        (
            "ppt/slides/slide1.xml",
            "<p:sld xmlns:p=\"p\"><p:pic/></p:sld>",
        ),
        (
            "ppt/slideMasters/slideMaster1.xml",
            "<p:sldMaster xmlns:p=\"p\"><t>Tiêu đề</t></p:sldMaster>",
        ),
    ];
    assert_eq!(seen(TextFile::Pptx, &picture).unread, Some(Refused::NoText));
    let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
    let deep = [("content.xml", deep.as_str())];
    let deep = look(TextFile::OpenDocument, &zipped(&deep));
    assert_eq!(deep, Err(Refused::Corrupt), "whatever stands so deep");
    let old = [(
        "xl/sharedStrings.xml",
        "<sst><si><t>Uû ban nh©n d©n tØnh, §¶ng bé huyÖn</t></si></sst>",
    )];
    let reason = seen(TextFile::Xlsx, &old).unread.map(Refused::code);
    assert_eq!(reason, Some("legacy_tcvn3"));
    let long = "a".repeat(limits::CHARACTERS * 3 + 1);
    let long = format!("<sst><t>{long}</t></sst>");
    let long = [("xl/sharedStrings.xml", long.as_str())];
    assert_eq!(seen(TextFile::Xlsx, &long).unread, Some(Refused::TooLong));
    let text = vec![b'a'; limits::MARKDOWN_BYTES + 1];
    assert_eq!(
        look(TextFile::Plain, &text).unwrap().unread,
        Some(Refused::TooLarge)
    );
    let scan = vec![b' '; limits::PDF_BYTES + 1];
    assert_eq!(
        look(TextFile::Pdf, &scan).unwrap().unread,
        Some(Refused::TooLarge)
    );
}

#[test]
fn a_line_of_plain_text_is_a_line() {
    let levels = |text: &str| {
        let look = look(TextFile::Plain, text.as_bytes()).unwrap();
        look.stamps
            .iter()
            .map(|stamp| stamp.level)
            .collect::<Vec<_>>()
    };
    for text in [
        "Tuyệt mật\nNội dung",
        "ĐẢNG BỘ TỈNH\nTuyệt mật\nNội dung",
        "Nội dung\n\n<div>\nTuyệt mật\n</div>",
        "> Nội dung\n> Tuyệt mật",
        "- Nội dung\n  Tuyệt mật",
    ] {
        assert_eq!(levels(text), [SecrecyLevel::TopSecret], "{text}");
    }
    assert_eq!(
        levels("Quy định về các tài liệu\nmật và tuyệt\nmật của cơ quan"),
        []
    );
    let far = format!("{}\nTuyệt mật\n", "Dòng chữ.\n".repeat(600));
    assert_eq!(levels(&far), [], "not on the first page");
}

#[test]
fn what_is_broken_or_hides_itself_is_refused() {
    let relations = [(
        "word/_rels/document.xml.rels",
        "<Relationships><R></Relationships>",
    )];
    let no_document = [("[Content_Types].xml", "<Types/>")];
    let bomb = "a".repeat(usize::try_from(limits::DOCX_UNPACKED).unwrap() + 1);
    let bomb = [("word/_rels/document.xml.rels", bomb.as_str())];
    for (parts, refused) in [
        (&relations[..], Refused::Corrupt),
        (&no_document, Refused::Corrupt),
        (&bomb, Refused::TooLargeUnpacked),
    ] {
        assert_eq!(look(TextFile::Docx, &zipped(parts)), Err(refused));
    }
    for (bytes, refused) in [
        (&b"%PDF-1.7\nnothing"[..], Refused::Corrupt),
        (
            b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(o)/U(u)>>>>\n%%EOF",
            Refused::Encrypted,
        ),
    ] {
        assert_eq!(look(TextFile::Pdf, bytes), Err(refused));
    }
    let cut = include_bytes!("../../tests/data/manuscripts/quy-dinh.docx");
    let cut = look(TextFile::Docx, &cut[..cut.len() / 2]);
    assert_eq!(cut, Err(Refused::Corrupt));
}

#[test]
fn of_many_stamps_the_first_are_told() {
    let lines = (0..200_000).map(|number| format!("<si><t>Mật: bản số {number}</t></si>"));
    let strings = format!("<sst>{}</sst>", lines.collect::<Vec<_>>().concat());
    let seen = seen(TextFile::Xlsx, &[("xl/sharedStrings.xml", &strings)]);
    assert!(
        (1..=20).contains(&seen.stamps.len()),
        "{}",
        seen.stamps.len()
    );
    assert!(seen.stamps[0].line.ends_with('0'), "{:?}", seen.stamps[0]);
}
