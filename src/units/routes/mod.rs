//! The operations on units, one a file.

pub mod close_unit;
pub mod create_unit;
pub mod get_unit;
pub mod list_unit_changes;
pub mod list_units;
pub mod merge_unit;
pub mod move_unit;
pub mod split_unit;
pub mod update_unit;
