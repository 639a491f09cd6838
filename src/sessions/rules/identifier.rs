//! What a member types to say who he is: card number, phone in any form, or e-mail.

use crate::kernel::person::{CardNumber, Email, Phone};

/// Accounts that share an identifier (couples share phones) and are all tried.
pub const MAX_SHARED: usize = 3;

/// An identifier as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    Card(CardNumber),
    Phone(Phone),
    Email(Email),
    /// None of them: nobody's. It is refused like any other that does not fit, not sooner and not otherwise.
    Nobodys(String),
}

impl Identifier {
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let digits: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'))
            .collect();
        if let Ok(card) = CardNumber::parse(&digits) {
            return Self::Card(card);
        }
        if let Ok(phone) = Phone::parse(typed) {
            return Self::Phone(phone);
        }
        match Email::parse(typed) {
            Ok(email) => Self::Email(email),
            Err(_) => Self::Nobodys(typed.trim().to_lowercase()),
        }
    }

    /// Its kind and normal form: what attempts are counted under.
    #[must_use]
    pub fn key(&self) -> (&'static str, &str) {
        match self {
            Self::Card(card) => ("card", card.as_str()),
            Self::Phone(phone) => ("phone", phone.as_str()),
            Self::Email(email) => ("email", email.as_str()),
            Self::Nobodys(text) => ("nobody", text),
        }
    }

    /// How many passwords are verified for it, whether it has accounts or not. Nobody shares a card number.
    #[must_use]
    pub const fn verifications(&self) -> usize {
        match self {
            Self::Card(_) => 1,
            Self::Phone(_) | Self::Email(_) | Self::Nobodys(_) => MAX_SHARED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Identifier;

    #[test]
    fn every_form_of_an_identifier_has_one_key() {
        for (typed, kind, normal) in [
            ("012345678901", "card", "012345678901"),
            (" 012 345 678 901 ", "card", "012345678901"),
            ("012.345.678-901", "card", "012345678901"),
            ("0912345678", "phone", "+84912345678"),
            ("+84 912 345 678", "phone", "+84912345678"),
            ("84912345678", "phone", "+84912345678"),
            ("(091) 234.5678", "phone", "+84912345678"),
            ("An.Nguyen@Example.ORG ", "email", "an.nguyen@example.org"),
            ("  Ai Đó ", "nobody", "ai đó"),
            ("0123", "nobody", "0123"),
        ] {
            assert_eq!(Identifier::parse(typed).key(), (kind, normal), "{typed}");
        }
    }

    #[test]
    fn the_work_depends_on_the_form_only() {
        assert_eq!(Identifier::parse("012345678901").verifications(), 1);
        for typed in ["0912345678", "an@example.org", "ai đó"] {
            assert_eq!(Identifier::parse(typed).verifications(), 3, "{typed}");
        }
    }
}
