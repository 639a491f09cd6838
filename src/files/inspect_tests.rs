//! Files made here, byte by byte, and what is found of them.

use actix_web::web::Bytes;

use super::*;
use crate::files::model::Class;
use crate::kernel::zipped::zipped;

fn judge(bytes: &[u8]) -> Result<Kind, &'static str> {
    let system = actix_web::rt::System::new();
    let bytes = Bytes::copy_from_slice(bytes);
    let found = system.block_on(async {
        let source = Source::Bytes(bytes);
        inspect(source.stream()).await?.kind(&source).await
    });
    found.map_err(|error| match error {
        Error::Rule(rule) => rule.code,
        other => panic!("{other:?}"),
    })
}

fn word(extra: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", "<w:document/>"),
    ];
    parts.extend(extra);
    zipped(&parts)
}

#[test]
fn the_bytes_say_what_a_file_is() {
    let kind = |bytes: &[u8]| judge(bytes).map(|kind| (kind.media_type, kind.class));
    assert_eq!(
        kind(b"%PDF-1.7\n%\xe2\xe3"),
        Ok(("application/pdf", Class::Document))
    );
    assert_eq!(
        kind(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        Ok(("image/png", Class::Image))
    );
    assert_eq!(kind(b"\xff\xd8\xff\xe0"), Ok(("image/jpeg", Class::Image)));
    assert_eq!(
        kind(b"ID3\x04\0\0\0\0\0\0"),
        Ok(("audio/mpeg", Class::Audio))
    );
    assert_eq!(
        kind(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
        Ok(("video/mp4", Class::Video))
    );
    assert_eq!(
        kind("# Nghị quyết\n".as_bytes()),
        Ok(("text/plain; charset=utf-8", Class::Document))
    );
    assert!(
        kind(&word(&[]))
            .unwrap()
            .0
            .ends_with("wordprocessingml.document")
    );
    let odt = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]);
    assert!(kind(&odt).unwrap().0.ends_with("opendocument.text"));
}

#[test]
fn what_could_run_is_refused() {
    let mut program = b"MZ\x90\0\x03\0\0\0\x04".to_vec();
    program.resize(200, 0);
    for bytes in [
        program.as_slice(),
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
        b"#!/bin/sh\nrm -rf ~",
        b"<html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg onload='x()'/>",
        b"text\0with a zero",
        b"\xff\xfe\xff\xfe not UTF-8",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old office file",
        b"Rar!\x1a\x07\0",
        b"",
    ] {
        assert_eq!(judge(bytes), Err("file_type_not_accepted"), "{bytes:?}");
    }
    assert_eq!(
        judge(&zipped(&[("a.txt", "x")])),
        Err("file_type_not_accepted")
    );
    assert_eq!(
        judge(&word(&[("word/vbaProject.bin", "x")])),
        Err("file_has_macros")
    );
}

#[test]
fn a_broken_or_overfull_archive_is_refused() {
    let whole = word(&[]);
    assert_eq!(judge(&whole[..whole.len() - 30]), Err("file_unreadable"));
    assert_eq!(
        judge(b"PK\x03\x04 and nothing more"),
        Err("file_unreadable")
    );
    let mut lying = whole;
    let end = lying.len() - END;
    lying[end + 10..end + 12].copy_from_slice(&u16::MAX.to_le_bytes());
    assert_eq!(judge(&lying), Err("file_unreadable"));
}

#[test]
fn text_is_text_however_it_is_cut() {
    let text = "Điều 1. Đảng ủy phường Hoà Bình 🌱".as_bytes();
    for size in 1..text.len() {
        let mut check = TextCheck::default();
        text.chunks(size).for_each(|chunk| check.push(chunk));
        assert!(check.holds(), "in pieces of {size}");
    }
    let mut cut = TextCheck::default();
    cut.push(&text[..1]);
    assert!(!cut.holds(), "half a letter");
    let mut wrong = TextCheck::default();
    wrong.push(b"\xe1");
    wrong.push(b"a");
    assert!(!wrong.holds());
}
