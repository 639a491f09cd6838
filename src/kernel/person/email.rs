//! E-mail addresses.

use std::fmt;

use validator::ValidateEmail;

use super::{PersonFieldError, mask_email};

/// The longest address that mail servers carry (RFC 5321, 256 less the angle brackets).
const MAX_LENGTH: usize = 254;

/// An e-mail address in lower case. Plain ASCII with a domain of two labels or more; it may still not exist.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address; white space around it is ignored.
    ///
    /// # Errors
    /// [`PersonFieldError::EmailFormat`] or [`PersonFieldError::EmailLength`].
    pub fn parse(written: &str) -> Result<Self, PersonFieldError> {
        let address = written.trim().to_ascii_lowercase();
        if address.chars().count() > MAX_LENGTH {
            return Err(PersonFieldError::EmailLength);
        }
        if address.is_ascii() && address.validate_email() && has_plain_dots(&address) {
            Ok(Self(address))
        } else {
            Err(PersonFieldError::EmailFormat)
        }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address, as an owned string.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// The first character and the domain: `a•••@example.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_email(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

/// What the HTML rule of the crate lets through and mail servers do not: stray dots, a host without a domain, an
/// address of numbers.
fn has_plain_dots(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(name, domain)| {
        let stray = name.starts_with('.') || name.ends_with('.') || name.contains("..");
        let top = domain.rsplit_once('.').map(|(_, top)| top);
        !stray
            && top.is_some_and(|top| {
                top.len() >= 2 && top.starts_with(|c: char| c.is_ascii_alphabetic())
            })
    })
}
