//! Filters.

use super::{Paper, encoded, material, names, paper, seed};

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
    let table: [(&str, &[&str]); 20] = [
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
        ("year=2025", &["1-NQ/TU"]),
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
