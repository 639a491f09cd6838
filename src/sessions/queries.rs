//! SQL of the room.

pub(super) mod accounts;
pub(super) mod administrator;
pub(super) mod codes;
pub(super) mod devices;
pub(super) mod renewal;
pub(super) mod requests;
pub(super) mod upkeep;
