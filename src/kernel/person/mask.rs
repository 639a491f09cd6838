//! Masked forms of personal values, for screens and files that must not show them whole.

/// How many characters at the end of a number stay readable.
const SHOWN: usize = 3;

/// All but the last three characters as `•`; a text of three characters or fewer is masked whole.
///
/// Works on any stored string, so a masked column needs no parsing.
#[must_use]
pub fn mask_tail(value: &str) -> String {
    let length = value.chars().count();
    let hidden = if length > SHOWN {
        length - SHOWN
    } else {
        length
    };
    value
        .chars()
        .enumerate()
        .map(|(at, c)| if at < hidden { '•' } else { c })
        .collect()
}

/// The first character, three `•` whatever the length, and the domain: `a•••@example.com`.
///
/// A text without a name before an `@` is `•••`.
#[must_use]
pub fn mask_email(value: &str) -> String {
    let parts = value
        .rsplit_once('@')
        .and_then(|(name, domain)| Some((name.chars().next()?, domain)));
    match parts {
        Some((first, domain)) => format!("{first}•••@{domain}"),
        None => "•••".to_owned(),
    }
}
