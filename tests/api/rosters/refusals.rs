//! What is refused, and that the reasons are told without the values.

use chrono::NaiveDate;
use serde_json::{Value, json};
use sotay::auth::Role;
use sotay::error::Error;
use sotay::members;

use super::{CSV, HEADER, commit, counts, done, dry_run, errors, send, sheet};
use crate::support::TestApp;

/// The code and Vietnamese text with which a file is refused as a whole.
async fn refused(app: &TestApp, unit: &str, bytes: Vec<u8>) -> (String, String) {
    let accepted = send(app, "roster_officer", unit, "", bytes).await;
    let job = done(app, "roster_officer", &accepted).await;
    assert_eq!(job["state"], "failed", "{job}");
    let text = |name: &str| job["problem"][name].as_str().unwrap().to_owned();
    (text("code"), text("detail"))
}

on_both_engines!(every_reason_of_every_row_is_told, |app| async move {
    let file = sheet(&[
        ",A,31/02/1990,x,12,1,113,a@,Chi bộ 9,1990-01-01,12/31/2020,?",
        ",Nguyễn Thị Bích,28/11/2010,,079123456001,,,,Chi bộ Khu phố 1,03/02/2015,03/02/2014,",
        ",,,,079123456001,,,,,,,",
        ",Lê Văn Tám,,,079123456003,,,,Chi bộ Khu phố 1,,24/11/2026,",
    ]);
    let result = dry_run(&app, "ward_a", "", file).await;
    let found = errors(&result);
    let row = |number| {
        found
            .iter()
            .filter(|error| error.0 == number)
            .map(|error| (error.1.as_str(), error.2.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        row(2),
        [
            ("full_name", "full_name_length"),
            ("birth_date", "date_impossible"),
            ("sex", "sex_unknown"),
            ("card_number", "card_number_length"),
            ("citizen_id", "citizen_id_length"),
            ("phone", "phone_format"),
            ("email", "email_format"),
            ("cell", "cell_unknown"),
            ("joined_on", "date_iso"),
            ("official_on", "date_month_first"),
            ("standing", "standing_unknown"),
        ]
    );
    assert_eq!(
        row(3),
        [
            ("joined_on", "joined_too_young"),
            ("official_on", "official_before_joined")
        ]
    );
    assert_eq!(
        row(4),
        [
            ("full_name", "required"),
            ("card_number", "card_number_repeated"),
            ("cell", "required")
        ]
    );
    assert_eq!(row(5), [("official_on", "date_future")]);
    assert_eq!(
        (
            &result["error_total"],
            &result["counts"]["errors"],
            &result["counts"]["valid"]
        ),
        (&json!(17), &json!(4), &json!(0))
    );
    let first = &result["errors"][0];
    assert_eq!(
        (&first["header"], &first["detail"]["en"]),
        (
            &json!("Họ và tên*"),
            &json!("The full name must have 2 to 100 characters.")
        )
    );
    assert_eq!(first["detail"]["vi"], "Họ tên phải dài từ 2 đến 100 ký tự.");
    let text = result.to_string();
    for value in ["Bích", "079123456001", "113", "Chi bộ 9", "1990"] {
        assert!(!text.contains(value), "{value} is repeated in {text}");
    }
    commit(&app, &result, json!({}))
        .await
        .assert_problem(409, "roster_has_errors");
});

on_both_engines!(
    a_file_that_is_no_roster_is_refused_as_a_whole,
    |app| async move {
        let (code, text) = refused(&app, "ward_a", "Họ và tên,Số thẻ đảng\nAn,1\n".into()).await;
        assert_eq!(
            (code.as_str(), text.contains("“Chi bộ”")),
            ("roster_wrong_header", true),
            "{text}"
        );
        assert_eq!(
            refused(&app, "cell_a1", "Họ và tên,Ghi chú\nAn,1\n".into())
                .await
                .0,
            "roster_wrong_header"
        );
        assert_eq!(
            refused(&app, "ward_a", Vec::new()).await.0,
            "roster_empty_file"
        );
        assert_eq!(
            refused(&app, "ward_a", sheet(&[])).await.0,
            "roster_header_only"
        );
        assert_eq!(
            refused(&app, "ward_a", b"PK\x03\x04 not a workbook".to_vec())
                .await
                .0,
            "roster_unreadable"
        );
        let (code, text) = refused(
            &app,
            "ward_a",
            sheet(&[",Nguyễn An,,,1,,,,x,,,", ",TrÇn ThÞ Lan,,,2,,,,x,,,"]),
        )
        .await;
        assert_eq!(
            (
                code.as_str(),
                text.contains("TCVN3"),
                text.contains("dòng đầu tiên: 3")
            ),
            ("roster_legacy_encoding", true, true),
            "{text}"
        );
        let wide = format!("{HEADER}\n,A B,,,1{}x\n", ",".repeat(100), HEADER = HEADER);
        assert_eq!(
            refused(&app, "ward_a", wide.into()).await.0,
            "roster_too_large"
        );
    }
);

on_both_engines!(
    requests_are_refused_before_a_job_is_made,
    |app| async move {
        let path = |unit: &str, query: &str| {
            format!(
                "/api/v1/units/{}/roster-imports{query}",
                app.unit(unit).public_id
            )
        };
        let post = |path: String, media: &str, bytes: Vec<u8>| {
            let (actor, media) = (app.roster_officer(), media.to_owned());
            async move {
                actor
                    .request("POST", path)
                    .bytes(&media, bytes)
                    .send()
                    .await
            }
        };
        post(path("ward_a", ""), "application/json", b"{}".to_vec())
            .await
            .assert_problem(415, "unsupported_media_type");
        post(path("ward_a", ""), CSV, vec![b'a'; 20 * 1024 * 1024 + 1])
            .await
            .assert_problem(413, "too_large");
        post(path("ward_a", "?mode=overwrite"), CSV, sheet(&[]))
            .await
            .assert(422);
        post(path("ward_a", "?unit=1"), CSV, sheet(&[]))
            .await
            .assert(422);
        let nowhere = "/api/v1/units/01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00/roster-imports";
        post(nowhere.to_owned(), CSV, sheet(&[])).await.assert(404);
        let nothing = "/api/v1/roster-imports/01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00/commit";
        app.roster_officer()
            .post(nothing, json!({}))
            .await
            .assert(404);
        assert_eq!(app.drain_jobs().await, 0);
        let accepted = send(&app, "roster_officer", "ward_a", "", sheet(&[])).await;
        let early = json!({"import_id": accepted.json()["job_id"]});
        commit(&app, &early, json!({}))
            .await
            .assert_problem(409, "roster_import_not_ready");
        done(&app, "roster_officer", &accepted).await;
        commit(&app, &early, json!({}))
            .await
            .assert_problem(409, "roster_import_not_ready");
    }
);

/// Lets the officer of ward A keep its roster, too.
async fn keep_the_roster_of_ward_a(app: &TestApp) {
    let (officer, ward, system) = (
        app.person("officer").id,
        app.unit("ward_a").id,
        app.state().system("test"),
    );
    app.state()
        .db
        .write(move |conn| {
            let from_on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
            members::grant_role(
                conn,
                &system,
                officer,
                Role::RosterOfficer,
                ward,
                from_on,
                None,
            )?;
            Ok::<(), Error>(())
        })
        .await
        .unwrap();
    app.state().authenticator.refresh();
}

on_both_engines!(
    numbers_of_people_elsewhere_are_refused_without_saying_where,
    |app| async move {
        keep_the_roster_of_ward_a(&app).await;
        let stranger = app.person("stranger");
        let file = sheet(&[
            &format!(
                ",Nguyễn Thị Bích,,,{},,,,Chi bộ Khu phố 1,,,",
                stranger.card_number
            ),
            &format!(
                ",Nguyễn Thị Bích,,,079123456001,{},,,Chi bộ Khu phố 1,,,",
                stranger.citizen_id
            ),
            &format!(
                ",Nguyễn Thị Bích,,,,{},x,,Chi bộ Khu phố 1,,,",
                stranger.citizen_id
            ),
            ",Nguyễn Thị Bích,,,,,,,Chi bộ Khu phố 3,,,",
        ]);
        let job = done(
            &app,
            "officer",
            &send(&app, "officer", "ward_a", "", file.clone()).await,
        )
        .await;
        let result = &job["result"];
        let codes: Vec<_> = errors(result)
            .into_iter()
            .map(|error| (error.0, error.2))
            .collect();
        let codes: Vec<_> = codes
            .iter()
            .map(|(row, code)| (*row, code.as_str()))
            .collect();
        assert_eq!(
            codes,
            [
                (2, "card_number_elsewhere"),
                (3, "citizen_id_elsewhere"),
                (4, "citizen_id_repeated"),
                (4, "citizen_id_elsewhere"),
                (4, "phone_format"),
                (5, "required"),
                (5, "cell_unknown"),
            ]
        );
        let text = result.to_string();
        for told in [
            "Bình Minh",
            &app.unit("ward_b").public_id.to_string(),
            &stranger.public_id.to_string(),
        ] {
            assert!(!text.contains(told), "{told}");
        }
        // Who keeps both wards moves him.
        let moved = dry_run(
            &app,
            "ward_a",
            "",
            sheet(&[&format!(
                ",{},,,{},,,,Chi bộ Khu phố 1,,,",
                stranger.full_name, stranger.card_number
            )]),
        )
        .await;
        assert_eq!(
            (counts(&moved), &moved["error_total"]),
            ([0, 1, 0, 0], &json!(0))
        );
    }
);

on_both_engines!(an_import_belongs_to_who_began_it, |app| async move {
    keep_the_roster_of_ward_a(&app).await;
    let result = dry_run(
        &app,
        "ward_a",
        "",
        sheet(&[",Nguyễn Thị Bích,,,079123456001,,,,Chi bộ Khu phố 1,,,"]),
    )
    .await;
    let path = format!(
        "/api/v1/roster-imports/{}/commit",
        result["import_id"].as_str().unwrap()
    );
    app.officer().post(&path, json!({})).await.assert(404);
    send(&app, "officer", "ward_b", "", sheet(&[]))
        .await
        .assert(404);
    send(&app, "officer", "city", "", sheet(&[]))
        .await
        .assert(403);
});

on_both_engines!(
    probable_duplicates_and_unread_columns_are_listed,
    |app| async move {
        let member = app.person("member");
        let file = "Họ và tên,Ngày sinh,Số thẻ,Dân tộc,Tôn giáo,Ghi chú\n\
        Nguyễn Thị Bích,28/11/1990,079123456001,Kinh,không,x\n\
        NGUYEN THI BICH,28/11/1990,079123456002,Kinh,không,y\n"
            .to_owned()
            + &format!("{},19/05/1970,079123456003,,,\n", member.full_name);
        let result = dry_run(&app, "cell_a1", "", file.into()).await;
        assert_eq!(
            result["duplicates"],
            json!([{"row": 3, "other_row": 2}, {"row": 4, "member_id": member.public_id}])
        );
        let ignored: Vec<(&Value, &Value)> = result["ignored_columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| (&column["header"], &column["reason"]))
            .collect();
        assert_eq!(
            ignored,
            [
                (&json!("Dân tộc"), &json!("not_imported")),
                (&json!("Tôn giáo"), &json!("not_imported")),
                (&json!("Ghi chú"), &json!("unknown"))
            ]
        );
        assert_eq!(
            (counts(&result), &result["error_total"]),
            ([3, 0, 0, 0], &json!(0))
        );
    }
);
