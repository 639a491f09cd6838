//! How rows are chained: pure.
//!
//! The hash of a row covers every column, the digest of its subjects and the hash before it, under a key that is not
//! in the database. So whoever can write to the database, but lacks the deployment's secret, cannot alter a row or
//! take one out of the middle. Against cutting off the end, the head of a chain (its length and last hash) carries a
//! seal under the same key; an unsealed head is never sealed again by appending. Against taking a whole chain away,
//! its beginning is a row of the server's own chain.
//! What no rule inside a database can see is the whole of it put back to an earlier day.

use serde_json::Value;

use super::model::Sealed;
use crate::auth::secret::{Purpose, Secret, Tag, sha256};

/// Chains that people's rows are spread over.
const CHAINS: i64 = 64;
/// The chain of the server's own rows, which also tells of the beginning of each other chain.
pub(super) const SERVER_CHAIN: i32 = 64;
/// Bytes of a seal at the end of a head.
const SEAL: usize = 32;

/// The chain of an act: a member's rows are all in one; callers who are not signed in are spread by request.
pub(super) fn chain_of(actor: Option<i64>, acted_as: &str, request_id: &str) -> i32 {
    let number = match actor {
        Some(id) => id,
        None if acted_as == "system" => return SERVER_CHAIN,
        None => sha256(request_id.as_bytes())
            .first()
            .copied()
            .map_or(0, i64::from),
    };
    i32::try_from(number.rem_euclid(CHAINS)).unwrap_or(0)
}

/// A digest of the members a row is about, in the order of their keys.
pub(super) fn subjects_digest(sorted: &[i64]) -> Tag {
    let bytes: Vec<u8> = sorted.iter().flat_map(|id| id.to_be_bytes()).collect();
    sha256(&bytes)
}

/// The hash of a row: it covers every column but the row key, and the hash before it. Each part goes in with its
/// length, so that a missing number (no bytes) differs from every number (eight).
pub(super) fn row_hash(secret: &Secret, row: &Sealed<'_>, previous: &[u8]) -> Tag {
    let number =
        |value: Option<i64>| value.map_or_else(Vec::new, |value| value.to_be_bytes().to_vec());
    secret.tag(
        Purpose::Audit,
        &[
            row.public_id.as_bytes(),
            &row.chain.to_be_bytes(),
            &row.position.to_be_bytes(),
            &row.at.micros().to_be_bytes(),
            &number(row.actor_id),
            row.acted_as.as_bytes(),
            row.action.as_bytes(),
            row.kind.as_bytes(),
            &number(row.unit_id),
            row.request_id.as_bytes(),
            canonical(row.detail).as_bytes(),
            &row.subject_count.to_be_bytes(),
            row.subjects_digest,
            previous,
        ],
    )
}

/// The head of a chain: the hash of its last row (none for a chain without rows) and the seal over it and the length.
pub(super) fn sealed_head(secret: &Secret, chain: i32, length: i64, hash: &[u8]) -> Vec<u8> {
    [hash, head_seal(secret, chain, length, hash).as_slice()].concat()
}

/// A head whose chain was found broken: it stays so, whatever is appended.
pub(super) fn broken_head(hash: &[u8]) -> Vec<u8> {
    [hash, [0; SEAL].as_slice()].concat()
}

/// The last hash of a head, and whether its seal fits.
pub(super) fn open_head<'a>(
    secret: &Secret,
    chain: i32,
    length: i64,
    head: &'a [u8],
) -> (&'a [u8], bool) {
    let split = head.len().saturating_sub(SEAL);
    let (hash, seal) = head.split_at_checked(split).unwrap_or((head, &[]));
    (hash, seal == head_seal(secret, chain, length, hash))
}

fn head_seal(secret: &Secret, chain: i32, length: i64, hash: &[u8]) -> Tag {
    let parts: [&[u8]; 4] = [b"head", &chain.to_be_bytes(), &length.to_be_bytes(), hash];
    secret.tag(Purpose::Audit, &parts)
}

/// JSON with sorted members and plain numbers: `PostgreSQL` keeps neither the order of members nor the way a number
/// was written.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            let parts: Vec<String> = sorted
                .into_iter()
                .map(|(name, value)| {
                    format!("{}:{}", Value::String(name.clone()), canonical(value))
                })
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(canonical).collect::<Vec<_>>().join(",")
        ),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float == 0.0 => "0".to_owned(),
            Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{float:.0}"),
            _ => number.to_string(),
        },
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
