//! SQL of files and uploads.

mod digests;
mod parts;
mod stored;
mod unused;
mod uploaders;
mod uploads;
mod verification;

pub(super) use digests::{digests, keep_digests};
pub(super) use parts::{add, forget, list};
pub(super) use stored::{by_hash, by_key, claim, claim_held, keep, key_is_used, locate};
pub(super) use unused::{doom, doomed, erase};
pub(super) use uploaders::{find_own, own_by_key};
pub(super) use uploads::{
    close_expired, complete, count_open, expired, find, insert, refuse, remove, remove_expired,
    set_storage_key, unknown,
};
pub(super) use verification::{count, located, longest_unverified, mark_broken, mark_sound, page};
