//! Bytes that can be read more than once, without all of them being in memory: an upload's pieces, or bytes at hand.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use actix_web::web::{Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::model::Part;
use super::storage::{ByteStream, Storage};
use crate::error::Error;

/// Bytes of one chunk.
const CHUNK: usize = 256 * 1024;

/// Where the bytes of a file are to be had.
#[derive(Clone)]
pub(super) enum Source {
    Parts(Storage, Vec<Part>),
    Bytes(Bytes),
    Object(Storage, String, u64),
}

impl Source {
    /// Bytes of all.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Parts(_, parts) => parts.iter().map(|part| unsigned(part.size)).sum(),
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Object(_, _, size) => *size,
        }
    }

    /// All of it.
    pub(super) fn stream(&self) -> ByteStream {
        self.range(0..self.size())
    }

    /// Some of it.
    pub(super) fn range(&self, range: Range<u64>) -> ByteStream {
        match self {
            Self::Bytes(bytes) => {
                let end = index(range.end).min(bytes.len());
                let start = index(range.start).min(end);
                // Views of the same memory, none larger than what a reader expects of a chunk.
                let slices: Vec<_> = (start..end)
                    .step_by(CHUNK)
                    .map(|from| Ok(bytes.slice(from..(from + CHUNK).min(end))))
                    .collect();
                stream::iter(slices).boxed()
            }
            Self::Object(storage, key, _) => one(storage.clone(), key.clone(), range),
            Self::Parts(storage, parts) => {
                let mut wanted = Vec::new();
                for part in parts {
                    let (start, size) = (unsigned(part.start), unsigned(part.size));
                    let from = range.start.max(start) - start;
                    let to = range.end.min(start + size).saturating_sub(start);
                    if from < to {
                        wanted.push(one(storage.clone(), part.storage_key.clone(), from..to));
                    }
                }
                stream::iter(wanted).flatten().boxed()
            }
        }
    }

    async fn bytes(&self, range: Range<u64>) -> Result<Bytes, Error> {
        let mut chunks = self.range(range);
        let mut whole = BytesMut::new();
        while let Some(chunk) = chunks.try_next().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }
}

fn one(storage: Storage, key: String, range: Range<u64>) -> ByteStream {
    stream::once(async move {
        let found = storage.read(&key, Some(range)).await?;
        found.ok_or_else(|| Error::internal("a stored piece is gone"))
    })
    .try_flatten()
    .boxed()
}

/// Bytes that are fetched at a time.
const BLOCK: u64 = 256 * 1024;

/// A source for code that reads here and there and waits; for a blocking thread.
pub(super) struct SourceReader {
    source: Source,
    runtime: tokio::runtime::Handle,
    position: u64,
    block: (u64, Bytes),
}

impl SourceReader {
    pub(super) fn new(source: Source, runtime: tokio::runtime::Handle) -> Self {
        Self {
            source,
            runtime,
            position: 0,
            block: (0, Bytes::new()),
        }
    }

    fn at_hand(&self) -> Option<&[u8]> {
        let (start, bytes) = &self.block;
        let from = self.position.checked_sub(*start)?;
        bytes.get(index(from)..).filter(|rest| !rest.is_empty())
    }
}

impl Read for SourceReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.source.size();
        if self.position >= size {
            return Ok(0);
        }
        if self.at_hand().is_none() {
            let start = self.position - self.position % BLOCK;
            let range = start..(start + BLOCK).min(size);
            let bytes = self
                .runtime
                .block_on(self.source.bytes(range))
                .map_err(io::Error::other)?;
            self.block = (start, bytes);
        }
        let mut rest = self.at_hand().ok_or(io::ErrorKind::UnexpectedEof)?;
        let count = rest.read(buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for SourceReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.source.size().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn index(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gives_every_byte_wherever_it_stands() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let bytes: Vec<u8> = (0..600_000_u32).map(|n| (n % 251) as u8).collect();
        let source = Source::Bytes(Bytes::from(bytes.clone()));
        let mut reader = SourceReader::new(source, runtime.handle().clone());
        let mut whole = Vec::new();
        reader.read_to_end(&mut whole).unwrap();
        assert!(whole == bytes);
        let mut four = [0; 4];
        for at in [0, 262_142, 524_288, 599_996] {
            reader.seek(SeekFrom::Start(at)).unwrap();
            reader.read_exact(&mut four).unwrap();
            assert_eq!(four, bytes[index(at)..][..4], "{at}");
        }
        assert_eq!(reader.seek(SeekFrom::End(-2)).unwrap(), 599_998);
        assert_eq!(reader.read(&mut four).unwrap(), 2);
        assert_eq!(reader.read(&mut four).unwrap(), 0);
        assert!(reader.seek(SeekFrom::End(-600_001)).is_err());
    }
}
