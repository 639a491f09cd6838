//! The bytes of a CSV file as text.

use std::fmt;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use super::{Evidence, LegacyEncoding};

/// How much of a file is read to tell its encoding, in bytes.
const SAMPLE: usize = 64 * 1024;

/// The text of a file in Unicode NFC, and the encoding it had.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodedText {
    /// The text without a byte-order mark; line ends as in the file.
    pub text: String,
    /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1258`.
    pub encoding: &'static str,
}

impl fmt::Debug for DecodedText {
    /// A roster is personal data: its text stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodedText")
            .field("encoding", &self.encoding)
            .finish_non_exhaustive()
    }
}

/// Why a file is not text this software can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message_en())]
pub enum DecodeError {
    /// The file is in TCVN3 or VNI.
    Legacy(LegacyEncoding),
    /// The file is UTF-8 or UTF-16 with broken characters: cut or damaged.
    Malformed,
    /// The file is no text (a workbook, a picture …).
    Binary,
}

impl DecodeError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Legacy(encoding) => encoding.code(),
            Self::Malformed => "text_malformed",
            Self::Binary => "text_binary",
        }
    }

    /// The Vietnamese message.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::Legacy(encoding) => encoding.message_vi(),
            Self::Malformed => "Tệp văn bản bị hỏng hoặc bị cắt; hãy lưu lại dưới dạng CSV UTF-8.",
            Self::Binary => "Tệp không phải là văn bản CSV; hãy lưu lại dưới dạng CSV UTF-8.",
        }
    }

    /// The English message.
    #[must_use]
    pub const fn message_en(self) -> &'static str {
        match self {
            Self::Legacy(encoding) => encoding.message_en(),
            Self::Malformed => "The text file is damaged or cut; save it again as CSV UTF-8.",
            Self::Binary => "The file is not CSV text; save it again as CSV UTF-8.",
        }
    }
}

/// Reads the bytes of a CSV file as Excel and others save it.
///
/// UTF-8 with or without a byte-order mark, UTF-16 with one, UTF-16LE without (told by its zero bytes), else
/// Windows-1258. The text is in NFC, because Windows-1258 writes tones as characters of their own.
///
/// # Errors
/// [`DecodeError::Legacy`] when the words make sense as TCVN3 or VNI rather than as Windows-1258,
/// [`DecodeError::Malformed`] for broken UTF-8 or UTF-16, [`DecodeError::Binary`] for other bytes with zeros.
pub fn decode_text(bytes: &[u8]) -> Result<DecodedText, DecodeError> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return std::str::from_utf8(rest)
            .map_err(|_| DecodeError::Malformed)
            .and_then(|text| decoded(text, "utf-8"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return decode_utf16(rest, UTF_16LE, "utf-16le");
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return decode_utf16(rest, UTF_16BE, "utf-16be");
    }
    if bytes.contains(&0) {
        return if looks_like_utf16le(bytes) {
            decode_utf16(bytes, UTF_16LE, "utf-16le")
        } else {
            Err(DecodeError::Binary)
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => decoded(text, "utf-8"),
        Err(_) if is_mostly_utf8(bytes) => Err(DecodeError::Malformed),
        Err(_) => decode_windows_1258(bytes),
    }
}

fn decoded(text: &str, encoding: &'static str) -> Result<DecodedText, DecodeError> {
    if text.contains('\0') {
        return Err(DecodeError::Binary);
    }
    Ok(DecodedText {
        text: text.nfc().collect(),
        encoding,
    })
}

fn decode_utf16(
    bytes: &[u8],
    order: &'static encoding_rs::Encoding,
    encoding: &'static str,
) -> Result<DecodedText, DecodeError> {
    let text = order
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or(DecodeError::Malformed)?;
    decoded(&text, encoding)
}

fn decode_windows_1258(bytes: &[u8]) -> Result<DecodedText, DecodeError> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let (as_latin, _) = WINDOWS_1252.decode_without_bom_handling(sample);
    let (as_vietnamese, _) = WINDOWS_1258.decode_without_bom_handling(sample);
    let legacy = Evidence::of(&as_latin);
    if legacy.strength() > Evidence::of(&as_vietnamese).proper
        && let Some(encoding) = legacy.encoding()
    {
        return Err(DecodeError::Legacy(encoding));
    }
    let (text, _) = WINDOWS_1258.decode_without_bom_handling(bytes);
    decoded(&text, "windows-1258")
}

/// Text in UTF-16LE has a zero in most odd places (ASCII) and hardly any in even ones.
fn looks_like_utf16le(bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let zeros_at = |place: usize| {
        sample
            .iter()
            .skip(place)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros_at(0), zeros_at(1));
    odd * 8 >= sample.len() && even * 16 < odd
}

/// Whether the bytes have more whole UTF-8 characters above ASCII than broken ones: no other encoding gives that.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (whole, broken) = bytes.utf8_chunks().fold((0, 0), |(whole, broken), chunk| {
        let above_ascii = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (
            whole + above_ascii,
            broken + usize::from(!chunk.invalid().is_empty()),
        )
    });
    whole > broken
}

#[cfg(test)]
#[path = "bytes_tests.rs"]
mod tests;
