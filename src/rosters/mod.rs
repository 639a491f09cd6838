//! Roster import and export: sheets of people in, sheets of people out.
//!
//! Tables: none of its own. People are written by `members`, files and results kept by `jobs`.
//!
//! Rules:
//! * A file is refused as a whole (no roster, too large, an old encoding …) or every row is checked and told all that is
//!   wrong with it. What is told never repeats a value of the sheet.
//! * An import is a dry run and then a commit of that very file. The dry run's job is the import: it keeps the upload,
//!   sealed, until the commit or for `IMPORT_DAYS` days. The commit checks and compares again,
//!   and writes all or nothing.
//! * A card number decides who is meant; an empty cell says nothing; the same file again changes nothing.
//! * Removals above a tenth of the members need to be confirmed.
//! * What stands in an export can be imported again, and changes nothing; who belongs to no cell is named so. Every member in it is a subject of its row in the audit log.
//!
//! `rules/` is pure, `files/` turns bytes into sheets and back, `imports.rs` and `exports.rs` are the ways that the jobs and
//! the command line share.

mod command;
mod exports;
mod files;
mod imports;
mod jobs;
mod keeper;
mod model;
mod queries;
pub mod routes;
mod rules;
mod views;

pub use command::{FileImport, ImportReport, export, import};
pub use jobs::REGISTRATIONS as JOBS;

use crate::http::Branches;

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::create_roster_import::create_roster_import)
        .service(routes::commit_roster_import::commit_roster_import)
        .service(routes::create_roster_export::create_roster_export)
        .service(routes::get_roster_template::get_roster_template);
}
