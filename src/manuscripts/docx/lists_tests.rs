use super::{Lists, Marker, letter};
use crate::manuscripts::docx::styles::ListPlace;

const NUMBERING: &str = r#"<w:numbering xmlns:w="w">
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %2."/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
 <w:lvl w:ilvl="3"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
 <w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
 <w:lvl w:ilvl="5"><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl>
 <w:lvl w:ilvl="6"><w:start w:val="1"/><w:numFmt w:val="decimalZero"/><w:lvlText w:val="%7%"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
</w:numbering>"#;

fn at(list: u32, level: u8) -> ListPlace {
    ListPlace {
        list: Some(list),
        level: Some(level),
    }
}

fn number(label: &str) -> Marker {
    Marker::Number(label.to_owned())
}

#[test]
fn numbers_are_counted_as_word_counts_them() {
    let mut lists = Lists::read(NUMBERING).unwrap();
    assert_eq!(lists.next(at(1, 0)), Some(number("I.")));
    assert_eq!(lists.next(at(1, 1)), Some(number("Điều 1.")));
    assert_eq!(lists.next(at(1, 2)), Some(number("1.1.")));
    assert_eq!(lists.next(at(1, 2)), Some(number("1.2.")));
    assert_eq!(lists.next(at(1, 3)), Some(number("c)")));
    assert_eq!(lists.next(at(1, 4)), Some(Marker::Bullet(4)));
    assert_eq!(lists.next(at(1, 5)), None);
    assert_eq!(lists.next(at(1, 6)), Some(number("01%")));
    assert_eq!(lists.next(at(1, 1)), Some(number("Điều 2.")));
    assert_eq!(
        lists.next(at(1, 2)),
        Some(number("2.1.")),
        "deeper levels begin anew"
    );
    assert_eq!(
        lists.next(at(2, 1)),
        Some(number("Điều 7.")),
        "another list over the same pattern begins where it says"
    );
    assert_eq!(lists.next(at(2, 1)), Some(number("Điều 8.")));
    assert_eq!(lists.next(at(1, 0)), Some(number("II.")));
}

#[test]
fn no_list_no_number() {
    let mut lists = Lists::read(NUMBERING).unwrap();
    assert_eq!(lists.next(ListPlace::default()), None);
    assert_eq!(lists.next(at(0, 0)), None);
    assert_eq!(lists.next(at(9, 0)), None);
    assert_eq!(lists.next(at(1, 200)), None);
}

#[test]
fn letters_go_on_after_z() {
    assert_eq!(letter(1), "a");
    assert_eq!(letter(26), "z");
    assert_eq!(letter(27), "aa");
    assert_eq!(letter(53), "aaa");
    assert_eq!(letter(u32::MAX).chars().count(), 10);
    assert_eq!(letter(0), "");
}
