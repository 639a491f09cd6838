use serde_json::{Value, json};

use crate::error::Error;
use crate::library::model::MetadataBody;
use crate::library::model::{Genre, Kind, Metadata};

fn kind(genre: Genre, code: &str) -> Kind {
    Kind {
        id: 1,
        code: code.to_owned(),
        genre,
        name: "Nghị quyết".to_owned(),
        abbreviation: None,
        place: 1,
        active: true,
        revision: 1,
    }
}

fn read(extra: Value, genre: Genre) -> Result<Metadata, Error> {
    let mut body = json!({"kind": "nghi_quyet", "title": "Về  chuyển đổi số"});
    body.as_object_mut()
        .unwrap()
        .extend(extra.as_object().unwrap().clone());
    let body: MetadataBody = serde_json::from_value(body).unwrap();
    Metadata::of(
        &body,
        &kind(genre, "nghi_quyet"),
        "2026-11-25".parse().unwrap(),
    )
}

fn faults(extra: Value, genre: Genre) -> Vec<String> {
    match read(extra, genre) {
        Ok(_) => Vec::new(),
        Err(error) => error
            .fields()
            .into_iter()
            .map(|field| format!("{} {}", field.pointer, field.code))
            .collect(),
    }
}

#[test]
fn what_is_said_is_checked() {
    let link = json!({"kind": "amends", "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01"});
    let table = [
        (json!({}), vec![]),
        (
            json!({"symbol": "57 - NQ/TU", "issued_on": "2026-11-25"}),
            vec![],
        ),
        (
            json!({"title": "…", "issuer": " "}),
            vec!["/metadata/title blank", "/metadata/issuer blank"],
        ),
        (
            json!({"symbol": "NQ 57"}),
            vec!["/metadata/symbol symbol_form"],
        ),
        (
            json!({"issued_on": "2026-11-26"}),
            vec!["/metadata/issued_on date_in_future"],
        ),
        (json!({"effective_on": "2027-01-01"}), vec![]),
        (
            json!({"issued_on": "2026-01-01", "expires_on": "2026-01-01"}),
            vec!["/metadata/expires_on expires_before_effective"],
        ),
        (
            json!({"digest_on": "2026-01-01"}),
            vec!["/metadata/digest_on only_for_press_digest"],
        ),
        (
            json!({"links": [link, link]}),
            vec!["/metadata/links/1 repeated"],
        ),
        (
            json!({"secrecy": "secret"}),
            vec!["/metadata/secrecy state_secret_refused"],
        ),
    ];
    for (extra, expected) in table {
        assert_eq!(faults(extra.clone(), Genre::Official), expected, "{extra}");
    }
    assert_eq!(
        faults(json!({"symbol": "1-NQ/TU"}), Genre::Material),
        ["/metadata/symbol not_for_material"]
    );
}

#[test]
fn identity_needs_all_three_and_ignores_the_writing() {
    let whole = |symbol: &str, issuer: &str| {
        let extra = json!({"symbol": symbol, "issuer": issuer, "issued_on": "2026-03-12"});
        read(extra, Genre::Official).unwrap().identity()
    };
    assert_eq!(
        whole("01-NQ/TU", "Thành uỷ Vĩnh An"),
        whole("1 – nq/tu", "THÀNH ỦY VĨNH AN")
    );
    assert_ne!(whole("01-NQ/TU", "Thành ủy"), whole("01-NQ/TU", "Tỉnh ủy"));
    // Two communes, and two names that only lack their marks.
    for other in ["Đảng ủy xã Tân Lạp", "Dang uy xa Tan Lap"] {
        let one = "Đảng ủy xã Tân Lập";
        assert_ne!(whole("1-NQ/ĐU", one), whole("1-NQ/ĐU", other), "{other}");
    }
    let partial = read(json!({"symbol": "01-NQ/TU"}), Genre::Official).unwrap();
    assert_eq!(partial.identity(), None);
    assert!(!partial.is_issued_by(""));
    let named = read(json!({"issuer": "Đảng uỷ xã Hoà Bình"}), Genre::Official).unwrap();
    assert!(named.is_issued_by("ĐẢNG ỦY XÃ HÒA BÌNH"));
    assert!(!named.is_issued_by("Đảng ủy xã Hoá Bình"));
    let missing = partial
        .check_complete(Genre::Official)
        .unwrap_err()
        .fields();
    assert_eq!(missing.len(), 2);
    assert!(partial.check_complete(Genre::Material).is_ok());
}
