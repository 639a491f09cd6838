//! What an address of an installation may be.

use crate::error::Rule;

pub(in crate::push) const ADDRESS_NOT_PLAIN: Rule = Rule::invalid(
    "address_not_plain",
    "/address",
    "Địa chỉ chỉ gồm chữ cái không dấu, chữ số và dấu ASCII, không có khoảng trắng.",
    "An address consists of letters, digits and signs of ASCII, without spaces.",
);

/// No provider gives another one. So no address is longer in bytes than the index of addresses takes (PostgreSQL: 2,704).
pub(in crate::push) fn is_plain(address: &str) -> bool {
    address.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn addresses_are_plain_ascii() {
        assert!(is_plain("dPzV1bq8Q0:APA91bH-example_token"));
        assert!(is_plain("https://push.example/a?b=c~"));
        for wrong in ["a b", "địa-chỉ", "a\n", "a\0", "\u{2003}"] {
            assert!(!is_plain(wrong), "{wrong:?}");
        }
    }
}
