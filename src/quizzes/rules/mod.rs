//! Rules of quizzes, all pure.
//!
//! * `refusals.rs`: what is refused.
//! * `settings.rs`: what a quiz may say of itself.
//! * `draw.rs`: what a member is asked, from a seed.
//! * `timing.rs`: opening hours, time limits, when answers may be reviewed.
//! * `results.rs`: points, passing, which attempt counts.
//! * `statistics.rs`: how questions fare.

pub(super) mod draw;
pub(super) mod refusals;
pub(super) mod results;
pub(super) mod settings;
pub(super) mod statistics;
pub(super) mod timing;
