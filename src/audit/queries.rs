//! SQL of the audit log.

mod append;
mod log;
mod own;
mod people;
mod walk;

pub(super) use append::append;
pub(super) use log::{LogRow, list, narrow};
pub(super) use own::{AccessRow, list_about_me};
pub(super) use people::{Person, people, subjects};
pub(super) use walk::{
    BEGIN_CHAIN, ChainHead, WalkRow, head_of, heads, next_chain, rows_after, subjects_of,
};
