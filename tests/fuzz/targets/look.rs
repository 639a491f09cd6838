#![no_main]

use std::io::{Cursor, Write as _};

use sotay::manuscripts::{TextFile, look};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Kinds of files with a part of each that is read, beside parts that every file of the kind has.
const PARTS: [(TextFile, &str); 12] = [
    (TextFile::Docx, "word/_rels/document.xml.rels"),
    (TextFile::Docx, "[Content_Types].xml"),
    (TextFile::Xlsx, "xl/sharedStrings.xml"),
    (TextFile::Xlsx, "xl/worksheets/sheet1.xml"),
    (TextFile::Pptx, "ppt/slides/slide1.xml"),
    (TextFile::Pptx, "ppt/slides/_rels/slide1.xml.rels"),
    (TextFile::OpenDocument, "content.xml"),
    (TextFile::OpenDocument, "styles.xml"),
    (TextFile::Epub, "OEBPS/1.xhtml"),
    (TextFile::Epub, "OEBPS/1.css"),
    (TextFile::Epub, "OEBPS/content.opf"),
    (TextFile::Epub, "OEBPS/1.svg"),
];

// The first byte says which part the others are, in an archive that is in order; or that they are a PDF as they stand.
libfuzzer_sys::fuzz_target!(
    init: { let _ = std::panic::take_hook(); },
    |bytes: &[u8]| {
        let Some((first, rest)) = bytes.split_first() else {
            return;
        };
        let Some((kind, name)) = PARTS.get(usize::from(*first) % (PARTS.len() + 1)) else {
            let seen = look(TextFile::Pdf, rest);
            assert_eq!(seen, look(TextFile::Pdf, rest));
            return;
        };
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(rest).unwrap();
        let file = archive.finish().unwrap().into_inner();
        if let Ok(seen) = look(*kind, &file) {
            // What names a script in so many words is never let through where scripts are looked for.
            let is_script = rest.starts_with(b"<script>") && *name == "OEBPS/1.xhtml";
            assert!(!is_script, "{seen:?}");
            // As many stamps as lines could bear, and no more.
            assert!(seen.stamps.len() <= rest.len());
        }
    }
);
