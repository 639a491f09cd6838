//! Sends no byte of a file that was not checked. Whole pieces are read, and each is compared with its digest before any of
//! it is handed on; so one piece is in memory, whatever the file's size, and nothing is believed because it was right a
//! while ago.

use std::ops::Range;

use actix_web::web::{self, Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::model::{Located, Sha256};
use super::queries;
use super::rules::digests::{self, Asked, Pieces};
use super::rules::refusals::DAMAGED;
use super::shelf::{FILLED_AT_A_TIME, Files};
use super::storage::ByteStream;
use crate::auth::System;
use crate::auth::secret::sha256;
use crate::error::Error;

impl Files {
    /// Some bytes of a file. When this answers, the first piece has been checked; damage further on is reported, and ends
    /// the stream with an error before any byte of that piece.
    ///
    /// # Errors
    /// `file_damaged`; the storage or the database does not answer.
    pub(super) async fn checked(
        &self,
        system: &System,
        file: Located,
        asked: Range<u64>,
    ) -> Result<ByteStream, Error> {
        let pieces = Pieces::of(u64::try_from(file.size).unwrap_or(0), asked);
        let Some(first) = pieces.clone().next() else {
            return Ok(stream::empty().boxed());
        };
        let mut digests = Digests {
            files: self.clone(),
            system: system.clone(),
            file,
            row: None,
        };
        // Before the bytes are asked for: where they must all be read for it, no line to the storage stands idle meanwhile.
        digests.of(&first).await?;
        let key = &digests.file.storage_key;
        let Some(bytes) = self.storage.read(key, Some(pieces.bytes())).await? else {
            return Err(digests.damage().await);
        };
        let mut checked = Checked {
            digests,
            pieces,
            bytes: Chunks::of(bytes),
        };
        let first = checked.next().await?;
        let rest = stream::try_unfold(checked, |mut checked| async move {
            Ok(checked.next().await?.map(|bytes| (bytes, checked)))
        });
        Ok(stream::iter(first.map(Ok)).chain(rest).boxed())
    }

    /// The row that has a piece's digest. A file that came in before digests were kept is read whole, once: where it still
    /// has the hash it came with, they are written down.
    async fn digests(
        &self,
        system: &System,
        file: &Located,
        piece: &Asked,
    ) -> Result<Vec<u8>, Error> {
        if let Some(row) = self.known(system, file.id, piece).await? {
            return Ok(row);
        }
        let (files, by, id, piece) = (self.clone(), system.clone(), file.id, piece.clone());
        // On a task of its own: whoever asked may give up, and finds it done when he asks again.
        tokio::spawn(async move { files.fill(&by, id, &piece).await })
            .await
            .map_err(|error| Error::internal(format!("hashing a stored file: {error}")))?
    }

    async fn fill(&self, system: &System, id: i64, piece: &Asked) -> Result<Vec<u8>, Error> {
        // Of those who wait for the same file one reads it; files that share a turn read one after the other.
        let turn = usize::try_from(id).unwrap_or(0) % FILLED_AT_A_TIME;
        let turn = self.filling.get(turn);
        let turn = turn.ok_or_else(|| Error::internal("no such turn"))?;
        let _turn = turn.lock().await;
        if let Some(row) = self.known(system, id, piece).await? {
            return Ok(row);
        }
        let by = system.clone();
        let now = self
            .db
            .read(move |conn| queries::located(conn, &by, id))
            .await?;
        if now.broken || !self.verify(system, now).await? {
            return Err(DAMAGED.into());
        }
        let known = self.known(system, id, piece).await?;
        known.ok_or(Error::Unavailable) // its bytes were replaced meanwhile: it can be asked for again
    }

    async fn known(
        &self,
        system: &System,
        id: i64,
        piece: &Asked,
    ) -> Result<Option<Vec<u8>>, Error> {
        let (by, place) = (system.clone(), piece.row);
        let row = self
            .db
            .read(move |conn| queries::digests(conn, &by, id, place))
            .await?;
        Ok(row.filter(|row| digests::digest(row, piece.nth).is_some()))
    }
}

/// The digests of a file, a row of them in memory.
struct Digests {
    files: Files,
    system: System,
    file: Located,
    row: Option<(i64, Vec<u8>)>,
}

impl Digests {
    async fn of(&mut self, piece: &Asked) -> Result<Sha256, Error> {
        if digests::is_one_piece(self.file.size) {
            return Ok(self.file.sha256);
        }
        if let Some(digest) = self.held(piece) {
            return Ok(digest);
        }
        let row = self.files.digests(&self.system, &self.file, piece).await?;
        self.row = Some((piece.row, row));
        self.held(piece).ok_or(Error::Unavailable)
    }

    fn held(&self, piece: &Asked) -> Option<Sha256> {
        let (place, row) = self.row.as_ref()?;
        (*place == piece.row)
            .then(|| digests::digest(row, piece.nth))
            .flatten()
    }

    /// Reports the file; answers what to tell.
    async fn damage(&self) -> Error {
        let told = self.files.damage(&self.system, self.file.clone()).await;
        told.unwrap_or_else(|error| error)
    }
}

struct Checked {
    digests: Digests,
    pieces: Pieces,
    bytes: Chunks,
}

impl Checked {
    /// The next bytes that were asked for. `None`: those were all.
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(piece) = self.pieces.next() else {
            return Ok(None);
        };
        let digest = self.digests.of(&piece).await?;
        let bytes = self.bytes.take(piece.size).await?;
        // A tenth of a millisecond, or four where the processor has no instructions for it: too long for a worker that
        // thousands share, and ten times what the way to a blocking thread costs.
        let (bytes, found) = web::block(move || {
            let found = sha256(&bytes);
            (bytes, found)
        })
        .await
        .map_err(|error| Error::internal(error.to_string()))?;
        if found == digest {
            Ok(Some(bytes.slice(piece.wanted)))
        } else {
            Err(self.digests.damage().await)
        }
    }
}

/// Bytes as they come, given in the sizes that are asked for.
struct Chunks {
    stream: ByteStream,
    rest: Bytes,
}

impl Chunks {
    fn of(stream: ByteStream) -> Self {
        Self {
            stream,
            rest: Bytes::new(),
        }
    }

    /// The next `size` bytes; fewer when the stream ends before. They are copied only when they come in several chunks.
    async fn take(&mut self, size: usize) -> Result<Bytes, Error> {
        if self.rest.is_empty() {
            self.rest = self.stream.try_next().await?.unwrap_or_default();
        }
        if self.rest.len() >= size {
            return Ok(self.rest.split_to(size));
        }
        let mut whole = BytesMut::with_capacity(size);
        loop {
            let part = self.rest.len().min(size - whole.len());
            whole.extend_from_slice(&self.rest.split_to(part));
            if whole.len() == size {
                break;
            }
            match self.stream.try_next().await? {
                Some(chunk) => self.rest = chunk,
                None => break,
            }
        }
        Ok(whole.freeze())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::files::rules::CHECKED_BYTES;

    /// A stream that brings these bytes in chunks of `size`.
    fn chunked(bytes: &[u8], size: usize) -> Chunks {
        let chunks: Vec<_> = bytes
            .chunks(size)
            .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
            .collect();
        Chunks::of(stream::iter(chunks).boxed())
    }

    fn waited<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(work)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

        /// Whole pieces, each with the digest of its place, cut to what was asked for, are the slice of the original.
        #[test]
        fn what_is_sent_is_the_slice_of_the_original(
            size in 1..4 * CHECKED_BYTES,
            from in 0..4 * CHECKED_BYTES,
            count in 1..4 * CHECKED_BYTES,
            chunk in prop_oneof![1_000..CHECKED_BYTES, Just(2 * CHECKED_BYTES), Just(300_001)],
        ) {
            let original: Vec<u8> = (0..size).map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1] ^ n.to_le_bytes()[2].wrapping_mul(31)).collect();
            let digests: Vec<_> = original.chunks(CHECKED_BYTES).map(sha256).collect();
            let (from, to) = (from.min(size - 1), (from + count).min(size).max(from.min(size - 1) + 1));
            let pieces = Pieces::of(size as u64, from as u64..to as u64);
            let read = pieces.bytes();
            let read = usize::try_from(read.start).unwrap()..usize::try_from(read.end).unwrap();
            let mut bytes = chunked(&original[read], chunk);
            let mut sent = Vec::new();
            for piece in pieces {
                let whole = waited(bytes.take(piece.size)).unwrap();
                prop_assert_eq!(sha256(&whole), digests[piece.nth]);
                sent.extend_from_slice(&whole[piece.wanted]);
            }
            prop_assert!(sent == original[from..to]);
            prop_assert!(waited(bytes.take(1)).unwrap().is_empty(), "something was read that nobody asked for");
        }
    }

    #[test]
    fn a_stream_that_ends_early_gives_what_it_had() {
        let mut bytes = chunked(b"chi bo", 4);
        assert_eq!(waited(bytes.take(5)).unwrap(), "chi b");
        assert_eq!(waited(bytes.take(5)).unwrap(), "o");
        assert_eq!(waited(bytes.take(5)).unwrap(), "");
    }
}
