//! Pure words of the domain: no database, no HTTP, no clock of the machine.

pub mod bounded;
pub mod clock;
pub mod codes;
pub mod dates;
pub mod ids;
pub mod instant;
pub mod legacy_encoding;
pub mod name_sort;
pub mod person;
pub mod standing;
pub mod symbol;
pub mod text;
#[cfg(test)]
#[path = "zipped_tests.rs"]
pub mod zipped;
