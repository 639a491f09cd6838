//! What a command says in Vietnamese and English on one line.

use std::fmt;

/// The same in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words(pub &'static str, pub &'static str);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} | {}", self.0, self.1)
    }
}
