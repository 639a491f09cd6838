//! SQL of push.

pub(super) mod campaigns;
pub(super) mod chunks;
pub(super) mod claims;
pub(super) mod devices;
pub(super) mod due;
pub(super) mod newcomers;
pub(super) mod nudge;
pub(super) mod pace;
pub(super) mod report;
pub(super) mod retries;
pub(super) mod settle;
pub(super) mod subjects;
pub(super) mod targets;
