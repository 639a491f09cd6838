//! Reports: how far units have come, for those who answer for them. It reads what `study` and `progress` keep and has no
//! tables of its own.
//!
//! Rules:
//! * Figures are kept at the cell and added (`roll_up.rs`): a parent's numerator and denominator are the sums of those of
//!   its cells, and a rate is made last. Where nobody must finish there is no rate.
//! * Every answer says who is in the denominator, of when its figures are, and whether they were frozen.
//! * Figures are for whoever reads progress in the unit or above it. Names are only for a role over the very cell; each
//!   look at them is noted, and so is every export.
//! * An assignment exists for a unit when a unit above or below gave it, and it concerns somebody in the unit.
//! * Sums over more than [`memory::LARGE_CELLS`] units are remembered for [`memory::FRESH_SECONDS`] seconds.
//!
//! `ask.rs`, `matrix.rs` and `monthly.rs` read a report, `print/` draws it as PDF, `rules/svg.rs` as SVG, `exports.rs` and
//! `files/` make spreadsheets.

mod ask;
mod concerned;
mod exports;
mod files;
mod jobs;
mod matrix;
pub mod memory;
mod model;
mod monthly;
mod print;
mod queries;
mod roll_up;
pub mod routes;
mod rules;
mod views;

pub use jobs::REGISTRATIONS as JOBS;
pub use memory::Memory;

use crate::http::Branches;

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::get_unit_report::get_unit_report)
        .service(routes::get_cell_report::get_cell_report)
        .service(routes::list_missing_members::list_missing_members)
        .service(routes::list_report_snapshots::list_report_snapshots)
        .service(routes::get_report_chart::get_report_chart)
        .service(routes::get_report_summary::get_report_summary)
        .service(routes::get_report_matrix::get_report_matrix)
        .service(routes::get_monthly_report::get_monthly_report)
        .service(routes::create_report_export::create_report_export);
}
