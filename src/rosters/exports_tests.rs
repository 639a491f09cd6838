//! Whatever members a unit has, its export changes nothing when it is imported: the way of the file, without the database.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use unicode_normalization::UnicodeNormalization as _;

use super::Table;
use crate::kernel::dates::may_join_from;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::person::{CardNumber, CitizenId, Email, FullName, Phone, Sex, Standing};
use crate::rosters::files;
use crate::rosters::model::{Column, Format, Mode, RosterMember};
use crate::rosters::rules::cells::{Cells, RosterCell};
use crate::rosters::rules::checks;
use crate::rosters::rules::issues::Mend;
use crate::rosters::rules::people::People;
use crate::rosters::rules::plan::{Counts, plan};

const UNIT: i64 = 1;
const FIRST_CELL: i64 = 10;
/// The same in different clothes, so that names without marks meet those with them.
const WORDS: [&str; 32] = [
    "Nguyễn",
    "Trần",
    "Đặng",
    "Đỗ",
    "Hoàng",
    "Hoà",
    "Hòa",
    "Thuý",
    "Thúy",
    "Quý",
    "Khoẻ",
    "Văn",
    "Thị",
    "Đình",
    "Dương",
    "Đường",
    "An",
    "Ân",
    "Ánh",
    "Ô",
    "Y",
    "H'Hen",
    "Niê",
    "Mlô",
    "K’Păh",
    "Blơh",
    "Êban",
    "Rơ-Châm",
    "Nguyễn-Trần",
    "Tổng",
    "Ví dụ",
    "Siu",
];
const CELLS: [&str; 7] = [
    "Chi bộ Thôn Đông",
    "Chi bộ thôn Dông",
    "Chi bộ 1",
    "Chi bộ 01",
    "-Chi bộ, “7”; số 8",
    "'Chi bộ Hoà Bình",
    "Chi bộ Hòa Bình",
];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn day() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
    let days = u64::try_from((today() - first).num_days()).unwrap();
    (0..=days).prop_map(move |days| first + Days::new(days))
}

/// As people write it: decomposed, in capitals, without capitals, with odd spaces and a quoted beginning.
fn name() -> impl Strategy<Value = String> {
    let signs = prop_oneof![8 => Just(""), 1 => Just("'"), 1 => Just("-"), 1 => Just("’")];
    (signs, vec(select(&WORDS[..]), 1..6), 0..6_u8).prop_filter_map(
        "a name",
        |(sign, words, written)| {
            let plain = format!("{sign}{}", words.join(" "));
            let name = match written {
                0 => plain.nfd().collect(),
                1 => plain.to_uppercase(),
                2 => plain.to_lowercase(),
                3 => plain.to_uppercase().nfd().collect(),
                4 => plain.replace(' ', "\u{a0}  "),
                _ => plain,
            };
            FullName::parse(&name).ok().map(FullName::into_string)
        },
    )
}

/// Born, joined, official: each may be missing, and those that are there are in their order.
fn life() -> impl Strategy<Value = [Option<NaiveDate>; 3]> {
    let known = || weighted(0.8, day());
    // Often on the very first day that may be.
    (known(), known(), known(), any::<[bool; 2]>()).prop_map(|(born, joined, official, first)| {
        let grown = born.map(may_join_from).filter(|day| *day <= today());
        let joined = match grown {
            Some(grown) if first[0] => Some(grown),
            _ => joined.filter(|joined| born.is_none() || grown.is_some_and(|day| *joined >= day)),
        };
        let official = match joined {
            Some(joined) if first[1] => Some(joined),
            _ => official.filter(|official| joined.is_none_or(|joined| *official >= joined)),
        };
        [born, joined, official]
    })
}

fn digits(most: u64) -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 0..=9_u64, 0..=most]
}

/// A member before he has a row key; numbers and cells follow his place in the list.
#[derive(Debug, Clone)]
struct Drawn {
    name: String,
    card: Option<u64>,
    citizen: Option<u64>,
    phone: Option<String>,
    email: Option<String>,
    life: [Option<NaiveDate>; 3],
    sex: Option<Sex>,
    standing: Standing,
    cell: Option<usize>,
}

fn person() -> impl Strategy<Value = Drawn> {
    let phone = "0[1-9][0-9]{8}";
    let email = "[-=+'a-z][-a-z0-9._+=]{0,12}@[a-z]{2,9}\\.(vn|com)"
        .prop_filter("an address", |email| Email::parse(email).is_ok());
    (
        name(),
        weighted(0.8, digits(9_999_999_999)),
        weighted(0.6, digits(9_999_999_999)),
        weighted(0.7, phone),
        weighted(0.6, email),
        life(),
        weighted(0.8, select(vec![Sex::Male, Sex::Female])),
        select(Standing::ALL.to_vec()),
        weighted(0.9, any::<usize>()),
    )
        .prop_map(
            |(name, card, citizen, phone, email, life, sex, standing, cell)| Drawn {
                name,
                card,
                citizen,
                phone,
                email,
                life,
                sex,
                standing,
                cell,
            },
        )
}

/// `place` below 100 keeps numbers apart.
fn member(place: usize, drawn: &Drawn, cells: &[RosterCell]) -> RosterMember {
    let number = |drawn: Option<u64>| drawn.map(|drawn| format!("{drawn:010}{place:02}"));
    let cell = drawn
        .cell
        .filter(|_| drawn.standing.is_active())
        .map(|cell| cells[cell % cells.len()].id);
    RosterMember {
        id: i64::try_from(place).unwrap() + 100,
        public_id: PublicId::new(Instant::default()),
        full_name: drawn.name.clone(),
        card_number: number(drawn.card).map(|n| CardNumber::parse(&n).unwrap().into_string()),
        citizen_id: number(drawn.citizen).map(|n| CitizenId::parse(&n).unwrap().into_string()),
        phone: drawn
            .phone
            .as_deref()
            .map(|p| Phone::parse(p).unwrap().into_string()),
        email: drawn
            .email
            .as_deref()
            .map(|e| Email::parse(e).unwrap().into_string()),
        birth_date: drawn.life[0],
        sex: drawn.sex,
        joined_on: drawn.life[1],
        official_on: drawn.life[2],
        home_unit_id: cell.unwrap_or(UNIT),
        standing: drawn.standing,
        revision: 1,
        cell_id: cell,
    }
}

/// People whom nothing tells apart (no card, one name, one birth date) are left out: no file could.
fn members(drawn: &[Drawn], cells: &[RosterCell]) -> Vec<RosterMember> {
    let mut seen = HashSet::new();
    let all = drawn.iter().enumerate();
    all.map(|(place, drawn)| member(place, drawn, cells))
        .filter(|member| {
            let name = FullName::parse(&member.full_name).unwrap().exact_key();
            member.card_number.is_some() || seen.insert((name, member.birth_date))
        })
        .collect()
}

/// Names may be shared, also by cells under one unit; codes may not.
fn cells() -> impl Strategy<Value = Vec<RosterCell>> {
    let cell = (
        select(&CELLS[..]),
        any::<bool>(),
        0..2_u8,
        weighted(0.1, Just(())),
    );
    vec(cell, 1..6).prop_map(|cells| {
        let numbered = cells.into_iter().zip(FIRST_CELL..);
        numbered
            .map(|((name, has_code, parent, group), id)| RosterCell {
                id,
                public_id: PublicId::new(Instant::default()),
                name: name.to_owned(),
                code: has_code.then(|| format!("CB-{id}")),
                parent_name: group.is_none().then(|| format!("Đảng ủy phường {parent}")),
                closed: false,
            })
            .collect()
    })
}

/// What differs between exports.
#[derive(Debug, Clone, Copy)]
struct Way {
    format: Format,
    /// Citizen ids are in it.
    with_identity: bool,
    /// The unit is itself a cell; the others are groups of it.
    unit_is_cell: bool,
    mode: Mode,
}

fn way() -> impl Strategy<Value = Way> {
    let mode = prop_oneof![Just(Mode::Merge), Just(Mode::Replace)];
    (
        any::<[bool; 2]>(),
        mode,
        prop_oneof![Just(Format::Xlsx), Just(Format::Csv)],
    )
        .prop_map(|([with_identity, unit_is_cell], mode, format)| Way {
            format,
            with_identity,
            unit_is_cell,
            mode,
        })
}

/// Exports those who are members and plans the import of that very file.
fn come_back(all: &[RosterMember], cells: &[RosterCell], way: Way) -> Result<(), TestCaseError> {
    let members: Vec<RosterMember> = all
        .iter()
        .filter(|member| member.standing.is_active())
        .cloned()
        .collect();
    prop_assume!(!members.is_empty());
    let columns: Vec<Column> = Column::ALL
        .into_iter()
        .filter(|column| way.with_identity || *column != Column::CitizenId)
        .collect();
    let table = Table {
        columns: &columns,
        members: &members,
        cells: &Cells::new(cells.to_vec(), None).labels(),
        at: Instant::default(),
    };
    let file = files::write(&table, way.format).unwrap();
    let sheet = files::read(&file, way.unit_is_cell);
    prop_assert!(sheet.is_ok(), "{:?}", sheet.err());
    let only = way.unit_is_cell.then_some(FIRST_CELL);
    let checked = checks::check(
        sheet.unwrap().rows,
        &Cells::new(cells.to_vec(), only),
        today(),
    );
    let plan = plan(checked, &People::new(all.to_vec()), way.mode, today());
    prop_assert!(plan.issues.is_empty(), "{:?}", plan.issues);
    prop_assert!(
        plan.new.is_empty() && plan.changes.is_empty(),
        "{:?}",
        plan.changes
    );
    prop_assert!(
        plan.mends.iter().all(|mend| mend.what == Mend::Capitals),
        "{:?}",
        plan.mends
    );
    let expected = Counts {
        rows: members.len(),
        valid: members.len(),
        unchanged: members.len(),
        members_before: members.len(),
        repaired: plan.counts.repaired,
        ..Counts::default()
    };
    prop_assert_eq!(plan.counts, expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300,
        failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_export_changes_nothing(drawn in vec(person(), 1..20), cells in cells(), way in way()) {
        come_back(&members(&drawn, &cells), &cells, way)?;
    }
}
