//! What makes a roster sheet right, and what it changes: pure.
//!
//! * `headers.rs`: which column is which.
//! * `sheet.rs`: rows as a file yields them become a sheet, or the reason why the file as a whole is refused.
//! * `file_error.rs`: those reasons.
//! * `cells.rs`: the cell that a name or code means.
//! * `issues.rs`: what can be wrong in a row, or was put right.
//! * `values.rs`: a cell of the sheet as a value.
//! * `row.rs`, `checks.rs`: every row checked by itself and against the others, with all that is wrong.
//! * `people.rs`: whom the database has, and who of them a row means.
//! * `plan.rs`: what the file changes.
//! * `limits.rs`: when a commit is refused.

pub(super) mod cells;
pub(super) mod checks;
pub(super) mod file_error;
pub(super) mod headers;
pub(super) mod issues;
pub(super) mod limits;
pub(super) mod people;
pub(super) mod plan;
pub(super) mod row;
pub(super) mod sheet;
pub(super) mod values;
