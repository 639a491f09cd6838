use chrono::NaiveDate;

use super::check;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::rosters::model::{Column, RawCell, SheetRow};
use crate::rosters::rules::cells::{Cells, RosterCell};

const GOOD: [(Column, &str); 4] = [
    (Column::FullName, "Nguyễn Văn An"),
    (Column::CardNumber, "079123456001"),
    (Column::BirthDate, "28/11/1985"),
    (Column::Cell, "Chi bộ 1"),
];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn cells(only: Option<i64>) -> Cells {
    let public_id = PublicId::new(Instant::default());
    let cell = RosterCell {
        id: 7,
        public_id,
        name: "Chi bộ 1".into(),
        code: None,
        parent_name: None,
        closed: false,
    };
    Cells::new(vec![cell], only)
}

fn row(number: u32, values: &[(Column, &str)]) -> SheetRow {
    let mut row = SheetRow {
        number,
        ..SheetRow::default()
    };
    for (column, text) in GOOD.iter().chain(values) {
        row.cells[column.index()] = if text.is_empty() {
            RawCell::Empty
        } else {
            RawCell::Text((*text).into())
        };
    }
    row
}

/// Column and code of everything wrong with one row.
fn issues(values: &[(Column, &str)]) -> Vec<(Column, &'static str)> {
    let checked = check(vec![row(2, values)], &cells(None), today());
    assert_eq!(checked.rows.is_empty(), !checked.issues.is_empty());
    checked
        .issues
        .iter()
        .map(|finding| (finding.column, finding.what.code()))
        .collect()
}

#[test]
fn a_good_row_is_good() {
    assert_eq!(issues(&[]), []);
    let checked = check(
        vec![row(2, &[(Column::Cell, "")])],
        &cells(Some(7)),
        today(),
    );
    assert_eq!(checked.rows[0].cell_id, Some(7));
}

#[test]
fn every_reason_is_told_at_once() {
    use Column as C;
    assert_eq!(
        issues(&[
            (C::FullName, ""),
            (C::CardNumber, "12"),
            (C::CitizenId, "x"),
            (C::Phone, "113"),
            (C::Email, "an@"),
            (C::Sex, "khác"),
            (C::Standing, "nghỉ"),
            (C::BirthDate, "1985-11-28"),
            (C::JoinedOn, "12/31/2010"),
            (C::OfficialOn, "1/1/2030"),
            (C::Cell, "Chi bộ 9"),
        ]),
        [
            (C::FullName, "required"),
            (C::CardNumber, "card_number_length"),
            (C::CitizenId, "citizen_id_digits"),
            (C::Phone, "phone_format"),
            (C::Email, "email_format"),
            (C::Sex, "sex_unknown"),
            (C::Standing, "standing_unknown"),
            (C::BirthDate, "date_iso"),
            (C::JoinedOn, "date_month_first"),
            (C::OfficialOn, "date_future"),
            (C::Cell, "cell_unknown"),
        ]
    );
}

#[test]
fn dates_must_follow_each_other() {
    use Column as C;
    for (birth, joined, official, expected) in [
        ("28/11/1985", "28/11/2003", "", &[][..]),
        (
            "28/11/1985",
            "27/11/2003",
            "",
            &[(C::JoinedOn, "joined_too_young")][..],
        ),
        (
            "29/02/2004",
            "28/02/2022",
            "",
            &[(C::JoinedOn, "joined_too_young")][..],
        ),
        ("29/02/2004", "01/03/2022", "", &[][..]),
        ("", "03/02/2010", "03/02/2010", &[][..]),
        (
            "",
            "03/02/2010",
            "02/02/2010",
            &[(C::OfficialOn, "official_before_joined")][..],
        ),
        ("", "", "02/02/2010", &[][..]),
    ] {
        let values = [
            (C::BirthDate, birth),
            (C::JoinedOn, joined),
            (C::OfficialOn, official),
        ];
        assert_eq!(issues(&values), expected, "{values:?}");
    }
}

#[test]
fn numbers_stand_once_in_a_file() {
    use Column as C;
    let citizen = (C::CitizenId, "001085000001");
    let other_card = (C::CardNumber, "079123456002");
    let rows = vec![
        row(2, &[citizen]),
        row(3, &[(C::FullName, "Trần Thị Bình")]),
        row(4, &[(C::FullName, "Lê Văn Cường"), other_card, citizen]),
    ];
    let found = check(rows, &cells(None), today()).issues;
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.row, it.what.code(), it.what.text().en))
        .collect();
    let told = |what: &str| format!("{what} already stands in row 2.").into();
    assert_eq!(
        found,
        [
            (3, "card_number_repeated", told("The card number")),
            (4, "citizen_id_repeated", told("The citizen id"))
        ]
    );
}

#[test]
fn one_name_and_birth_date_under_two_cards_is_told_but_not_wrong() {
    let rows = vec![row(2, &[]), row(5, &[(Column::CardNumber, "79123456003")])];
    let checked = check(rows, &cells(None), today());
    assert_eq!(
        (checked.alike.as_slice(), checked.issues.len()),
        (&[(5, 2)][..], 0)
    );
    let mends: Vec<_> = checked
        .mends
        .iter()
        .map(|mend| (mend.row, mend.what.code()))
        .collect();
    assert_eq!(mends, [(5, "leading_zeros")]);
}
