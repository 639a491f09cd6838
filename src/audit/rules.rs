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
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kernel::ids::PublicId;
    use crate::kernel::instant::Instant;

    fn secret() -> Secret {
        Secret::new(&[7; 32]).unwrap()
    }

    #[test]
    fn the_order_of_members_does_not_matter() {
        let a: Value =
            serde_json::from_str(r#"{"b":1,"a":{"z":[1,{"y":2,"x":3}],"k":null}}"#).unwrap();
        assert_eq!(
            canonical(&a),
            r#"{"a":{"k":null,"z":[1,{"x":3,"y":2}]},"b":1}"#
        );
        assert_ne!(canonical(&json!([1, 2])), canonical(&json!([2, 1])));
        assert_ne!(canonical(&json!("1")), canonical(&json!(1)));
    }

    /// What each engine gives back for the same number.
    #[test]
    fn the_way_a_number_is_written_does_not_matter() {
        for (ours, theirs) in [
            ("1e16", "10000000000000000"),
            ("-0.0", "0.0"),
            ("2.0", "2"),
            ("1e-7", "0.0000001"),
        ] {
            let parse = |text: &str| canonical(&serde_json::from_str(text).unwrap());
            assert_eq!(parse(ours), parse(theirs), "{ours}");
        }
        assert_ne!(canonical(&json!(1.5)), canonical(&json!(1)));
    }

    #[test]
    fn people_share_chains_and_the_server_has_its_own() {
        assert_eq!(chain_of(Some(64), "member", "r"), 0);
        assert_eq!(chain_of(Some(65), "member", "r"), 1);
        assert_eq!(chain_of(None, "system", "r"), SERVER_CHAIN);
        let of_strangers: std::collections::BTreeSet<i32> = (0..500)
            .map(|n| chain_of(None, "anonymous", &n.to_string()))
            .collect();
        assert!(
            of_strangers.len() > 50
                && of_strangers
                    .iter()
                    .all(|chain| (0..SERVER_CHAIN).contains(chain))
        );
    }

    #[test]
    fn a_digest_tells_sets_apart() {
        assert_ne!(subjects_digest(&[1, 2]), subjects_digest(&[1, 2, 3]));
        assert_ne!(subjects_digest(&[]), subjects_digest(&[0]));
    }

    #[test]
    fn a_head_fits_its_chain_and_length_alone() {
        let secret = secret();
        let head = sealed_head(&secret, 3, 9, &[1; 32]);
        assert_eq!(open_head(&secret, 3, 9, &head), ([1; 32].as_slice(), true));
        assert!(!open_head(&secret, 4, 9, &head).1 && !open_head(&secret, 3, 8, &head).1);
        assert!(!open_head(&Secret::new(&[8; 32]).unwrap(), 3, 9, &head).1);
        assert_eq!(
            open_head(&secret, 3, 9, &broken_head(&[1; 32])),
            ([1; 32].as_slice(), false)
        );
        let first = sealed_head(&secret, 3, 0, &[]);
        assert_eq!(open_head(&secret, 3, 0, &first), ([].as_slice(), true));
        for wrong in [&[][..], &[0; 5], &[0; 32]] {
            assert!(!open_head(&secret, 3, 0, wrong).1);
        }
    }

    #[test]
    fn every_column_is_in_the_hash() {
        let secret = secret();
        let (detail, digest) = (json!({"a": 1}), [5; 32]);
        let row = Sealed {
            public_id: PublicId::new(Instant::default()),
            chain: 1,
            position: 2,
            at: Instant::from_micros(3).unwrap(),
            actor_id: None,
            acted_as: "member",
            action: "get_member",
            kind: "view",
            unit_id: Some(0),
            request_id: "r",
            detail: &detail,
            subject_count: 1,
            subjects_digest: &digest,
        };
        let (other_detail, other_digest) = (json!({"a": 2}), [6; 32]);
        let changed = [
            Sealed {
                public_id: PublicId::new(Instant::default()),
                ..row.clone()
            },
            Sealed {
                chain: 2,
                ..row.clone()
            },
            Sealed {
                position: 3,
                ..row.clone()
            },
            Sealed {
                at: Instant::from_micros(4).unwrap(),
                ..row.clone()
            },
            Sealed {
                actor_id: Some(0),
                ..row.clone()
            },
            Sealed {
                acted_as: "membe",
                action: "rget_member",
                ..row.clone()
            },
            Sealed {
                kind: "write",
                ..row.clone()
            },
            Sealed {
                unit_id: None,
                ..row.clone()
            },
            Sealed {
                request_id: "",
                ..row.clone()
            },
            Sealed {
                detail: &other_detail,
                ..row.clone()
            },
            Sealed {
                subject_count: 2,
                ..row.clone()
            },
            Sealed {
                subjects_digest: &other_digest,
                ..row.clone()
            },
        ];
        let hash = row_hash(&secret, &row, &[]);
        assert_eq!(hash, row_hash(&secret, &row, &[]));
        for other in changed {
            assert_ne!(row_hash(&secret, &other, &[]), hash, "{other:?}");
        }
        assert_ne!(row_hash(&secret, &row, &[0]), hash);
    }
}
