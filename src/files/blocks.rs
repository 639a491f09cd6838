//! Reads a file of a folder in blocks large enough that the way to a blocking thread and back costs little.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;

use actix_web::web::{self, Bytes};
use futures_util::{StreamExt as _, stream};

use super::storage::ByteStream;
use crate::error::Error;

const BLOCK: u64 = 256 * 1024;

/// The bytes of `range`; an error when the file ends before it.
pub(super) fn blocks(file: File, range: Range<u64>) -> ByteStream {
    stream::try_unfold((file, range), |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let end = range.end.min(range.start.saturating_add(BLOCK));
        let read = web::block(move || block(file, range.start..end))
            .await
            .map_err(|error| Error::internal(error.to_string()))?;
        let (file, bytes) = read.map_err(|error| {
            tracing::error!(%error, "a stored file could not be read");
            Error::Unavailable
        })?;
        Ok(Some((bytes, (file, end..range.end))))
    })
    .boxed()
}

fn block(file: File, range: Range<u64>) -> io::Result<(File, Bytes)> {
    let size = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
    let mut bytes = vec![0; size];
    file.read_exact_at(&mut bytes, range.start)?;
    Ok((file, bytes.into()))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use futures_util::TryStreamExt as _;

    use super::*;

    #[test]
    fn a_range_is_read_as_it_is_and_a_short_file_fails() {
        let mut file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> = (0..600_000_u32).map(|n| (n % 251) as u8).collect();
        file.write_all(&bytes).unwrap();
        let runtime = actix_web::rt::System::new();
        let read = |range: Range<u64>| {
            let file = file.try_clone().unwrap();
            runtime.block_on(blocks(file, range).try_collect::<Vec<Bytes>>())
        };
        assert!(read(0..600_000).unwrap().concat() == bytes);
        assert!(read(262_143..524_290).unwrap().concat() == bytes[262_143..524_290]);
        assert!(read(5..5).unwrap().is_empty());
        assert!(read(599_999..600_001).is_err());
    }
}
