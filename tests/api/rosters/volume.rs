//! A roster of some size, through every step.

use serde_json::json;

use super::{counts, dry_run, imported, sheet};

const PEOPLE: usize = 2_000;

on_both_engines!(
    two_thousand_people_are_imported_and_changed,
    |app| async move {
        let file = |phone: usize, cell: &str| {
            let rows: Vec<String> = (0..PEOPLE)
                .map(|n| {
                    let (family, given) = (
                        ["Nguyễn", "Trần", "Lê", "Phạm"][n % 4],
                        ["An", "Bình", "Dũng", "Hòa", "Ánh"][n % 5],
                    );
                    format!(
                        ",{family} Văn {given},{:02}/{:02}/{},Nam,0791{n:08},,09{:08},,{cell},,,",
                        n % 28 + 1,
                        n % 12 + 1,
                        1950 + n % 50,
                        phone + n
                    )
                })
                .collect();
            sheet(&rows.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let (people, sent) = (PEOPLE as u64, file(0, "HV-AB-01"));
        assert_eq!(
            counts(&imported(&app, "ward_a", "", sent.clone()).await),
            [people, 0, 0, 0]
        );
        assert_eq!(
            counts(&imported(&app, "ward_a", "", sent).await),
            [0, 0, people, 0]
        );
        assert_eq!(
            counts(&imported(&app, "ward_a", "", file(50_000, "HV-AB-02")).await),
            [0, people, 0, 0]
        );
        let broken: Vec<String> = (0..PEOPLE)
            .map(|n| format!(",Lê Văn Tám,1/1/99,?,{n},1,2,3,x,4,5,6"))
            .collect();
        let broken = dry_run(
            &app,
            "ward_a",
            "",
            sheet(&broken.iter().map(String::as_str).collect::<Vec<_>>()),
        )
        .await;
        assert_eq!(
            (
                &broken["error_total"],
                broken["errors"].as_array().unwrap().len()
            ),
            (&json!(PEOPLE * 10), 1_000)
        );
        assert_eq!(broken["counts"]["errors"], json!(PEOPLE));
    }
);
