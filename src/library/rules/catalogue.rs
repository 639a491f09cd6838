//! Codes and names of kinds and topics.

use crate::error::Rule;
use crate::kernel::text::{nfc, search_key};

pub(in crate::library) const CODE_TAKEN: Rule = Rule::conflict(
    "code_taken",
    "Mã này đã có.",
    "There is already one with this code.",
);
const CODE_FORM: Rule = Rule::invalid(
    "code_form",
    "/code",
    "Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới.",
    "A code has only lower-case letters, digits and underscores.",
);
const NAME_BLANK: Rule = Rule::invalid(
    "blank",
    "/name",
    "Chưa có nội dung.",
    "There is nothing to read in it.",
);

pub(in crate::library) fn check_code(code: &str) -> Result<(), Rule> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !code.is_empty() && code.bytes().all(fits) {
        Ok(())
    } else {
        Err(CODE_FORM)
    }
}

/// A name in NFC that says something.
pub(in crate::library) fn check_name(name: &str) -> Result<String, Rule> {
    let name = nfc(name);
    if search_key(&name).is_empty() {
        Err(NAME_BLANK)
    } else {
        Ok(name)
    }
}
