use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};

use super::super::super::active::Active;
use super::super::super::{Format, Refused, limits, read};
use super::super::weigh;
use super::check;

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of one stream of objects. `dictionary`: what it says beside its type, kind of packing and length.
fn file(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/ObjStm{dictionary}/Length {}>>\nstream\n",
        content.len()
    );
    [head.as_bytes(), content, b"\nendstream\nendobj\n"].concat()
}

const PLAIN: &str = "/N 1/First 4";
const FLATE: &str = "/N 1/First 4/Filter/FlateDecode";

fn weighed(bytes: &[u8]) -> Result<(), Refused> {
    let weight = weigh::check(bytes)?;
    assert!(weight.packs_objects);
    check(bytes, weight.objects)
}

const TOO_MUCH: Result<(), Refused> = Err(Refused::TooLargeUnpacked);

/// An array of more numbers than a file may have, behind these words of an index.
fn many(index: &str) -> Vec<u8> {
    let mut content = [index.as_bytes(), b"["].concat();
    // Fits into what one stream may unpack to, but not into what there may be of objects.
    while content.len() + 2 < limits::PDF_STREAM {
        content.extend(b"0 ");
    }
    content
}

fn plainly_almost_full(file: Vec<u8>) -> Vec<u8> {
    let more = b"0 ".repeat(limits::PDF_OBJECTS * 2 / 3);
    [file, more].concat()
}

#[test]
fn objects_are_counted_however_they_are_packed() {
    // Each of these is skipped by somebody who tells object streams by their first words.
    for index in ["1 0 ", "11 0", "x y 1 0 ", "% hello world\n1 0 "] {
        let dictionary = format!("/N 2/First {}/Filter/FlateDecode", index.len());
        let bomb = deflated(&many(index));
        assert!(bomb.len() < 10_000, "{}", bomb.len());
        let bomb = plainly_almost_full(file(&dictionary, &bomb));
        assert_eq!(weighed(&bomb), TOO_MUCH, "{index}");
    }
    let content = many("1 0 ");
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::best());
    raw.write_all(&content).unwrap();
    // The reader leaves out two bytes that are no header of zlib.
    let raw = [b"xx".as_slice(), &raw.finish().unwrap()].concat();
    let twice = deflated(&deflated(&content));
    let hex = deflated(&content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    for (dictionary, packed) in [
        (FLATE, raw),
        ("/N 1/First 4/Filter[/FlateDecode/FlateDecode]", twice),
        (
            "/N 1/First 4/Filter[/ASCIIHexDecode/FlateDecode]",
            hex.into_bytes(),
        ),
    ] {
        let bomb = plainly_almost_full(file(dictionary, &packed));
        assert_eq!(weighed(&bomb), TOO_MUCH, "{dictionary}");
    }
    let swollen = deflated(&b" ".repeat(limits::PDF_STREAM + 1));
    assert_eq!(weighed(&file(FLATE, &swollen)), TOO_MUCH);
    assert_eq!(weighed(&file(FLATE, &deflated(b"1 0 [0 1 2]"))), Ok(()));
    assert_eq!(weighed(&file(PLAIN, b"1 0 [0 1 2]")), Ok(()));
}

#[test]
fn an_object_is_counted_as_often_as_it_is_named() {
    let named = |times: usize, numbers: usize| {
        let index = (0..times)
            .map(|number| format!("{} 0 ", number + 1))
            .collect::<Vec<_>>()
            .concat();
        let content = [index.as_bytes(), b"[", &b"0 ".repeat(numbers), b"]"].concat();
        let dictionary = format!("/N {times}/First {}/Filter/FlateDecode", index.len());
        weighed(&file(&dictionary, &deflated(&content)))
    };
    assert_eq!(named(1_000, 1_000), Ok(()));
    assert_eq!(named(2_000, 1_000), TOO_MUCH);
    // Each begins within the one before.
    let depth = 4_000;
    let index = (0..depth)
        .map(|at| format!("{} {at} ", at + 1))
        .collect::<Vec<_>>()
        .concat();
    let content = [index.as_bytes(), &b"[".repeat(depth)].concat();
    let dictionary = format!("/N {depth}/First {}", index.len());
    assert_eq!(weighed(&file(&dictionary, &content)), TOO_MUCH);
}

#[test]
fn objects_side_by_side_are_counted_once() {
    let object = "<</A[0 1 2 3 4 5]/B(chữ)>> ";
    let index = (0..20_000).map(|number| format!("{} {} ", number + 1, number * object.len()));
    let index = index.collect::<Vec<_>>().concat();
    let objects = object.repeat(20_000);
    let dictionary = format!("/N 20000/First {}/Filter/FlateDecode", index.len());
    let content = deflated(format!("{index}{objects}").as_bytes());
    assert_eq!(weighed(&file(&dictionary, &content)), Ok(()));
}

#[test]
fn a_length_that_is_packed_itself_is_refused() {
    let packed = file(FLATE, &deflated(b"1 0 [0]"));
    let text = |bytes: &[u8]| -> Vec<u8> {
        let at = bytes
            .windows(8)
            .position(|word| word == b"/Length ")
            .unwrap();
        let end = at + bytes[at..].iter().position(|byte| *byte == b'>').unwrap();
        [&bytes[..at], b"/Length 9 0 R", &bytes[end..]].concat()
    };
    let without = text(&packed);
    assert_eq!(weighed(&without), TOO_MUCH);
    let length = format!("9 0 obj\n{}\nendobj\n", deflated(b"1 0 [0]").len());
    let with = [without, length.into_bytes()].concat();
    assert_eq!(weighed(&with), Ok(()));
}

#[test]
fn what_acts_is_found_in_every_packing() {
    let action = b"11 0<</S/J#61vaScript/JS(a)>>";
    let pages = "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n\
         4 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction 11 0 R>>\nendobj\ntrailer\n<</Root 4 0 R>>\n";
    let hex = action
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    for (filter, content) in [
        ("/ASCIIHexDecode", hex.into_bytes()),
        ("/FlateDecode", deflated(action)),
    ] {
        let dictionary = format!("/N 1/First 4/Filter{filter}");
        let whole = [&file(&dictionary, &content), pages.as_bytes()].concat();
        let found = Err(Refused::Acts(Active::Script));
        assert_eq!(read(Format::Pdf, &whole).map(|_| ()), found, "{filter}");
    }
}

#[test]
fn a_file_whose_objects_are_packed_is_read_as_the_one_it_was_made_of() {
    // By qpdf.
    let packed = include_bytes!("../../../tests/data/manuscripts/quy-dinh-packed.pdf");
    let plain = include_bytes!("../../../tests/data/manuscripts/quy-dinh.pdf");
    assert!(weigh::check(packed).unwrap().packs_objects);
    assert!(!weigh::check(plain).unwrap().packs_objects);
    let of_packed = read(Format::Pdf, packed);
    assert!(of_packed.is_ok());
    assert_eq!(of_packed, read(Format::Pdf, plain));
}
