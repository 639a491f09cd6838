//! SQL of the room.

pub(in crate::mail) mod addresses;
pub(in crate::mail) mod claims;
pub(in crate::mail) mod digests;
pub(in crate::mail) mod outbox;
pub(in crate::mail) mod recipients;
pub(in crate::mail) mod requests;
pub(in crate::mail) mod settings;
