//! One-time codes, as a secretary reads them out and an elderly member types them.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Rule;

/// 30 signs, none of which is taken for another on paper (no 0, O, 1, I, L, U): ten of them make 49 bits.
const ALPHABET: [u8; 30] = *b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code.
pub const LENGTH: usize = 10;

/// One answer for whatever is wrong with a code.
pub const CODE_REFUSED: Rule = Rule::unauthenticated(
    "code_refused",
    "Thông tin hoặc mã không đúng, hoặc mã đã hết hạn. Vui lòng kiểm tra lại hoặc xin mã mới.",
    "The identifier or the code is not right, or the code has expired. Check them or ask for a new code.",
);

/// What a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodePurpose {
    /// Setting the first password.
    Activation,
    /// Setting a new password.
    PasswordReset,
}

impl CodePurpose {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Activation => "activation",
            Self::PasswordReset => "password_reset",
        }
    }

    /// How long a code of this purpose can be used.
    #[must_use]
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::Activation => Duration::days(7),
            Self::PasswordReset => Duration::hours(24),
        }
    }
}

/// Makes a code from random bytes; `None` when they do not suffice (rarely: take new ones). Bytes that would make some
/// signs likelier than others are passed over.
#[must_use]
pub fn from_random(bytes: &[u8]) -> Option<String> {
    let signs = ALPHABET.len();
    let fair = 256 / signs * signs;
    let code: String = bytes
        .iter()
        .map(|byte| usize::from(*byte))
        .filter(|byte| *byte < fair)
        .filter_map(|byte| ALPHABET.get(byte % signs))
        .map(|sign| char::from(*sign))
        .take(LENGTH)
        .collect();
    (code.len() == LENGTH).then_some(code)
}

/// As it is shown: two groups of five.
#[must_use]
pub fn shown(code: &str) -> String {
    let (first, second): (Vec<_>, Vec<_>) = code
        .chars()
        .enumerate()
        .partition(|(at, _)| *at < LENGTH / 2);
    let group =
        |signs: Vec<(usize, char)>| signs.into_iter().map(|(_, sign)| sign).collect::<String>();
    format!("{}-{}", group(first), group(second))
}

/// As it was typed: case, spaces and separators do not matter.
#[must_use]
pub fn normal(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| sign.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, LENGTH, from_random, normal, shown};

    #[test]
    fn a_code_has_49_bits_and_no_sign_that_looks_like_another() {
        let bits = f64::from(u8::try_from(ALPHABET.len()).unwrap()).log2() * 10.0;
        assert!(bits >= 49.0, "{bits}");
        for lookalike in b"01ILOU" {
            assert!(!ALPHABET.contains(lookalike));
        }
    }

    #[test]
    fn every_sign_is_as_likely() {
        let all: Vec<u8> = (0..=255).collect();
        let mut counts = [0_u32; 256];
        for first in &all {
            // Nine bytes that are taken, behind the one that is counted.
            let bytes = [&[*first][..], &[0; 9]].concat();
            if let Some(code) = from_random(&bytes) {
                counts[usize::from(code.as_bytes()[0])] += 1;
            }
        }
        assert!(ALPHABET.iter().all(|sign| counts[usize::from(*sign)] == 8));
        assert_eq!(from_random(&[255; 32]), None);
        assert_eq!(from_random(&[0; LENGTH - 1]), None);
    }

    #[test]
    fn however_it_is_typed_it_is_the_same() {
        let code = from_random(&[0, 1, 2, 3, 4, 25, 26, 27, 28, 29]).unwrap();
        assert_eq!(code, "23456VWXYZ");
        assert_eq!(shown(&code), "23456-VWXYZ");
        for typed in [
            "23456-VWXYZ",
            "23456vwxyz",
            " 23456 vwXYZ ",
            "23456–VWXYZ",
            "2.3.4.5.6/v w x y z",
        ] {
            assert_eq!(normal(typed), code, "{typed}");
        }
    }
}
