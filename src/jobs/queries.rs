//! SQL of jobs.

mod earlier;
mod ends;
mod files;
mod owned;
mod queue;

pub(super) use earlier::{drop_upload, earlier, earlier_inputs, kept_upload};
pub(super) use ends::{fail, finish, finish_sealed, purge, rest};
pub(super) use files::{open_file, open_own_output, seal_in_place};
pub(super) use owned::{find_own, list_own};
pub(super) use queue::{claim, has_work, insert, renew};
