//! Walks one chain row by row and says what does not fit: pure.

use std::fmt;

use super::model::Sealed;
use super::rules;
use crate::auth::Secret;

/// What is wrong with a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The row does not have the hash it says.
    RowAltered,
    /// There is no row at this position.
    RowMissing,
    /// The row does not follow from the one before it.
    LinkBroken,
    /// The members the row is about are not those it was written with.
    SubjectsAltered,
    /// The row's key is not above that of the row before it: two rows have changed places.
    OutOfOrder,
    /// Rows at the end are gone: the head says that there were more.
    EndMissing,
    /// There is a row after the end that the head states.
    RowAfterEnd,
    /// The head was not written by this deployment, or not for the last row.
    HeadAltered,
    /// Rows without a head.
    HeadMissing,
    /// The server's chain does not tell of the beginning of this one.
    NotBegun,
    /// The server's chain tells of its beginning more than once: it was taken away and began again.
    BegunAgain,
    /// The server's chain tells of its beginning, but it is gone.
    ChainMissing,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RowAltered => "the row was altered",
            Self::RowMissing => "the row is missing",
            Self::LinkBroken => "the row does not follow from the one before it",
            Self::SubjectsAltered => "the members whom the row is about were altered",
            Self::OutOfOrder => "the row has changed places",
            Self::EndMissing => "this row and what followed it were removed",
            Self::RowAfterEnd => "the row stands after the end of the chain",
            Self::HeadAltered => "the head of the chain was altered",
            Self::HeadMissing => "the head of the chain was removed",
            Self::NotBegun => "the chain was begun by nobody",
            Self::BegunAgain => "the chain was removed and began again",
            Self::ChainMissing => "the chain was removed",
        })
    }
}

/// A row as it was read.
pub(super) struct Read<'a> {
    pub id: i64,
    pub row: Sealed<'a>,
    pub previous_hash: &'a [u8],
    pub hash: &'a [u8],
    /// Sorted.
    pub subjects: &'a [i64],
}

/// Remembers the row before.
pub(super) struct ChainCheck<'a> {
    secret: &'a Secret,
    chain: i32,
    /// Of the last row looked at; 0 before the first.
    position: i64,
    id: i64,
    hash: Vec<u8>,
    faults: Vec<(i64, Fault)>,
}

impl<'a> ChainCheck<'a> {
    pub fn new(secret: &'a Secret, chain: i32) -> Self {
        Self {
            secret,
            chain,
            position: 0,
            id: 0,
            hash: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// The position up to which rows were looked at.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// Looks at the next row; rows come in the order of their positions.
    pub fn next(&mut self, read: &Read<'_>) {
        let position = read.row.position;
        let follows = position == self.position + 1;
        if !follows {
            self.faults.push((self.position + 1, Fault::RowMissing));
        }
        if rules::row_hash(self.secret, &read.row, read.previous_hash) != read.hash {
            self.faults.push((position, Fault::RowAltered));
        } else if follows && read.previous_hash != self.hash {
            self.faults.push((position, Fault::LinkBroken));
        } else if read.id <= self.id {
            self.faults.push((position, Fault::OutOfOrder));
        }
        let count = i32::try_from(read.subjects.len()).unwrap_or(i32::MAX);
        if rules::subjects_digest(read.subjects) != read.row.subjects_digest
            || count != read.row.subject_count
        {
            self.faults.push((position, Fault::SubjectsAltered));
        }
        self.position = position;
        self.id = read.id;
        self.hash = read.hash.to_vec();
    }

    /// Compares the end with the head; answers every fault with its position.
    pub fn end(mut self, length: i64, head: &[u8]) -> Vec<(i64, Fault)> {
        if self.position < length {
            self.faults.push((self.position + 1, Fault::EndMissing));
        } else if self.position > length {
            self.faults.push((length + 1, Fault::RowAfterEnd));
        }
        let (hash, sealed) = rules::open_head(self.secret, self.chain, length, head);
        let fits_the_last_row = self.position != length || hash == self.hash;
        if !sealed || !fits_the_last_row {
            self.faults.push((length, Fault::HeadAltered));
        }
        self.faults
    }
}
