//! How far members are with what they are to study: what phones tell, what secretaries record, who has finished, and the
//! figures of each cell.
//!
//! Tables: `enrolments`, `requirement_results`, `progress_events`, `editions_read`, `study_records`, `reflections`,
//! `completion_counts`, `report_snapshots`, `report_snapshot_counts`.
//!
//! Rules:
//! * One pure function (`rules/completion.rs`) decides what counts, since when and in time or late. What it decided is stored;
//!   phones and reports read that.
//! * What was done is a set: duplicates, late and re-ordered batches from several devices come to the same.
//! * What was granted is never withdrawn silently: only a secretary's correction takes back, with who, when and why; a major
//!   edition asks for more and keeps when all had been done.
//! * What a member read or passed before an assignment asked for it counts (`before.rs`).
//! * Figures are kept at the cell and moved in the transaction that moves a member (`ledger.rs`); `sotay verify counters` counts
//!   anew, and looks for whom the rule enrols and who is not. Whoever writes here holds the members he writes about, so that on PostgreSQL too a case is read and written alone.
//! * Whom an assignment counts is decided anew (`reckoning.rs`) in the transaction in which a member is added, moved, excused or
//!   given another standing or office. What changes for many at once goes by passes (`study`), in steps.
//! * When something was done, a phone is believed for a week back, not before the edition was published and not ahead: who
//!   reads without a network and tells it within seven days has read in time, later he has not.
//! * The time that a phone claims is credited only as far as the server's clock bears it out, and raw events are deleted after
//!   30 days. Who says he has read an edition is kept.

mod before;
mod deeds;
mod ledger;
mod model;
mod queries;
mod reckoning;
pub mod routes;
mod rules;
mod upkeep;
mod verify;
mod views;

pub use deeds::{attempt_closed, enrolled_in};
pub use model::{Counted, Figures, RequirementKind, Source, State, StudyStep};
pub use reckoning::members_changed;
pub use upkeep::{forget_events, look_after, tree_changed};
pub use verify::{
    CounterDrift, assignments_to_verify, missing_enrolments, verify_counters, wrong_states,
};

use crate::http::Branches;

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::list_my_assignments::list_my_assignments)
        .service(routes::get_my_assignment::get_my_assignment)
        .service(routes::record_progress_events::record_progress_events)
        .service(routes::hand_in_reflection::hand_in_reflection)
        .service(routes::get_member_assignment::get_member_assignment)
        .service(routes::record_study::record_study);
}
