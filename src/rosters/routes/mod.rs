//! One operation a file.

pub mod commit_roster_import;
pub mod create_roster_export;
pub mod create_roster_import;
pub mod get_roster_template;
