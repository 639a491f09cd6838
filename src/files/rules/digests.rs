//! Which digest vouches for which bytes. A stored file is cut into pieces of one size, the last one shorter, and each has
//! a SHA-256 of its own, kept some to a row. What is asked for is read in whole pieces.

use std::ops::Range;

use super::{CHECKED_BYTES, DIGESTS};
use crate::files::model::Sha256;

const PIECE: u64 = CHECKED_BYTES as u64;
const DIGEST: usize = size_of::<Sha256>();

/// A piece of which something is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::files) struct Asked {
    /// Bytes of the whole piece.
    pub size: usize,
    /// Those of them that are asked for.
    pub wanted: Range<usize>,
    /// The row that has its digest, from 0.
    pub row: i64,
    /// Which of that row, from 0.
    pub nth: usize,
}

/// The pieces that hold a range of a file, in order.
#[derive(Debug, Clone)]
pub(in crate::files) struct Pieces {
    size: u64,
    asked: Range<u64>,
    /// Where the next one begins.
    next: u64,
}

impl Pieces {
    /// For a file of `size` bytes.
    pub(in crate::files) fn of(size: u64, asked: Range<u64>) -> Self {
        let asked = asked.start..asked.end.min(size);
        Self {
            size,
            next: asked.start - asked.start % PIECE,
            asked,
        }
    }

    /// The bytes that those still to come have together.
    pub(in crate::files) fn bytes(&self) -> Range<u64> {
        if self.asked.is_empty() {
            return self.next..self.next;
        }
        let end = self.asked.end.checked_next_multiple_of(PIECE);
        self.next..end.unwrap_or(u64::MAX).min(self.size)
    }
}

impl Iterator for Pieces {
    type Item = Asked;

    fn next(&mut self) -> Option<Asked> {
        let start = self.next;
        if self.asked.is_empty() || start >= self.asked.end {
            return None;
        }
        let end = start.saturating_add(PIECE).min(self.size);
        self.next = end;
        let number = index(start / PIECE);
        Some(Asked {
            size: index(end - start),
            wanted: index(self.asked.start.saturating_sub(start))
                ..index(self.asked.end.min(end) - start),
            row: i64::try_from(number / DIGESTS).unwrap_or(i64::MAX),
            nth: number % DIGESTS,
        })
    }
}

/// Whether the hash of a whole file says all that there is to say: it has one piece.
pub(in crate::files) fn is_one_piece(size: i64) -> bool {
    u64::try_from(size).is_ok_and(|size| size <= PIECE)
}

/// The rows for the digests of all pieces of a file.
pub(in crate::files) fn rows(digests: &[u8]) -> impl Iterator<Item = &[u8]> {
    let kept = if digests.len() > DIGEST { digests } else { &[] };
    kept.chunks(DIGESTS * DIGEST)
}

/// A digest of a row; `None` when the row has not so many.
pub(in crate::files) fn digest(row: &[u8], nth: usize) -> Option<Sha256> {
    let (digests, _) = row.as_chunks::<DIGEST>();
    digests.get(nth).copied()
}

fn index(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(size: usize, wanted: Range<usize>, row: i64, nth: usize) -> Asked {
        Asked {
            size,
            wanted,
            row,
            nth,
        }
    }

    #[test]
    fn a_range_is_widened_to_whole_pieces_and_cut_again() {
        let of = |size, range| {
            let pieces = Pieces::of(size, range);
            (pieces.bytes(), pieces.collect::<Vec<_>>())
        };
        let (p, piece) = (CHECKED_BYTES, PIECE);
        let size = 33 * piece + 5;
        for (range, bytes, pieces) in [
            (0..1, 0..piece, vec![asked(p, 0..1, 0, 0)]),
            (
                piece - 1..piece + 1,
                0..2 * piece,
                vec![asked(p, p - 1..p, 0, 0), asked(p, 0..1, 0, 1)],
            ),
            (
                32 * piece - 1..size,
                31 * piece..size,
                vec![
                    asked(p, p - 1..p, 0, 31),
                    asked(p, 0..p, 1, 0),
                    asked(5, 0..5, 1, 1),
                ],
            ),
            (
                size - 1..size + 100,
                33 * piece..size,
                vec![asked(5, 4..5, 1, 1)],
            ),
            (7..7, 0..0, vec![]),
            (size..size + 1, 33 * piece..33 * piece, vec![]),
        ] {
            assert_eq!(of(size, range.clone()), (bytes, pieces), "{range:?}");
        }
        assert_eq!(of(3, 0..3), (0..3, vec![asked(3, 0..3, 0, 0)]));
        assert_eq!(
            of(piece, 0..piece),
            (0..piece, vec![asked(p, 0..p, 0, 0)]),
            "a full last piece"
        );
        assert_eq!(of(0, 0..0), (0..0, vec![]));
    }

    proptest! {
        /// What the pieces bring is one stretch, cut to exactly what was asked for; each names its own digest.
        #[test]
        fn pieces_follow_one_another(size in 0..70 * PIECE, from in 0..70 * PIECE, count in 0..70 * PIECE) {
            let range = from..(from + count).min(size);
            let pieces = Pieces::of(size, range.clone());
            let bytes = pieces.bytes();
            let (mut at, mut brought) = (bytes.start, range.start);
            for piece in pieces {
                let (number, end) = (index(at / PIECE), at + piece.size as u64);
                prop_assert_eq!(at % PIECE, 0);
                prop_assert!(piece.size == CHECKED_BYTES || end == size);
                prop_assert_eq!((index(piece.row.unsigned_abs()), piece.nth), (number / DIGESTS, number % DIGESTS));
                prop_assert_eq!(at + piece.wanted.start as u64, brought);
                prop_assert!(!piece.wanted.is_empty() && piece.wanted.end <= piece.size);
                brought = at + piece.wanted.end as u64;
                at = end;
            }
            prop_assert_eq!(at, bytes.end);
            prop_assert_eq!(brought, range.end.max(range.start));
        }

        #[test]
        fn rows_have_every_digest_where_its_piece_looks(count in 2..100_usize) {
            let digests: Vec<u8> = (0..count).flat_map(|n| [u8::try_from(n).unwrap(); DIGEST]).collect();
            let rows: Vec<&[u8]> = rows(&digests).collect();
            prop_assert!(rows.concat() == digests);
            for n in 0..count {
                prop_assert_eq!(digest(rows[n / DIGESTS], n % DIGESTS), Some([u8::try_from(n).unwrap(); DIGEST]));
            }
            prop_assert_eq!(digest(rows[rows.len() - 1], DIGESTS), None);
        }
    }

    #[test]
    fn a_file_of_one_piece_has_no_rows() {
        assert_eq!(rows(&[7; DIGEST]).count() + rows(&[]).count(), 0);
        let piece = i64::try_from(CHECKED_BYTES).unwrap();
        assert!(is_one_piece(1) && is_one_piece(piece) && !is_one_piece(piece + 1));
    }
}
