use super::{LIMITS, Limits, MAX_TEXT, Unfit};
use crate::kernel::zipped::zipped;

const UNPACKED: Result<(), Unfit> = Err(Unfit::Unpacked);

const SMALL: Limits = Limits {
    bytes: 8 * 1024 * 1024,
    string_bytes: 2 * 1024 * 1024,
};

fn check(bytes: &[u8]) -> Result<(), Unfit> {
    super::check(bytes, &SMALL)
}

fn archive(name: &str, pieces: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let pieces: Vec<Vec<u8>> = pieces.into_iter().collect();
    zipped(&[(name, pieces.concat())])
}

fn strings(head: &str) -> Vec<u8> {
    archive(
        "xl/sharedStrings.xml",
        [format!("<sst {head}><si><t>a</t></si></sst>").into_bytes()],
    )
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let megabyte: Vec<u8> = b"<r/>".repeat(256 * 1024);
    let part =
        |name: &str, megabytes| archive(name, std::iter::repeat_n(megabyte.clone(), megabytes));
    let (strings, sheet) = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml");
    assert!(part(sheet, 9).len() < 64 * 1024, "a bomb is small");
    assert_eq!(check(&part(strings, 3)), UNPACKED);
    assert_eq!(check(&part(strings, 2)), Ok(()));
    assert_eq!(check(&part(sheet, 9)), UNPACKED);
    assert_eq!(check(&part(sheet, 8)), Ok(()));
    assert_eq!(super::check(&part(sheet, 9), &LIMITS), Ok(()));
}

#[test]
fn one_endless_text_is_refused() {
    let text = vec![b'a'; MAX_TEXT];
    assert_eq!(
        check(&archive(
            "xl/worksheets/sheet1.xml",
            [b"<c>".to_vec(), text.clone(), text.clone()]
        )),
        UNPACKED
    );
    assert_eq!(
        check(&archive("xl/media/image1.png", [text.clone(), text])),
        Ok(())
    );
}

#[test]
fn an_absurd_number_of_texts_is_refused_before_room_is_made_for_them() {
    assert_eq!(check(&strings(r#"count="7" uniqueCount="4000""#)), Ok(()));
    for head in [
        r#"uniqueCount="99999999999""#,
        "uuniqueCount='99999999'",
        "uniqueCount = \"18446744073709551615\"",
    ] {
        assert_eq!(check(&strings(head)), UNPACKED, "{head}");
    }
    assert_eq!(
        check(&strings("u\0n\0i\0q\0u\0e\0")),
        UNPACKED,
        "UTF-16 could hide the number"
    );
}

#[test]
fn a_cut_archive_is_unreadable() {
    let whole = strings("");
    let damaged = Err(Unfit::Workbook);
    assert_eq!(check(&whole[..whole.len() - 30]), damaged);
    assert_eq!(check(b"PK\x03\x04"), damaged);
}
