//! Real files as people send them.

use encoding_rs::WINDOWS_1258;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;

use super::{XLSX, commit, counts, done, holder, imported, read};
use crate::support::TestApp;

async fn from_workbook(app: &TestApp, unit: &str, bytes: Vec<u8>) -> serde_json::Value {
    let path = format!("/api/v1/units/{}/roster-imports", app.unit(unit).public_id);
    let accepted = app
        .roster_officer()
        .request("POST", path)
        .bytes(XLSX, bytes)
        .send()
        .await;
    done(app, "roster_officer", &accepted).await
}

on_both_engines!(
    the_template_comes_back_as_a_header_without_people,
    |app| async move {
        for format in ["", "?format=xlsx", "?format=csv"] {
            let reply = app
                .roster_officer()
                .get(format!("/api/v1/rosters/template{format}"))
                .await;
            reply.assert(200);
            let ending = if format.ends_with("csv") {
                ".csv"
            } else {
                ".xlsx"
            };
            assert!(
                reply
                    .header("content-disposition")
                    .unwrap()
                    .contains(ending)
            );
            let job = from_workbook(&app, "ward_a", reply.bytes().to_vec()).await;
            assert_eq!(job["problem"]["code"], "roster_header_only", "{job}");
        }
        app.roster_officer()
            .get("/api/v1/rosters/template?format=ods")
            .await
            .assert(422);
    }
);

on_both_engines!(
    a_workbook_with_damaged_numbers_and_real_dates_is_read,
    |app| async move {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_string(0, 0, "Bìa").unwrap();
        let sheet = workbook.add_worksheet();
        let date = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write_string(0, 0, "ĐẢNG ỦY PHƯỜNG AN BÌNH").unwrap();
        for (place, title) in (0..).zip([
            "Tên chi bộ (*)",
            "HỌ VÀ TÊN",
            "Số thẻ Đảng",
            "CCCD",
            "SĐT",
            "Ngày sinh",
            "Ngày vào Đảng\n(dd/mm/yyyy)",
        ]) {
            sheet.write_string(3, place, title).unwrap();
        }
        sheet.write_string(4, 0, "chi bo khu pho 1").unwrap();
        sheet.write_string(4, 1, "Nguyễn Thị Bích").unwrap();
        sheet.write_number(4, 2, 79_123_456_001.0).unwrap();
        sheet.write_string(4, 3, "1090000001.0").unwrap();
        sheet.write_number(4, 4, 912_345_678.0).unwrap();
        sheet
            .write_datetime_with_format(4, 5, ExcelDateTime::from_ymd(1990, 11, 28).unwrap(), &date)
            .unwrap();
        sheet.write_number(4, 6, 42_038.0).unwrap();
        let job = from_workbook(&app, "ward_a", workbook.save_to_buffer().unwrap()).await;
        let result = &job["result"];
        assert_eq!(
            (counts(result), &result["counts"]["repaired"]),
            ([1, 0, 0, 0], &json!(1)),
            "{job}"
        );
        let notes: Vec<_> = result["notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|note| {
                (
                    note["column"].as_str().unwrap(),
                    note["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            notes,
            [
                ("card_number", "leading_zeros"),
                ("citizen_id", "trailing_point_zero"),
                ("citizen_id", "leading_zeros"),
                ("phone", "leading_zeros")
            ]
        );
        done(
            &app,
            "roster_officer",
            &commit(&app, result, json!({})).await,
        )
        .await;
        let found = read(&app, |conn| {
            use diesel::prelude::*;
            use sotay::db::schema::members::dsl::{
                birth_date, card_number, citizen_id, joined_on, members, phone,
            };
            members
                .filter(card_number.eq("079123456001"))
                .select((citizen_id, phone, birth_date, joined_on))
                .first::<(
                    Option<String>,
                    Option<String>,
                    Option<chrono::NaiveDate>,
                    Option<chrono::NaiveDate>,
                )>(conn)
        })
        .await;
        let day = |date: Option<chrono::NaiveDate>| date.unwrap().to_string();
        assert_eq!(
            (found.0.as_deref(), found.1.as_deref()),
            (Some("001090000001"), Some("+84912345678"))
        );
        assert_eq!(
            (day(found.2), day(found.3)),
            ("1990-11-28".to_owned(), "2015-02-03".to_owned())
        );
    }
);

on_both_engines!(csv_in_other_encodings_is_read, |app| async move {
    let rows = |card: &str| {
        format!("Họ và tên;Số thẻ đảng;Chi bộ\r\nTrần Thị Thúy;{card};Chi bộ Khu phố 1\r\n")
    };
    let utf16: Vec<u8> = rows("079123456001")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        counts(&imported(&app, "ward_a", "", [b"\xFF\xFE".to_vec(), utf16].concat()).await),
        [1, 0, 0, 0]
    );
    // As Excel writes it: tones are characters of their own.
    let text = "Ho\u{323} va\u{300} tên;Sô\u{301} the\u{309} đa\u{309}ng;Chi bô\u{323}\r\nTrâ\u{300}n Thi\u{323} Thu\u{301}y;079123456002;Chi bô\u{323} Khu phô\u{301} 1\r\n";
    let (bytes, _, lost) = WINDOWS_1258.encode(text);
    assert!(!lost);
    assert_eq!(
        counts(&imported(&app, "ward_a", "", bytes.into_owned()).await),
        [1, 0, 0, 0]
    );
    for card in ["079123456001", "079123456002"] {
        assert_eq!(holder(&app, card).await.0, "Trần Thị Thúy");
    }
});
