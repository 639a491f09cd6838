//! How rows are chained: pure.

use serde_json::Value;

use super::model::Sealed;
use crate::auth::secret::{Purpose, Secret, Tag, sha256};

/// Chains that people's rows are spread over; the server's own rows have one more.
const CHAINS: i64 = 64;

/// The chain of an actor.
pub(super) fn chain_of(actor: Option<i64>) -> i32 {
    i32::try_from(actor.map_or(CHAINS, |id| id.rem_euclid(CHAINS))).unwrap_or(0)
}

/// A digest of the members a row is about, in the order of their keys.
pub(super) fn subjects_digest(sorted: &[i64]) -> Tag {
    let bytes: Vec<u8> = sorted.iter().flat_map(|id| id.to_be_bytes()).collect();
    sha256(&bytes)
}

/// The hash of a row: it covers every column and the hash before it.
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

/// JSON with sorted members: `PostgreSQL` does not keep their order.
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
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical, chain_of, subjects_digest};
    use serde_json::json;

    #[test]
    fn the_order_of_members_does_not_matter() {
        let a: serde_json::Value =
            serde_json::from_str(r#"{"b":1,"a":{"z":[1,{"y":2,"x":3}],"k":null}}"#).unwrap();
        assert_eq!(
            canonical(&a),
            r#"{"a":{"k":null,"z":[1,{"x":3,"y":2}]},"b":1}"#
        );
        assert_ne!(canonical(&json!([1, 2])), canonical(&json!([2, 1])));
    }

    #[test]
    fn people_share_chains_and_the_server_has_its_own() {
        assert_eq!(chain_of(Some(64)), 0);
        assert_eq!(chain_of(Some(65)), 1);
        assert_eq!(chain_of(None), 64);
    }

    #[test]
    fn a_digest_tells_sets_apart() {
        assert_ne!(subjects_digest(&[1, 2]), subjects_digest(&[1, 2, 3]));
        assert_ne!(subjects_digest(&[]), subjects_digest(&[0]));
    }
}
