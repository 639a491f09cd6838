//! Operations, one a file.

pub mod get_member_assignment;
pub mod get_my_assignment;
pub mod hand_in_reflection;
pub mod list_my_assignments;
pub mod record_progress_events;
pub mod record_study;
