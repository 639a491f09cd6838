//! SQL of files and uploads.

mod digests;
mod parts;
mod stored;
mod unused;
mod uploads;
mod verification;

pub(super) use digests::{digests, keep_digests};
pub(super) use parts::{add, forget, list};
pub(super) use stored::{
    by_hash, by_key, claim, claim_held, find_own, keep, key_is_used, locate, uploaded_by,
};
pub(super) use unused::{doom, doomed, erase};
pub(super) use uploads::{
    close_expired, complete, count_open, expired, find, insert, refuse, remove, remove_expired,
    set_storage_key, unknown,
};
pub(super) use verification::{count, located, longest_unverified, mark_broken, mark_sound, page};
