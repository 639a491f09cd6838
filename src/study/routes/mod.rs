//! Operations, one a file.

pub mod cancel_assignment;
pub mod close_assignment;
pub mod create_assignment;
pub mod create_excuse;
pub mod end_excuse;
pub mod get_assignment;
pub mod list_assignments;
pub mod list_excuses;
pub mod open_assignment;
pub mod update_assignment;
