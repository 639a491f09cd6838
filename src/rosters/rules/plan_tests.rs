use chrono::NaiveDate;

use super::{Alike, Counts, Other, Plan, plan};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::person::{CardNumber, CitizenId, FullName, Standing};
use crate::rosters::model::{Column, MemberChange, Membership, Mode, RosterMember, RosterRow};
use crate::rosters::rules::checks::Checked;
use crate::rosters::rules::people::People;

const CARDS: [&str; 4] = [
    "079123456001",
    "079123456002",
    "079123456003",
    "079123456004",
];

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 2, 3).unwrap()
}

fn member(id: i64, name: &str, card: Option<&str>) -> RosterMember {
    RosterMember {
        id,
        public_id: PublicId::new(Instant::default()),
        full_name: name.into(),
        card_number: card.map(str::to_owned),
        citizen_id: None,
        phone: Some("+84912345678".into()),
        email: None,
        birth_date: Some(day(1985)),
        sex: None,
        joined_on: None,
        official_on: None,
        home_unit_id: 7,
        standing: Standing::Official,
        revision: 3,
        cell_id: Some(7),
    }
}

fn row(number: u32, name: &str, card: Option<&str>) -> RosterRow {
    RosterRow {
        number,
        full_name: FullName::parse(name).unwrap(),
        in_capitals: false,
        card_number: card.map(|card| CardNumber::parse(card).unwrap()),
        citizen_id: None,
        phone: None,
        email: None,
        birth_date: Some(day(1985)),
        sex: None,
        joined_on: None,
        official_on: None,
        cell_id: Some(7),
        standing: None,
    }
}

fn planned(rows: Vec<RosterRow>, people: &People, mode: Mode) -> Plan {
    plan(
        Checked {
            rows,
            ..Checked::default()
        },
        people,
        mode,
        day(2026),
    )
}

fn codes(plan: &Plan) -> Vec<(u32, &'static str)> {
    plan.issues
        .iter()
        .map(|finding| (finding.row, finding.what.code()))
        .collect()
}

#[test]
fn an_empty_cell_says_nothing() {
    let people = People::new(vec![member(1, "Nguyễn Văn An", Some(CARDS[0]))]);
    let plan = planned(
        vec![row(2, "Nguyễn Văn An", Some(CARDS[0]))],
        &people,
        Mode::Replace,
    );
    assert_eq!(
        plan.counts,
        Counts {
            rows: 1,
            valid: 1,
            unchanged: 1,
            members_before: 1,
            ..Counts::default()
        }
    );
    assert!(plan.changes.is_empty());
}

#[test]
fn only_who_belongs_to_no_cell_stays_without_one() {
    let homeless = RosterMember {
        cell_id: None,
        home_unit_id: 1,
        ..member(1, "Nguyễn Văn An", Some(CARDS[0]))
    };
    let binh = member(2, "Trần Thị Bình", Some(CARDS[1]));
    let people = People::new(vec![homeless, binh]);
    let without = |number, name, card| RosterRow {
        cell_id: None,
        ..row(number, name, Some(card))
    };
    let rows = vec![
        without(2, "Nguyễn Văn An", CARDS[0]),
        without(3, "Trần Thị Bình", CARDS[1]),
        without(4, "Lê Thị Gấm", CARDS[2]),
    ];
    let plan = planned(rows, &people, Mode::Merge);
    assert_eq!(codes(&plan), [(3, "cell_needed"), (4, "cell_needed")]);
    assert!(plan.issues.iter().all(|issue| issue.column == Column::Cell));
    assert_eq!((plan.counts.unchanged, plan.counts.errors), (1, 2));
    assert!(plan.new.is_empty() && plan.changes.is_empty());
    // Named, he is in that cell from then on.
    let named = vec![row(2, "Nguyễn Văn An", Some(CARDS[0]))];
    assert_eq!(
        changes(&planned(named, &people, Mode::Merge)),
        [(1, Membership::MovesTo(7), Standing::Official, false)]
    );
}

/// Who becomes what.
fn changes(plan: &Plan) -> Vec<(i64, Membership, Standing, bool)> {
    let of = |change: &MemberChange| {
        (
            change.after.id,
            change.membership,
            change.after.standing,
            change.standing_changes,
        )
    };
    plan.changes.iter().map(of).collect()
}

#[test]
fn people_are_changed_moved_and_removed() {
    let gone = RosterMember {
        standing: Standing::Left,
        cell_id: None,
        home_unit_id: 1,
        ..member(4, "Lê Thị Gấm", Some(CARDS[3]))
    };
    let (an, binh) = (
        member(1, "Nguyễn Văn An", Some(CARDS[0])),
        member(2, "Trần Thị Bình", Some(CARDS[1])),
    );
    let people = People::new(vec![an, binh, gone]);
    let moved = RosterRow {
        cell_id: Some(8),
        ..row(2, "Nguyễn Văn An", Some(CARDS[0]))
    };
    let back = RosterRow {
        standing: Some(Standing::Official),
        ..row(4, "Lê Thị Gấm", Some(CARDS[3]))
    };
    let plan = planned(vec![moved, back], &people, Mode::Replace);
    assert_eq!(
        plan.counts,
        Counts {
            rows: 2,
            valid: 2,
            changed: 2,
            removed: 1,
            members_before: 2,
            ..Counts::default()
        }
    );
    assert_eq!(
        changes(&plan),
        [
            (1, Membership::MovesTo(8), Standing::Official, false),
            (4, Membership::MovesTo(7), Standing::Official, true),
            (2, Membership::Ends, Standing::Left, true),
        ]
    );
    let merged = planned(
        vec![row(2, "Nguyễn Văn An", Some(CARDS[0]))],
        &people,
        Mode::Merge,
    );
    assert_eq!((merged.counts.removed, merged.changes.len()), (0, 0));
}

#[test]
fn somebody_new_is_official_and_a_namesake_is_told() {
    let people = People::new(vec![member(1, "Nguyễn Văn An", Some(CARDS[0]))]);
    let plan = planned(
        vec![row(3, "NGUYEN VAN AN", Some(CARDS[2]))],
        &people,
        Mode::Merge,
    );
    assert_eq!(
        (plan.counts.new, plan.new[0].standing, plan.new[0].unit_id),
        (1, Standing::Official, 7)
    );
    let namesake = Other::Member(people.get(0).unwrap().public_id);
    assert_eq!(
        plan.alike,
        [Alike {
            row: 3,
            other: namesake
        }]
    );
}

#[test]
fn a_standing_that_ends_membership_is_a_removal() {
    let people = People::new(vec![member(1, "Nguyễn Văn An", Some(CARDS[0]))]);
    let died = RosterRow {
        standing: Some(Standing::Deceased),
        cell_id: Some(8),
        ..row(2, "Nguyễn Văn An", Some(CARDS[0]))
    };
    let plan = planned(vec![died], &people, Mode::Merge);
    assert_eq!((plan.counts.removed, plan.counts.changed), (1, 0));
    assert_eq!(plan.changes[0].membership, Membership::Ends);
}

#[test]
fn numbers_decide_who_is_meant() {
    let with_citizen = |mut row: RosterRow, id: &str| {
        row.citizen_id = Some(CitizenId::parse(id).unwrap());
        row
    };
    let mut an = member(1, "Nguyễn Văn An", None);
    an.citizen_id = Some("001085000001".into());
    let mut binh = member(2, "Trần Thị Bình", Some(CARDS[1]));
    binh.citizen_id = Some("001085000002".into());
    let mut people = People::new(vec![an, binh, member(3, "Lê Văn Cường", None)]);
    people.add_foreign(vec![CARDS[3].into()], vec!["001085000009".into()]);
    let plan = planned(
        vec![
            with_citizen(row(2, "Nguyễn Văn An", Some(CARDS[0])), "001085000001"), // gets his card
            with_citizen(row(3, "Nguyễn Văn Ân", Some(CARDS[2])), "001085000002"), // Bình has another card
            row(4, "LÊ VĂN CƯỜNG", None), // has no card, by name
            row(5, "Phạm Thị Dung", None),
            row(6, "Phạm Thị Dung", Some(CARDS[3])),
            with_citizen(
                row(7, "Phạm Thị Dung", Some("079123456009")),
                "001085000009",
            ),
            with_citizen(row(8, "Nguyễn Văn An", None), "001085000001"),
        ],
        &people,
        Mode::Merge,
    );
    assert_eq!(
        codes(&plan),
        [
            (3, "citizen_id_taken"),
            (5, "required"),
            (6, "card_number_elsewhere"),
            (7, "citizen_id_elsewhere"),
            (8, "person_repeated"),
        ]
    );
    assert_eq!(
        plan.changes
            .iter()
            .map(|change| (change.after.id, change.after.card_number.as_deref()))
            .collect::<Vec<_>>(),
        [(1, Some(CARDS[0])), (3, None)]
    );
    assert_eq!((plan.counts.valid, plan.counts.errors), (2, 5));
}

#[test]
fn a_name_in_capitals_changes_nothing() {
    let people = People::new(vec![member(1, "Nguyễn văn An", Some(CARDS[0]))]);
    let shouted = RosterRow {
        in_capitals: true,
        ..row(2, "Nguyễn Văn An", Some(CARDS[0]))
    };
    assert_eq!(
        planned(vec![shouted], &people, Mode::Merge)
            .counts
            .unchanged,
        1
    );
    let corrected = row(2, "Nguyễn Văn An", Some(CARDS[0]));
    assert_eq!(
        planned(vec![corrected], &people, Mode::Merge).changes[0]
            .after
            .full_name,
        "Nguyễn Văn An"
    );
}
