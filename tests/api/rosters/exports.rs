//! Exports: what is in them, who is told, and that they come back unchanged.

use diesel::prelude::*;
use serde_json::json;
use sotay::db::schema::{audit_log, audit_subjects, members};

use super::{counts, done, imported, read};
use crate::support::TestApp;

/// The file of an export.
pub async fn export(app: &TestApp, who: &str, unit: &str, format: &str) -> Vec<u8> {
    let path = format!("/api/v1/units/{}/roster-exports", app.unit(unit).public_id);
    let accepted = app.actor(who).post(path, json!({"format": format})).await;
    let job = done(app, who, &accepted).await;
    assert_eq!(job["state"], "succeeded", "{job}");
    let name = job["file"]["file_name"].as_str().unwrap();
    assert!(
        name.contains("Danh sách đảng viên") && name.ends_with(&format!(".{format}")),
        "{name}"
    );
    let file = app
        .actor(who)
        .get(format!(
            "/api/v1/jobs/{}/file",
            job["job_id"].as_str().unwrap()
        ))
        .await;
    file.assert(200);
    file.bytes().to_vec()
}

on_both_engines!(an_export_comes_back_unchanged, |app| async move {
    for (unit, people) in [("city", 13), ("ward_a", 11), ("cell_a1", 4)] {
        for format in ["xlsx", "csv"] {
            let file = export(&app, "roster_officer", unit, format).await;
            let result = imported(&app, unit, "?mode=replace", file).await;
            assert_eq!(counts(&result), [0, 0, people, 0], "{unit} as {format}");
            assert_eq!(result["counts"]["repaired"], 0);
        }
    }
});

on_both_engines!(
    a_secretary_exports_his_cell_without_citizen_ids,
    |app| async move {
        let file = String::from_utf8(export(&app, "secretary", "cell_a1", "csv").await).unwrap();
        let lines: Vec<&str> = file.trim_start_matches('\u{FEFF}').lines().collect();
        assert!(file.starts_with('\u{FEFF}'));
        assert_eq!(
            lines[0],
            "STT,Họ và tên*,Ngày sinh,Giới tính,Số thẻ đảng*,Điện thoại,Thư điện tử,Chi bộ*,Ngày vào Đảng,Ngày chính thức,Tình trạng"
        );
        let names: Vec<&str> = lines[1..]
            .iter()
            .filter_map(|line| line.split(',').nth(1))
            .collect();
        assert_eq!(
            names,
            [
                "Nguyễn Văn An",
                "Phạm Thị Ánh",
                "Lê Văn Hòa",
                "Trần Thị Mai"
            ],
            "by given name"
        );
        let member = app.person("member");
        assert!(!file.contains(&member.citizen_id));
        let phone = member.phone.replace("+84", "0");
        let expected = format!(
            "1,Nguyễn Văn An,19/05/1970,Nam,{},{phone},{},Chi bộ Khu phố 1,03/02/1999,03/02/2000,Chính thức",
            member.card_number, member.email
        );
        assert_eq!(lines[1], expected);
    }
);

on_both_engines!(everyone_in_an_export_is_told, |app| async move {
    export(&app, "secretary", "cell_a1", "xlsx").await;
    let rows = read(&app, |conn| {
        audit_log::table
            .inner_join(audit_subjects::table.on(audit_subjects::audit_id.eq(audit_log::id)))
            .filter(audit_log::kind.eq("export"))
            .order(audit_subjects::member_id)
            .select((
                audit_subjects::member_id,
                audit_log::action,
                audit_log::unit_id,
                audit_log::subject_count,
            ))
            .load::<(i64, String, Option<i64>, i32)>(conn)
    })
    .await;
    let mut people: Vec<i64> = ["secretary", "deputy", "member", "newcomer"]
        .map(|name| app.person(name).id)
        .to_vec();
    people.sort_unstable();
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), people);
    assert_eq!(
        (rows[0].1.as_str(), rows[0].2, rows[0].3),
        ("create_roster_export", Some(app.unit("cell_a1").id), 4)
    );
});

on_both_engines!(what_a_spreadsheet_would_run_is_text, |app| async move {
    let id = app.person("member").id;
    app.state()
        .db
        .write(move |conn| {
            diesel::update(members::table.find(id))
                .set(members::email.eq(Some("=cmd@example.org")))
                .execute(conn)?;
            Ok::<(), sotay::error::Error>(())
        })
        .await
        .unwrap();
    let file = export(&app, "roster_officer", "cell_a1", "csv").await;
    assert!(
        String::from_utf8(file.clone())
            .unwrap()
            .contains(",'=cmd@example.org,")
    );
    assert_eq!(
        counts(&imported(&app, "cell_a1", "", file).await),
        [0, 0, 4, 0]
    );
});

on_both_engines!(who_has_no_card_comes_back_too, |app| async move {
    let (newcomer, member) = (app.person("newcomer").id, app.person("member").id);
    app.state()
        .db
        .write(move |conn| {
            diesel::update(members::table.find(newcomer))
                .set(members::card_number.eq(None::<String>))
                .execute(conn)?;
            diesel::update(members::table.find(member))
                .set((
                    members::card_number.eq(None::<String>),
                    members::birth_date.eq(None::<chrono::NaiveDate>),
                ))
                .execute(conn)?;
            Ok::<(), sotay::error::Error>(())
        })
        .await
        .unwrap();
    for who in ["roster_officer", "secretary"] {
        let file = export(&app, who, "cell_a1", "xlsx").await;
        assert_eq!(
            counts(&imported(&app, "cell_a1", "?mode=replace", file).await),
            [0, 0, 4, 0],
            "{who}"
        );
    }
});

on_both_engines!(an_export_ends_with_the_role, |app| async move {
    let path = format!(
        "/api/v1/units/{}/roster-exports",
        app.unit("cell_a1").public_id
    );
    let accepted = app.secretary().post(path, json!({"format": "csv"})).await;
    let id = app.person("secretary").id;
    app.state()
        .db
        .write(move |conn| {
            use sotay::db::schema::role_grants;
            diesel::update(role_grants::table.filter(role_grants::member_id.eq(id)))
                .set(role_grants::to_on.eq(chrono::NaiveDate::from_ymd_opt(2026, 11, 23)))
                .execute(conn)?;
            Ok::<(), sotay::error::Error>(())
        })
        .await
        .unwrap();
    let job = done(&app, "secretary", &accepted).await;
    assert_eq!(
        (&job["state"], &job["problem"]["code"]),
        (&json!("failed"), &json!("not_permitted"))
    );
});
