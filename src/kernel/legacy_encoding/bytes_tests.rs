use encoding_rs::Encoding;
use proptest::prelude::*;

use super::*;
use crate::kernel::legacy_encoding::tests::{TCVN3, VNI};

#[test]
fn utf8_and_utf16_files() {
    let text = "Họ tên,Số thẻ\r\nĐỗ Hòa,012345678901\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let decomposed: String = text.nfd().collect();
    let table = [
        (text.as_bytes().to_vec(), "utf-8"),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "utf-8"),
        (decomposed.into_bytes(), "utf-8"),
        ([b"\xFF\xFE", little.as_slice()].concat(), "utf-16le"),
        (little, "utf-16le"),
        ([b"\xFE\xFF", big.as_slice()].concat(), "utf-16be"),
    ];
    for (bytes, encoding) in table {
        assert_eq!(
            decode_text(&bytes),
            Ok(DecodedText {
                text: text.to_owned(),
                encoding
            })
        );
    }
    assert_eq!(decode_text(b"").map(|d| d.text), Ok(String::new()));
}

/// The bytes, or `None` when the encoding lacks a character.
fn encoded(encoding: &'static Encoding, text: &str) -> Option<Vec<u8>> {
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| bytes.into_owned())
}

/// Windows-1258 has the letters whole and the tones, but for a few, as marks of their own.
fn windows_1258(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for c in text.nfc() {
        if let Some(whole) = encoded(WINDOWS_1258, &c.to_string()) {
            bytes.extend(whole);
            continue;
        }
        let marks: Vec<char> = std::iter::once(c).nfd().collect();
        let (tones, letter): (Vec<char>, Vec<char>) = marks
            .into_iter()
            .partition(|m| ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'].contains(m));
        let split: String = letter.into_iter().nfc().chain(tones).collect();
        bytes.extend(encoded(WINDOWS_1258, &split).unwrap());
    }
    bytes
}

#[test]
fn windows_1258_files() {
    for text in [
        "Họ tên\nNguyễn Văn An\nTrần Thị Ánh\nĐỗ Hòa",
        "Thị",
        "Lý Quý",
        "Phạm Thị Ngọc Diệp",
        "Đảng ủy phường",
    ] {
        let found = decode_text(&windows_1258(text));
        assert_eq!(
            found,
            Ok(DecodedText {
                text: text.to_owned(),
                encoding: "windows-1258"
            }),
            "{text}"
        );
    }
}

#[test]
fn legacy_files_are_refused() {
    for (texts, encoding) in [(TCVN3, LegacyEncoding::Tcvn3), (VNI, LegacyEncoding::Vni)] {
        let bytes = encoded(WINDOWS_1252, &texts.join("\r\n")).unwrap();
        assert_eq!(decode_text(&bytes), Err(DecodeError::Legacy(encoding)));
        assert_eq!(DecodeError::Legacy(encoding).code(), encoding.code());
    }
}

#[test]
fn damaged_files_are_refused() {
    let cut = "Nguyễn Văn Ả".as_bytes().split_last().unwrap().1.to_vec();
    let table: [(&[u8], &str); 6] = [
        (&cut, "text_malformed"),
        (b"\xEF\xBB\xBFa\xFF", "text_malformed"),
        (b"\xFF\xFEa", "text_malformed"),
        (b"\xFF\xFE\x00\xD8a\x00", "text_malformed"),
        (
            b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00\x21\x00",
            "text_binary",
        ),
        (b"a,b\n\0", "text_binary"),
    ];
    for (bytes, code) in table {
        assert_eq!(
            decode_text(bytes).map_err(DecodeError::code),
            Err(code),
            "{bytes:?}"
        );
    }
}

#[test]
fn debug_never_shows_the_text() {
    assert!(!format!("{:?}", decode_text(b"secret")).contains("secret"));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode_text(&bytes);
    }

    #[test]
    fn utf8_comes_back_in_nfc(text in "[\\PC\n]*") {
        let expected: String = text.nfc().collect();
        prop_assert_eq!(decode_text(text.as_bytes()).map(|d| d.text), Ok(expected));
    }
}
