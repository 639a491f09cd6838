//! The shape of a Vietnamese syllable: what tells a word from noise.

use unicode_normalization::UnicodeNormalization;

/// Huyền, sắc, ngã, hỏi, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The consonants a syllable may begin with.
const ONSETS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// The rest of a syllable without its tone, by first letter.
const RHYMES: [&str; 158] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", // a
    "ăc", "ăm", "ăn", "ăng", "ăp", "ăt", // ă
    "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", // â
    "e", "ec", "em", "en", "eng", "eo", "ep", "et", // e
    "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", // ê
    "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", // i
    "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", // iê
    "o", "oc", "oi", "om", "on", "ong", "op", "ot", "ooc", "oong", // o
    "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat",
    "oay", // oa
    "oăc", "oăm", "oăn", "oăng", "oăt", "oe", "oem", "oen", "oeo", "oet", // oă, oe
    "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", // ô
    "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", // ơ
    "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", // u
    "uân", "uâng", "uât", "uây", "uê", "uêch", "uên", "uênh", "uơ", // uâ, uê, uơ
    "uôc", "uôi", "uôm", "uôn", "uông", "uôt", // uô
    "uy", "uych", "uynh", "uyt", "uyu", "uya", "uyên", "uyêt", // uy
    "ư", "ưa", "ưc", "ưi", "ưng", "ưt", "ưu", // ư
    "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu", // ươ
    "y", "yêm", "yên", "yêng", "yêt", "yêu", // y
];

/// Whether a word, in any case, is spelt like one Vietnamese syllable: onset, rhyme and at most one tone that the final
/// consonant allows. Spelling is judged kindly (`ki` and `ci` pass): only noise must fail.
pub(super) fn is_syllable(word: &str) -> bool {
    let Some((letters, tone)) = letters_and_tone(word) else {
        return false;
    };
    // A syllable closed by a stop has the sharp or the heavy tone; names of other peoples may have none.
    let stopped = letters.ends_with(['c', 'p', 't']) || letters.ends_with("ch");
    if stopped && !matches!(tone, None | Some('\u{301}' | '\u{323}')) {
        return false;
    }
    ONSETS.iter().any(|onset| {
        letters
            .strip_prefix(onset)
            .is_some_and(|rest| RHYMES.contains(&rest))
    })
}

/// The lower-case letters without the tone, and the tone; `None` when there are two tones.
fn letters_and_tone(word: &str) -> Option<(String, Option<char>)> {
    let mut tone = None;
    let mut bare = String::with_capacity(word.len());
    for c in word.nfd().flat_map(char::to_lowercase) {
        if !TONES.contains(&c) {
            bare.push(c);
        } else if tone.replace(c).is_some() {
            return None;
        }
    }
    Some((bare.nfc().collect(), tone))
}
