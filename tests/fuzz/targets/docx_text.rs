#![no_main]

mod read;

use std::io::{Cursor, Write as _};

use sotay::manuscripts::Format;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

// The bytes are the document's own part, in an archive that is in order.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .start_file("word/document.xml", SimpleFileOptions::default())
        .unwrap();
    archive.write_all(bytes).unwrap();
    read::read(Format::Docx, &archive.finish().unwrap().into_inner());
});
