//! Pure words of the domain: no database, no HTTP, no clock of the machine.

pub mod dates;
pub mod legacy_encoding;
pub mod name_sort;
pub mod person;
pub mod text;
