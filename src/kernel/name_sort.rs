//! Sort keys: bytes that a database compares as they are (`BLOB`, `bytea`) and that give the order of CLDR `vi`.
//!
//! Both engines then sort alike, whatever collations the machine has. The keys belong to one version of the collation
//! data: after an update of `icu_collator` the stored keys must be written again.

use std::sync::LazyLock;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

use super::text::{agree_tones, lower_nfc, nfc};

/// The longest key, in bytes. A longer one is cut, which can make two keys equal but never turns their order round.
pub const MAX_KEY_BYTES: usize = 512;

/// Stands between the parts of a name. No collation key holds a zero byte, so a shorter part sorts first.
const PART_SEPARATOR: u8 = 0;

/// Letters and tones; case is of no account, for rosters come in capitals.
static NAMES: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| vietnamese(Strength::Secondary));

/// Letters, tones, then case.
static TEXTS: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| vietnamese(Strength::Tertiary));

/// The key by which people are listed: given name (the last word), then middle names, then family name (the first).
///
/// At most [`MAX_KEY_BYTES`] long. Case, white space, Unicode form and tone placement (`Hoà`, `Hòa`) make no difference,
/// so namesakes have equal keys: page on (key, id). A single word is a given name.
#[must_use]
pub fn name_sort_key(full_name: &str) -> Vec<u8> {
    let name = agree_tones(&lower_nfc(full_name));
    let (before, given) = name.rsplit_once(' ').unwrap_or(("", &name));
    let (family, middle) = before.split_once(' ').unwrap_or((before, ""));
    let mut key = Vec::new();
    append_key(NAMES.as_ref(), given, &mut key);
    for part in [middle, family] {
        key.push(PART_SEPARATOR);
        append_key(NAMES.as_ref(), part, &mut key);
    }
    key.truncate(MAX_KEY_BYTES);
    key
}

/// The key of a title or a unit's name in the order of CLDR `vi`, at most [`MAX_KEY_BYTES`] long.
///
/// Lower case sorts before upper case when nothing else differs; white space and Unicode form make no difference.
#[must_use]
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    append_key(TEXTS.as_ref(), &nfc(text), &mut key);
    key.truncate(MAX_KEY_BYTES);
    key
}

/// The collator of the `vi` data that is compiled in; `None` only if the data were left out of the build.
fn vietnamese(strength: Strength) -> Option<CollatorBorrowed<'static>> {
    let preferences = CollatorPreferences::from_locale_strict(&"vi".parse().ok()?).ok()?;
    let mut options = CollatorOptions::default();
    options.strength = Some(strength);
    Collator::try_new(preferences, options).ok()
}

/// Appends the key of a text; without a collator, the text's own bytes, which still give one fixed order.
fn append_key(collator: Option<&CollatorBorrowed<'static>>, text: &str, key: &mut Vec<u8>) {
    match collator {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, key);
        }
        None => key.extend_from_slice(text.as_bytes()),
    }
}

#[cfg(test)]
#[path = "name_sort_tests.rs"]
mod tests;
