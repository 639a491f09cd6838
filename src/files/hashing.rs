//! Hashes what a file's bytes come to: as a whole, and each of the pieces that are checked when it is sent.

use actix_web::web;
use aws_lc_rs::digest::{Context, SHA256};
use futures_util::TryStreamExt as _;

use super::model::Sha256;
use super::rules::CHECKED_BYTES;
use super::storage::ByteStream;
use crate::error::Error;

/// What was found.
#[derive(Debug)]
pub(super) struct Hashed {
    pub sha256: Sha256,
    /// Those of the pieces, one after the other: 32 bytes for 128 KiB.
    pub digests: Vec<u8>,
}

/// Reads all of it once. Both hashes of a chunk take half a millisecond and more, which no other request of this worker
/// waits for.
pub(super) async fn hash(mut bytes: ByteStream) -> Result<Hashed, Error> {
    let mut hasher = Hasher::default();
    while let Some(chunk) = bytes.try_next().await? {
        hasher = web::block(move || {
            hasher.update(&chunk);
            hasher
        })
        .await
        .map_err(|error| Error::internal(error.to_string()))?;
    }
    Ok(hasher.finish())
}

struct Hasher {
    whole: Context,
    piece: Context,
    /// Bytes of the piece so far.
    held: usize,
    digests: Vec<u8>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            whole: Context::new(&SHA256),
            piece: Context::new(&SHA256),
            held: 0,
            digests: Vec::new(),
        }
    }
}

impl Hasher {
    fn update(&mut self, chunk: &[u8]) {
        self.whole.update(chunk);
        let mut rest = chunk;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(CHECKED_BYTES - self.held));
            self.piece.update(now);
            self.held += now.len();
            if self.held == CHECKED_BYTES {
                self.close();
            }
            rest = later;
        }
    }

    fn close(&mut self) {
        let piece = std::mem::replace(&mut self.piece, Context::new(&SHA256));
        self.digests.extend_from_slice(piece.finish().as_ref());
        self.held = 0;
    }

    fn finish(mut self) -> Hashed {
        if self.held > 0 {
            self.close();
        }
        Hashed {
            sha256: as_array(self.whole),
            digests: self.digests,
        }
    }
}

pub(super) fn as_array(digest: Context) -> Sha256 {
    let mut sha256 = [0; 32];
    for (to, from) in sha256.iter_mut().zip(digest.finish().as_ref()) {
        *to = *from;
    }
    sha256
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::secret::sha256;

    #[test]
    fn each_piece_has_its_own_digest_however_the_bytes_come() {
        for size in [
            0,
            1,
            CHECKED_BYTES,
            CHECKED_BYTES + 1,
            3 * CHECKED_BYTES + 77,
        ] {
            let bytes: Vec<u8> = (0..size)
                .map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1])
                .collect();
            let pieces: Vec<u8> = bytes.chunks(CHECKED_BYTES).flat_map(sha256).collect();
            for chunk in [1_000, CHECKED_BYTES, 300_000] {
                let mut hasher = Hasher::default();
                bytes.chunks(chunk).for_each(|bytes| hasher.update(bytes));
                let hashed = hasher.finish();
                assert_eq!(hashed.sha256, sha256(&bytes), "{size}");
                assert_eq!(hashed.digests, pieces, "{size} by {chunk}");
            }
        }
    }
}
