//! What the bytes of TCVN3 and VNI mean, seen as the Latin-1 characters they are shown as.

use unicode_normalization::UnicodeNormalization;

/// A word of TCVN3 in Unicode; `None` when it has a character that TCVN3 has not.
pub(super) fn tcvn3_word(word: &str) -> Option<String> {
    let mut after_small_letter = false;
    word.chars()
        .map(|c| {
            let previous = std::mem::replace(&mut after_small_letter, c.is_ascii_lowercase());
            match c {
                // Eth is more often a wrong Đ than the é of TCVN3, but a Đ does not follow a small letter.
                '\u{D0}' if !previous => None,
                _ if c.is_ascii_alphabetic() => Some(c),
                _ => tcvn3_letter(c),
            }
        })
        .collect()
}

/// A word of VNI in Unicode, in lower case; `None` when it has a character that VNI has not.
///
/// VNI writes a vowel and, as a character of its own, its mark; seven letters are single characters.
pub(super) fn vni_word(word: &str) -> Option<String> {
    let mut decomposed = String::with_capacity(word.len());
    let mut vowel = None;
    for c in word.chars().flat_map(char::to_lowercase) {
        if let Some(marks) = vowel.take().and_then(|v| vni_marks(v, c)) {
            decomposed.push_str(marks);
            continue;
        }
        vowel = Some(c);
        decomposed.push(if c.is_ascii_alphabetic() {
            c
        } else {
            vni_letter(c)?
        });
    }
    Some(decomposed.nfc().collect())
}

/// The combining marks that the character `mark` puts on a vowel before it.
fn vni_marks(vowel: char, mark: char) -> Option<&'static str> {
    let may_have_tone = matches!(vowel, 'a' | 'e' | 'o' | 'u' | 'y' | 'ô' | 'ö');
    let may_have_circumflex = matches!(vowel, 'a' | 'e' | 'o');
    match mark {
        'ù' if may_have_tone => Some("\u{301}"),
        'ø' if may_have_tone => Some("\u{300}"),
        'û' if may_have_tone => Some("\u{309}"),
        'õ' if may_have_tone => Some("\u{303}"),
        'ï' if may_have_tone => Some("\u{323}"),
        'â' if may_have_circumflex => Some("\u{302}"),
        'á' if may_have_circumflex => Some("\u{302}\u{301}"),
        'à' if may_have_circumflex => Some("\u{302}\u{300}"),
        'å' if may_have_circumflex => Some("\u{302}\u{309}"),
        'ã' if may_have_circumflex => Some("\u{302}\u{303}"),
        'ä' if may_have_circumflex => Some("\u{302}\u{323}"),
        'ê' if vowel == 'a' => Some("\u{306}"),
        'é' if vowel == 'a' => Some("\u{306}\u{301}"),
        'è' if vowel == 'a' => Some("\u{306}\u{300}"),
        'ú' if vowel == 'a' => Some("\u{306}\u{309}"),
        'ü' if vowel == 'a' => Some("\u{306}\u{303}"),
        'ë' if vowel == 'a' => Some("\u{306}\u{323}"),
        _ => None,
    }
}

/// The letters that VNI writes as one character.
const fn vni_letter(c: char) -> Option<char> {
    Some(match c {
        'í' | 'ì' => c,
        'æ' => 'ỉ',
        'ó' => 'ĩ',
        'ò' => 'ị',
        'î' => 'ỵ',
        'ñ' => 'đ',
        'ô' => 'ơ',
        'ö' => 'ư',
        _ => return None,
    })
}

/// The letter of a TCVN3 character above ASCII.
#[rustfmt::skip]
const fn tcvn3_letter(c: char) -> Option<char> {
    Some(match c {
        '\u{A1}' => 'Ă', '\u{A2}' => 'Â', '\u{A3}' => 'Ê', '\u{A4}' => 'Ô', '\u{A5}' => 'Ơ', '\u{A6}' => 'Ư', '\u{A7}' => 'Đ',
        '\u{A8}' => 'ă', '\u{A9}' => 'â', '\u{AA}' => 'ê', '\u{AB}' => 'ô', '\u{AC}' => 'ơ', '\u{AD}' => 'ư', '\u{AE}' => 'đ',
        '\u{B5}' => 'à', '\u{B6}' => 'ả', '\u{B7}' => 'ã', '\u{B8}' => 'á', '\u{B9}' => 'ạ',
        '\u{BB}' => 'ằ', '\u{BC}' => 'ẳ', '\u{BD}' => 'ẵ', '\u{BE}' => 'ắ', '\u{C6}' => 'ặ',
        '\u{C7}' => 'ầ', '\u{C8}' => 'ẩ', '\u{C9}' => 'ẫ', '\u{CA}' => 'ấ', '\u{CB}' => 'ậ',
        '\u{CC}' => 'è', '\u{CE}' => 'ẻ', '\u{CF}' => 'ẽ', '\u{D0}' => 'é', '\u{D1}' => 'ẹ',
        '\u{D2}' => 'ề', '\u{D3}' => 'ể', '\u{D4}' => 'ễ', '\u{D5}' => 'ế', '\u{D6}' => 'ệ',
        '\u{D7}' => 'ì', '\u{D8}' => 'ỉ', '\u{DC}' => 'ĩ', '\u{DD}' => 'í', '\u{DE}' => 'ị',
        '\u{DF}' => 'ò', '\u{E1}' => 'ỏ', '\u{E2}' => 'õ', '\u{E3}' => 'ó', '\u{E4}' => 'ọ',
        '\u{E5}' => 'ồ', '\u{E6}' => 'ổ', '\u{E7}' => 'ỗ', '\u{E8}' => 'ố', '\u{E9}' => 'ộ',
        '\u{EA}' => 'ờ', '\u{EB}' => 'ở', '\u{EC}' => 'ỡ', '\u{ED}' => 'ớ', '\u{EE}' => 'ợ',
        '\u{EF}' => 'ù', '\u{F1}' => 'ủ', '\u{F2}' => 'ũ', '\u{F3}' => 'ú', '\u{F4}' => 'ụ',
        '\u{F5}' => 'ừ', '\u{F6}' => 'ử', '\u{F7}' => 'ữ', '\u{F8}' => 'ứ', '\u{F9}' => 'ự',
        '\u{FA}' => 'ỳ', '\u{FB}' => 'ỷ', '\u{FC}' => 'ỹ', '\u{FD}' => 'ý', '\u{FE}' => 'ỵ',
        _ => return None,
    })
}
