//! Filters.

use serde_json::Value;

use super::{Paper, encoded, material, names, paper, seed};
use crate::support::Contract;

fn shelf() -> Vec<Paper> {
    let issued = |issued_on, issuer: &str, mut paper: Paper| {
        paper.issued_on = Some(issued_on);
        paper.issuer = Some(issuer.to_owned());
        paper
    };
    let mut required = issued(
        "2025-05-01",
        "Thành ủy Hải Vân",
        paper("nghi_quyet", "1-NQ/TU", "Xây dựng đảng"),
    );
    required.tier = "required";
    required.topic = Some("xay_dung_dang");
    let mut ended = issued(
        "2023-05-01",
        "Bộ Chính trị",
        paper("quy_dinh", "2-QĐ/TW", "Xây dựng đảng"),
    );
    ended.ends_on = Some("2026-11-23");
    let later = issued(
        "2027-01-01",
        "Bộ Chính trị",
        paper("quy_dinh", "3-QĐ/TW", "Xây dựng đảng"),
    );
    let mut archived = material("Xây dựng đảng qua tranh");
    archived.tier = "archive";
    vec![required, ended, later, archived]
}

on_both_engines!(filters_keep_what_fits, |app| async move {
    seed(&app, shelf()).await;
    let table: [(&str, &[&str]); 23] = [
        (
            "",
            &["1-NQ/TU", "3-QĐ/TW", "2-QĐ/TW", "Xây dựng đảng qua tranh"],
        ),
        ("genre=official", &["1-NQ/TU", "3-QĐ/TW", "2-QĐ/TW"]),
        ("genre=material", &["Xây dựng đảng qua tranh"]),
        ("kind=quy_dinh", &["3-QĐ/TW", "2-QĐ/TW"]),
        ("kind=no_such", &[]),
        ("kind=QUY_DINH", &[]),
        ("kind=quy%20dinh%22", &[]),
        ("topic=xay_dung_dang", &["1-NQ/TU"]),
        ("tier=archive", &["Xây dựng đảng qua tranh"]),
        ("tier=required", &["1-NQ/TU"]),
        (
            "tier=all",
            &["1-NQ/TU", "3-QĐ/TW", "2-QĐ/TW", "Xây dựng đảng qua tranh"],
        ),
        ("year=2025", &["1-NQ/TU"]),
        ("year=2100", &[]),
        ("year=1999", &[]),
        ("issuer=BO%20CHINH%20TRI", &["3-QĐ/TW", "2-QĐ/TW"]),
        ("issuer=chinh%20tri", &[]),
        ("force=in_force", &["1-NQ/TU"]),
        ("force=not_yet", &["3-QĐ/TW"]),
        ("force=replaced", &["2-QĐ/TW"]),
        ("force=repealed", &[]),
        ("force=expired", &[]),
        ("force=amended", &[]),
        ("force=ended", &["2-QĐ/TW"]),
    ];
    for (filter, expected) in table {
        let path = format!(
            "/api/v1/library/search?q={}&{filter}",
            encoded("xây dựng đảng")
        );
        let reply = app.member().get(path.trim_end_matches('&')).await;
        reply.assert(200);
        assert_eq!(names(&reply), expected, "{filter}");
    }
    for (path, pointer) in [
        ("search", "?q"),
        ("search?q=", "?q"),
        ("search?q=a&year=1", "?year"),
        ("search?q=a&year=2101", "?year"),
        ("search?q=a&tier=none", "?tier"),
        ("search?q=a&force=gone", "?force"),
        ("search?q=a&limit=21", "?limit"),
        ("search?q=a&page=2", "?page"),
        ("suggestions?q=", "?q"),
    ] {
        let reply = app.member().get(format!("/api/v1/library/{path}")).await;
        reply.assert(422);
        assert_eq!(reply.errors()[0].0, pointer, "{path}");
    }
    let too_long = "ă".repeat(201);
    app.member()
        .get(format!("/api/v1/library/search?q={}", encoded(&too_long)))
        .await
        .assert(422);
});

on_both_engines!(
    a_filter_of_the_list_is_taken_by_the_search,
    |app| async move {
        seed(&app, shelf()).await;
        let longest = "a".repeat(40);
        let codes = [
            format!("kind={longest}"),
            format!("topic={longest}"),
            format!("kind={longest}a"),
            format!("topic={longest}a"),
        ];
        for (filter, fits) in codes.iter().zip([true, true, false, false]) {
            let reply = app
                .member()
                .get(format!("/api/v1/library/search?q=a&{filter}"))
                .await;
            reply.assert(if fits { 200 } else { 422 });
            if !fits {
                let (name, _) = filter.split_once('=').unwrap();
                assert_eq!(reply.errors()[0].0, format!("?{name}"), "{filter}");
            }
        }
        let filter = "tier=all&genre=official&year=2023&force=ended";
        for path in ["library?", "library/search?q=dang&"] {
            let reply = app.member().get(format!("/api/v1/{path}{filter}")).await;
            reply.assert(200);
            let items = reply.json()["items"].as_array().unwrap().clone();
            assert_eq!(items.len(), 1, "{path}");
            let item = items[0].get("document").unwrap_or(&items[0]);
            assert_eq!(item["symbol"], "2-QĐ/TW", "{path}");
        }
    }
);

#[test]
fn filters_that_list_and_search_share_have_the_same_bounds() {
    let contract = Contract::get();
    let filters = |wanted: &str| -> Vec<(String, Value)> {
        let mut operations = contract.operations();
        let (_, _, operation) = operations
            .find(|(_, _, operation)| operation["operationId"] == wanted)
            .unwrap();
        let parameters = operation["parameters"].as_array().unwrap().iter();
        let named = parameters.filter_map(|parameter| {
            let name = parameter["name"].as_str()?.to_owned();
            let mut schema = contract.resolve(&parameter["schema"]).clone();
            schema.as_object_mut()?.remove("description");
            Some((name, schema))
        });
        named
            .filter(|(name, _)| !["limit", "cursor"].contains(&name.as_str()))
            .collect()
    };
    let list = filters("list_library");
    let mut shared = Vec::new();
    for (name, schema) in filters("search_library") {
        if let Some((_, listed)) = list.iter().find(|(other, _)| *other == name) {
            assert_eq!(schema, *listed, "{name}");
            shared.push(name);
        }
    }
    shared.sort_unstable();
    assert_eq!(
        shared,
        ["force", "genre", "issuer", "kind", "tier", "topic", "year"]
    );
}
