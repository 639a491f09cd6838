//! Old Vietnamese encodings: telling TCVN3 and VNI from Unicode, and the bytes of a CSV file as text.
//!
//! Files in TCVN3 and VNI carry Vietnamese in Latin-1 characters that only their own fonts show right. A word is
//! evidence of such an encoding when it is no Vietnamese syllable as it stands and becomes one when read in that
//! encoding. So a name in Unicode is never taken for noise, and a foreign name (`René`, `Müller`) hardly ever.

mod bytes;
mod syllable;
mod tables;

use unicode_normalization::UnicodeNormalization;

pub use self::bytes::{DecodeError, DecodedText, decode_text};
use self::syllable::is_syllable;

/// An encoding from before Unicode that must be converted before its text can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LegacyEncoding {
    /// TCVN 5712 (ABC fonts, `.VnTime`): `Uû ban nh©n d©n`.
    Tcvn3,
    /// VNI for Windows (`VNI-Times`): `UÛy ban nhaân daân`.
    Vni,
}

impl LegacyEncoding {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tcvn3 => "legacy_tcvn3",
            Self::Vni => "legacy_vni",
        }
    }

    /// The Vietnamese message.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::Tcvn3 => {
                "Văn bản dùng bảng mã cũ TCVN3 (ABC); hãy chuyển sang Unicode rồi thử lại."
            }
            Self::Vni => "Văn bản dùng bảng mã cũ VNI; hãy chuyển sang Unicode rồi thử lại.",
        }
    }

    /// The English message.
    #[must_use]
    pub const fn message_en(self) -> &'static str {
        match self {
            Self::Tcvn3 => {
                "The text is in the old TCVN3 (ABC) encoding; convert it to Unicode and try again."
            }
            Self::Vni => {
                "The text is in the old VNI encoding; convert it to Unicode and try again."
            }
        }
    }
}

/// Whether text is TCVN3 or VNI read as Latin-1 or Windows-1252.
///
/// Give it the text as read, before [`text::nfc`](super::text::nfc), which drops the soft hyphen that is `ư` in TCVN3.
/// A text in which words in Unicode Vietnamese are as many is left alone, as is a word that is Vietnamese as it stands
/// (`Hoà` is also VNI for `Hồ`): give a whole row or column rather than one word where you can.
#[must_use]
pub fn detect(text: &str) -> Option<LegacyEncoding> {
    if text.is_ascii() {
        return None;
    }
    let evidence = Evidence::of(text);
    if evidence.strength() > evidence.proper {
        evidence.encoding()
    } else {
        None
    }
}

/// How many words of a text speak for each reading.
struct Evidence {
    /// Words that are syllables only in TCVN3.
    tcvn3: usize,
    /// Words that are syllables only in VNI.
    vni: usize,
    /// Words that are syllables in Unicode and have a letter that Latin-1 has not.
    proper: usize,
}

impl Evidence {
    fn of(text: &str) -> Self {
        let mut evidence = Self {
            tcvn3: 0,
            vni: 0,
            proper: 0,
        };
        let composed: String = text.nfc().collect();
        for word in composed
            .split(|c| !is_part_of_word(c))
            .filter(|word| !word.is_ascii())
        {
            evidence.add(word);
        }
        evidence
    }

    fn add(&mut self, word: &str) {
        let plain = word
            .replace(['\u{D0}', '\u{189}'], "Đ")
            .replace('\u{F0}', "đ");
        if is_syllable(&plain) {
            self.proper += usize::from(plain.chars().any(|c| c > '\u{FF}'));
            return;
        }
        let speaks_for =
            |reading: Option<String>| usize::from(reading.is_some_and(|read| is_syllable(&read)));
        self.tcvn3 += speaks_for(tables::tcvn3_word(word));
        self.vni += speaks_for(tables::vni_word(word));
    }

    /// The number of words for the likelier of the two encodings.
    fn strength(&self) -> usize {
        self.tcvn3.max(self.vni)
    }

    fn encoding(&self) -> Option<LegacyEncoding> {
        match (self.tcvn3, self.vni) {
            (0, 0) => None,
            (tcvn3, vni) if tcvn3 >= vni => Some(LegacyEncoding::Tcvn3),
            _ => Some(LegacyEncoding::Vni),
        }
    }
}

/// Letters, digits (so that `10µm` is no word of letters) and the signs of Latin-1 that TCVN3 uses for letters.
fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{A1}'..='\u{FF}').contains(&c)
}

#[cfg(test)]
#[path = "legacy_encoding_tests.rs"]
mod tests;
