//! A sheet of papers and materials: what its columns mean, what can be wrong in a row, in which order rows are written.
//!
//! * `columns.rs`: which column is which, by its header.
//! * `sheet.rs`: rows as a file yields them, or why the file is refused as a whole.
//! * `lists.rs`: the small languages of the cells `audience`, `links` and `attachments`.
//! * `row.rs`: a row as values, with all that is wrong with it.
//! * `order.rs`: papers before those that link to them; which are written together, and which not at all.
//! * `circles.rs`: rows that lead to each other.
//! * `names.rs`: names of files inside a folder.

mod circles;
pub(in crate::library) mod columns;
pub(in crate::library) mod lists;
pub(in crate::library) mod names;
pub(in crate::library) mod order;
pub(in crate::library) mod row;
pub(in crate::library) mod sheet;
