//! What holds for every file: pure.

pub(super) mod digests;
pub(super) mod names;
pub(super) mod ranges;
pub(super) mod refusals;
pub(super) mod types;

use super::model::{Class, Sha256};
use crate::kernel::ids::PublicId;

/// Hours that an upload may take; then what arrived of it is removed.
pub const UPLOAD_HOURS: i64 = 48;
/// Days that a file may lie unattached.
pub const UNUSED_DAYS: i64 = 7;
/// Uploads that a member may have open at a time.
pub(super) const OPEN_UPLOADS: i64 = 20;
/// Pieces of one upload: S3 takes no more, and a client that sends crumbs fills the table.
pub(super) const PARTS: i64 = 10_000;
/// Bytes that are kept as one piece, and held in memory until then. S3 wants at least 5 MiB of all but the last.
pub(super) const PIECE_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of a stored file that have a digest of their own: so many are read and checked before any of them is sent. Small
/// enough that a line which stands open costs little memory, and that a byte asked for alone costs little reading.
pub(super) const CHECKED_BYTES: usize = 128 * 1024;
/// Digests in a row of the table: 1 KiB, which both engines keep in the row itself, for 4 MiB of the file.
pub(super) const DIGESTS: usize = 32;
/// Bytes that the upkeep hashes each time it runs.
pub(super) const VERIFIED_BY_UPKEEP: i64 = 128 * 1024 * 1024;
/// The largest size that a request may state at all.
pub(super) const STATED_BYTES: i64 = 1_099_511_627_776;

/// Bytes a file of this class may have; `limits` in the order of [`Class`].
pub(super) const fn limit(class: Class, [document, image, audio, video]: [u64; 4]) -> u64 {
    match class {
        Class::Document => document,
        Class::Image => image,
        Class::Audio => audio,
        Class::Video => video,
    }
}

/// The address of a whole file in the storage. By its hash, and by the upload that brought it: the bytes of a file
/// that is being removed are never those of one that comes in meanwhile.
pub(super) fn storage_key(sha256: &Sha256, upload: PublicId) -> String {
    let digest = hex(sha256);
    let (start, rest) = digest.split_at_checked(2).unwrap_or((&digest, ""));
    format!("sha256/{start}/{rest}/{upload}")
}

/// The address of a piece. `piece` tells apart two requests that send the same bytes.
pub(super) fn part_key(upload: PublicId, start: i64, piece: PublicId) -> String {
    format!("{}/{start:013}-{piece}", upload_folder(upload))
}

/// Below it lies all that an upload left.
pub(super) fn upload_folder(upload: PublicId) -> String {
    format!("uploads/{upload}")
}

/// Lower-case hexadecimal.
pub(super) fn hex(sha256: &Sha256) -> String {
    sha256
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            for nibble in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(u32::from(nibble), 16));
            }
            text
        })
}

/// Reads 64 hexadecimal digits.
pub(super) fn from_hex(text: &str) -> Option<Sha256> {
    let digits: Vec<u32> = text
        .chars()
        .map(|c| c.to_digit(16))
        .collect::<Option<_>>()?;
    if digits.len() != 64 {
        return None;
    }
    let mut sha256 = [0; 32];
    for (byte, pair) in sha256.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair.iter().fold(0, |byte, digit| {
            byte << 4 | u8::try_from(*digit).unwrap_or(0)
        });
    }
    Some(sha256)
}

/// The strong entity tag of a file.
pub(super) fn etag(sha256: &Sha256) -> String {
    format!("\"{}\"", hex(sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_and_read() {
        let mut sha256 = [0; 32];
        (sha256[0], sha256[1], sha256[31]) = (0x0f, 0xa0, 0xff);
        let text = hex(&sha256);
        assert!(text.starts_with("0fa000") && text.ends_with("00ff") && text.len() == 64);
        assert_eq!(from_hex(&text), Some(sha256));
        assert_eq!(from_hex(&text.to_uppercase()), Some(sha256));
        for wrong in [
            "",
            "0f",
            text.trim_start_matches('0'),
            &format!("{text}0"),
            &text.replace('f', "g"),
        ] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn addresses_are_by_hash_and_by_upload() {
        let id: PublicId = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00".parse().unwrap();
        let key = storage_key(&[0xab; 32], id);
        assert_eq!(key, format!("sha256/ab/{}/{id}", "ab".repeat(31)));
        assert_eq!(
            part_key(id, 8_388_608, id),
            format!("uploads/{id}/0000008388608-{id}")
        );
    }
}
