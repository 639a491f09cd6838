//! Searches.

use super::{add, encoded, names};
use crate::support::TestApp;

const PEOPLE: [&str; 8] = [
    "Đường Văn Hoà",
    "Dương Văn Hòa",
    "Nguyễn Thị Thuý",
    "NGUYỄN THỊ THÚY",
    "Nguyen Thi Thuy",
    "Đặng Đình Đức",
    "Y Khoẻ Niê",
    "Lê Hoàn",
];

async fn search(app: &TestApp, typed: &str) -> Vec<String> {
    let path = format!(
        "/api/v1/members?unit_id={}&q={}",
        app.unit("cell_b1").public_id,
        encoded(typed)
    );
    names(&app.roster_officer().get(path).await)
}

on_both_engines!(
    people_are_found_however_their_name_is_typed,
    |app| async move {
        for name in PEOPLE {
            add(&app, name, "cell_b1").await;
        }
        let [
            duong_bar,
            duong,
            thuy_new,
            thuy_capitals,
            thuy_plain,
            duc,
            khoe,
            hoan,
        ] = PEOPLE;
        let table: [(&str, &[&str]); 18] = [
            // Without marks: all; the order is that of names.
            ("thuy", &[thuy_plain, thuy_new, thuy_capitals]),
            ("NGUYEN THUY", &[thuy_plain, thuy_new, thuy_capitals]),
            // With marks: those first that have them, old or new style.
            ("thuý", &[thuy_new, thuy_capitals, thuy_plain]),
            ("Thúy", &[thuy_new, thuy_capitals, thuy_plain]),
            ("nguyễn thuy", &[thuy_new, thuy_capitals, thuy_plain]),
            ("Dương", &[duong, duong_bar]),
            ("đường", &[duong_bar, duong]),
            ("duong hoa", &[duong, duong_bar]),
            ("hoà duong", &[duong, duong_bar]),
            // Beginnings of words, in any order; not their middle.
            ("dinh duc d", &[duc]),
            ("ho le", &[hoan]),
            ("oan", &[]),
            // đ is d, and a look-alike of Đ is Đ.
            ("Ðặng", &[duc]),
            ("dinh", &[duc, "Đinh Công Sơn"]),
            ("khỏe", &[khoe]),
            // What no name has.
            ("%", &[]),
            ("_", &[]),
            ("thuy 7", &[]),
        ];
        for (typed, expected) in table {
            assert_eq!(search(&app, typed).await, expected, "{typed}");
        }
        // Decomposed marks (NFD) are the same letters.
        assert_eq!(search(&app, "Du\u{31b}o\u{31b}ng").await[0], duong);
        assert_eq!(
            search(&app, "thu\u{301}y").await,
            [thuy_new, thuy_capitals, thuy_plain]
        );
    }
);

on_both_engines!(exact_matches_come_first_over_pages_too, |app| async move {
    for name in PEOPLE {
        add(&app, name, "cell_b1").await;
    }
    let officer = app.roster_officer();
    for limit in [1, 2, 3] {
        let mut found = Vec::new();
        let mut next = Some(format!(
            "/api/v1/members?limit={limit}&q={}",
            encoded("đường")
        ));
        while let Some(path) = next {
            let page = officer.get(&path).await;
            found.extend(names(&page));
            let cursor = page.json()["next_cursor"].as_str().map(str::to_owned);
            next = cursor.map(|cursor| {
                format!(
                    "/api/v1/members?limit={limit}&q={}&cursor={cursor}",
                    encoded("đường")
                )
            });
        }
        assert_eq!(
            found,
            ["Đường Văn Hoà", "Lê Dương", "Dương Văn Hòa"],
            "limit {limit}"
        );
    }
});

on_both_engines!(
    a_card_number_finds_its_holder_for_those_who_may_see_it,
    |app| async move {
        let number = &app.person("member").card_number;
        let spaced = format!("{} {} {}", &number[..4], &number[4..8], &number[8..]);
        let found = |actor: &'static str, typed: String| {
            let actor = app.actor(actor);
            async move {
                names(
                    &actor
                        .get(format!("/api/v1/members?q={}", encoded(&typed)))
                        .await,
                )
            }
        };
        for actor in ["secretary", "deputy", "roster_officer"] {
            assert_eq!(
                found(actor, number.clone()).await,
                ["Nguyễn Văn An"],
                "{actor}"
            );
            assert_eq!(
                found(actor, spaced.clone()).await,
                ["Nguyễn Văn An"],
                "{actor}"
            );
            assert_eq!(
                found(actor, number[..11].to_owned()).await,
                [""; 0],
                "{actor}: not a part of it"
            );
        }
        // They read members, but not numbers; and a stranger learns nothing of another cell.
        for actor in ["officer", "admin", "stranger"] {
            assert_eq!(found(actor, number.clone()).await, [""; 0], "{actor}");
        }
        assert_eq!(
            found("roster_officer", app.person("member").citizen_id.clone()).await,
            [""; 0]
        );
    }
);
