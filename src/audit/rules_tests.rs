use serde_json::json;

use super::*;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

fn secret() -> Secret {
    Secret::new(&[7; 32]).unwrap()
}

#[test]
fn the_order_of_members_does_not_matter() {
    let a: Value = serde_json::from_str(r#"{"b":1,"a":{"z":[1,{"y":2,"x":3}],"k":null}}"#).unwrap();
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

fn row<'a>(detail: &'a Value, digest: &'a [u8]) -> Sealed<'a> {
    Sealed {
        public_id: PublicId::from_uuid(uuid::Uuid::nil()),
        chain: 1,
        position: 2,
        at: Instant::from_micros(3).unwrap(),
        actor_id: None,
        acted_as: "member",
        action: "get_member",
        kind: "view",
        unit_id: Some(0),
        request_id: "r",
        detail,
        subject_count: 1,
        subjects_digest: digest,
    }
}

#[test]
fn every_column_is_in_the_hash() {
    let secret = secret();
    let (detail, digest) = (json!({"a": 1}), [5; 32]);
    let (other_detail, other_digest) = (json!({"a": 2}), [6; 32]);
    let changes: [fn(&mut Sealed<'_>); 10] = [
        |row| row.public_id = PublicId::new(Instant::default()),
        |row| row.chain = 2,
        |row| row.position = 3,
        |row| row.at = Instant::from_micros(4).unwrap(),
        |row| row.actor_id = Some(0),
        |row| (row.acted_as, row.action) = ("membe", "rget_member"),
        |row| row.kind = "write",
        |row| row.unit_id = None,
        |row| row.request_id = "",
        |row| row.subject_count = 2,
    ];
    let hash = row_hash(&secret, &row(&detail, &digest), &[]);
    assert_eq!(hash, row_hash(&secret, &row(&detail, &digest), &[]));
    for change in changes {
        let mut other = row(&detail, &digest);
        change(&mut other);
        assert_ne!(row_hash(&secret, &other, &[]), hash, "{other:?}");
    }
    for other in [row(&other_detail, &digest), row(&detail, &other_digest)] {
        assert_ne!(row_hash(&secret, &other, &[]), hash, "{other:?}");
    }
    assert_ne!(row_hash(&secret, &row(&detail, &digest), &[0]), hash);
}
