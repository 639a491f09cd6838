//! Whoever is on the roster, an export of his unit changes nothing when it is imported again: members as proptest draws
//! them, taken in through the API; what the API refuses is not on the roster. Many more cases, without a server, stand
//! beside `exports.rs`.

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use sotay::kernel::text::exact_key;
use unicode_normalization::UnicodeNormalization as _;

use super::exports::export;
use super::{counts, dry_run};
use crate::support::TestApp;

/// People drawn.
const PEOPLE: usize = 80;
const TODAY: &str = "2026-11-23";
const CELLS: [&str; 3] = ["cell_a1", "cell_a2", "cell_b1"];
const WORDS: [&str; 20] = [
    "Nguyễn",
    "Trần",
    "Đặng",
    "Hoà",
    "Hòa",
    "Thuý",
    "Thúy",
    "Quý",
    "Văn",
    "Thị",
    "Đình",
    "Dương",
    "An",
    "Ân",
    "Ô",
    "Y",
    "H'Hen",
    "Niê",
    "K’Păh",
    "Rơ-Châm",
];
const STANDINGS: [&str; 8] = [
    "official",
    "probationary",
    "exempt",
    "temporarily_exempt",
    "transferred_out",
    "left",
    "deceased",
    "expelled",
];

fn name() -> impl Strategy<Value = String> {
    (vec(select(&WORDS[..]), 2..6), 0..5_u8).prop_map(|(words, written)| {
        let plain = words.join(" ");
        match written {
            0 => plain.nfd().collect(),
            1 => plain.to_uppercase(),
            2 => plain.to_uppercase().nfd().collect(),
            3 => plain.replace(' ', "\u{a0} "),
            _ => plain,
        }
    })
}

fn text(value: impl Strategy<Value = String>, share: f64) -> impl Strategy<Value = Option<Value>> {
    weighted(share, value.prop_map(Value::from))
}

fn day(share: f64, from: i32) -> impl Strategy<Value = Option<Value>> {
    let first = NaiveDate::from_ymd_opt(from, 1, 1).unwrap();
    let date = (0..20_000_u64).prop_map(move |days| (first + Days::new(days)).to_string());
    text(date, share)
}

/// A body of `create_member` without its unit, and where the person goes from there.
fn person() -> impl Strategy<Value = (Map<String, Value>, usize, &'static str, bool)> {
    let fields = (
        name().prop_map(|name| Some(Value::from(name))),
        text(
            "0{0,11}[0-9]{12}".prop_map(|digits| digits[..12].to_owned()),
            0.8,
        ),
        text(
            "0{0,3}[1-9]{9}[0-9]{3}".prop_map(|digits| digits[..12].to_owned()),
            0.6,
        ),
        text("(0|\\+84)[1-9][0-9]{8}", 0.7),
        text("[-=+'a-z][-a-z0-9_+]{0,12}@[a-z]{2,9}\\.vn", 0.6),
        day(0.8, 1940),
        text(select(vec!["male", "female"]).prop_map(str::to_owned), 0.8),
        day(0.7, 1965),
        day(0.6, 1970),
    );
    let place = (0..CELLS.len(), select(&STANDINGS[..]), any::<bool>());
    (fields, place).prop_map(|(fields, (cell, standing, back))| {
        let (name, card, citizen, phone, email, born, sex, joined, official) = fields;
        let named = [
            ("full_name", name),
            ("card_number", card),
            ("citizen_id", citizen),
            ("phone", phone),
            ("email", email),
            ("birth_date", born),
            ("sex", sex),
            ("joined_on", joined),
            ("official_on", official),
        ];
        let body = named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        (body.collect(), cell, standing, back)
    })
}

/// Takes people in, gives some another standing, and lets some of those who left come back, who then belong to no cell.
/// Answers how many the API took in.
async fn fill(app: &TestApp, runner: &mut TestRunner) -> usize {
    let officer = app.roster_officer();
    let mut unnumbered = std::collections::HashSet::new();
    let mut taken_in = 0;
    for _ in 0..PEOPLE {
        let (mut body, cell, standing, back) = person().new_tree(runner).unwrap().current();
        let of_nobody_else = (
            exact_key(body["full_name"].as_str().unwrap()),
            body.get("birth_date").map(Value::to_string),
        );
        // Nothing tells two people apart who share both and have no card: no file could.
        if body.get("card_number").is_none() && !unnumbered.insert(of_nobody_else) {
            continue;
        }
        let unit = CELLS[cell];
        body.insert("unit_id".into(), json!(app.unit(unit).public_id));
        body.insert("standing".into(), json!("official"));
        let made = officer.post("/api/v1/members", &body).await;
        if made.status() != 201 {
            // Dates in no order, or a number that somebody has.
            assert!(matches!(made.status(), 409 | 422), "{made}");
            continue;
        }
        taken_in += 1;
        let at = made.header("location").unwrap().to_owned() + "/standings";
        let changes = [(standing != "official", standing), (back, "exempt")];
        for (_, standing) in changes.into_iter().filter(|(wanted, _)| *wanted) {
            let body = json!({"standing": standing, "effective_on": TODAY});
            let reply = officer.post(&at, body).await;
            assert!(matches!(reply.status(), 201 | 409), "{reply}");
        }
    }
    taken_in
}

on_both_engines!(
    whoever_is_on_the_roster_comes_back_unchanged,
    |app| async move {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let taken_in = fill(&app, &mut runner).await;
        assert!(taken_in > PEOPLE / 3, "{taken_in} of {PEOPLE}");
        for unit in ["city", "ward_a", "ward_b", "cell_a1", "cell_b1"] {
            for format in ["xlsx", "csv"] {
                let file = export(&app, "roster_officer", unit, format).await;
                for mode in ["merge", "replace"] {
                    let query = format!("?mode={mode}");
                    let result = dry_run(&app, unit, &query, file.clone()).await;
                    assert_eq!(result["errors"], json!([]), "{unit} as {format}");
                    let people = result["counts"]["members_before"].as_u64().unwrap();
                    assert_eq!(counts(&result), [0, 0, people, 0], "{unit} as {format}");
                    assert_eq!(result["counts"]["valid"], json!(people));
                    assert_eq!(result["counts"]["rows"], json!(people));
                }
            }
        }
    }
);
