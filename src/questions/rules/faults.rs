//! Everything that is wrong with a question, told at once.

use crate::error::{FieldError, Text};
use crate::kernel::text::{char_count, search_key};

/// The faults of a question, each at its member, as a pointer into the question.
#[derive(Debug, Default)]
pub(super) struct Faults(pub Vec<FieldError>);

impl Faults {
    pub(super) fn add(
        &mut self,
        pointer: impl Into<String>,
        code: &'static str,
        vi: &'static str,
        en: &'static str,
    ) {
        self.0.push(FieldError {
            pointer: pointer.into(),
            code: code.into(),
            text: Text::new(vi, en),
        });
    }

    /// Text that says something and is not too long.
    pub(super) fn text(&mut self, pointer: &str, text: &str, max: usize) {
        if text.trim().is_empty() {
            self.add(
                pointer,
                "blank",
                "Chưa có nội dung.",
                "There is nothing to read in it.",
            );
        } else if char_count(text) > max {
            self.add(pointer, "too_long", "Quá dài.", "It is too long.");
        }
    }

    /// Texts that can be told apart by who reads them.
    pub(super) fn different<'a>(
        &mut self,
        pointer: &str,
        texts: impl Iterator<Item = &'a str>,
        also: &str,
    ) {
        let mut seen: Vec<&str> = Vec::new();
        for (place, text) in texts.enumerate() {
            if seen.contains(&text) {
                self.add(
                    format!("{pointer}/{place}/{also}"),
                    "repeated",
                    "Bị lặp lại.",
                    "It stands there twice.",
                );
            }
            seen.push(text);
        }
    }

    pub(super) fn count(&mut self, pointer: &str, count: usize, least: usize) {
        if count < least {
            self.add(
                pointer,
                "too_few",
                "Quá ít lựa chọn cho loại câu hỏi này.",
                "There are too few for this kind of question.",
            );
        }
    }
}

/// Text as it is stored: NFC, with its lines, without what cannot be seen.
pub(in crate::questions) fn lines(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| crate::kernel::text::nfc(line.trim_end_matches('\r')))
        .collect();
    lines.join("\n").trim().to_owned()
}

/// Whether something is left of a form when it is compared.
pub(super) fn is_comparable(text: &str) -> bool {
    !search_key(text).is_empty()
}
