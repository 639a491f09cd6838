//! Chunks of any size, made into pieces of one size.

use actix_web::web::Bytes;
use object_store::PutPayload;

use super::rules::PIECE_BYTES;

/// Chunks until there are enough for one piece.
#[derive(Default)]
pub(super) struct Piece {
    chunks: Vec<Bytes>,
    size: usize,
}

impl Piece {
    /// Answers a full piece when this chunk fills one. Every full piece has the same size, which some storages want.
    pub(super) fn push(&mut self, mut chunk: Bytes) -> Option<PutPayload> {
        let rest = chunk.split_off(chunk.len().min(PIECE_BYTES.saturating_sub(self.size)));
        self.add(chunk);
        if self.size < PIECE_BYTES {
            return None;
        }
        let full = self.take();
        // A chunk is far smaller than a piece.
        self.add(rest);
        Some(full)
    }

    fn add(&mut self, chunk: Bytes) {
        if !chunk.is_empty() {
            self.size += chunk.len();
            self.chunks.push(chunk);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.size == 0
    }

    pub(super) fn take(&mut self) -> PutPayload {
        self.size = 0;
        std::mem::take(&mut self.chunks).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_of_one_size_and_nothing_is_lost() {
        let mut piece = Piece::default();
        let chunk = Bytes::from(vec![7; 3 * 1024 * 1024 + 1]);
        let mut full = Vec::new();
        for _ in 0..10 {
            full.extend(piece.push(chunk.clone()));
        }
        assert!(!full.is_empty() && !piece.is_empty());
        assert!(full.iter().all(|full| full.content_length() == PIECE_BYTES));
        let rest = piece.take().content_length();
        assert_eq!(full.len() * PIECE_BYTES + rest, 10 * chunk.len());
        assert!(piece.is_empty());
    }
}
