use chrono::NaiveDate;

use super::super::model::{ChangeKind, UnitCode, UnitKind, UnitName};
use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_kind_stands_under_higher_kinds_and_a_group_only_in_a_cell() {
    use UnitKind as K;
    let under = |kind: K| -> Vec<K> {
        K::ALL
            .into_iter()
            .filter(|above| may_stand_under(kind, Some(*above)))
            .collect()
    };
    assert_eq!(under(K::Central), []);
    assert_eq!(under(K::Province), [K::Central]);
    assert_eq!(under(K::Commune), [K::Central, K::Province]);
    assert_eq!(under(K::Sector), [K::Central, K::Province]);
    assert_eq!(
        under(K::Grassroots),
        [K::Central, K::Province, K::Commune, K::Sector]
    );
    assert_eq!(
        under(K::SubCommittee),
        [
            K::Central,
            K::Province,
            K::Commune,
            K::Sector,
            K::Grassroots
        ]
    );
    assert_eq!(
        under(K::Cell),
        [
            K::Central,
            K::Province,
            K::Commune,
            K::Sector,
            K::Grassroots,
            K::SubCommittee
        ]
    );
    assert_eq!(under(K::Group), [K::Cell]);
}

#[test]
fn everything_but_a_cell_and_a_group_may_stand_at_the_top() {
    let tops: Vec<UnitKind> = UnitKind::ALL
        .into_iter()
        .filter(|kind| may_stand_under(*kind, None))
        .collect();
    assert_eq!(tops, &UnitKind::ALL[..6]);
}

#[test]
fn kinds_can_never_form_a_ring() {
    for kind in UnitKind::ALL {
        for above in UnitKind::ALL {
            assert!(
                !(may_stand_under(kind, Some(above)) && may_stand_under(above, Some(kind))),
                "{kind:?} {above:?}"
            );
        }
    }
}

#[test]
fn only_units_of_one_level_become_one() {
    assert!(may_merge(UnitKind::Commune, UnitKind::Sector));
    assert!(may_merge(UnitKind::SubCommittee, UnitKind::Grassroots));
    assert!(!may_merge(UnitKind::Grassroots, UnitKind::SubCommittee));
    assert!(may_merge(UnitKind::Cell, UnitKind::Cell));
    assert!(!may_merge(UnitKind::Cell, UnitKind::Group));
    assert!(!may_merge(UnitKind::Province, UnitKind::Commune));
}

#[test]
fn dates_lie_between_the_opening_and_today() {
    let (opened, today) = (day("2025-07-01"), day("2026-11-23"));
    let check = |on: &str| check_effective(day(on), today, &[opened]).map_err(|rule| rule.code);
    assert_eq!(check("2025-07-01"), Ok(()));
    assert_eq!(check("2026-11-23"), Ok(()));
    assert_eq!(check("2026-11-24"), Err("date_future"));
    assert_eq!(check("2025-06-30"), Err("before_opened"));
    assert_eq!(check_opened(day("1930-02-03"), today), Ok(()));
    assert_eq!(check_opened(day("1899-12-31"), today), Err(OUT_OF_RANGE));
    assert_eq!(
        check_opened(day("2026-11-24"), today).unwrap_err().pointer,
        Some("/opened_on")
    );
}

#[test]
fn words_of_kinds_and_changes_are_their_own_inverse() {
    for kind in UnitKind::ALL {
        assert_eq!(UnitKind::from_code(kind.code()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
    }
    for change in ChangeKind::ALL {
        assert_eq!(ChangeKind::from_code(change.code()), Some(change));
        assert_eq!(serde_json::to_value(change).unwrap(), change.code());
    }
    assert_eq!(UnitKind::from_code("district"), None);
}

#[test]
fn names_are_cleaned_and_bounded() {
    assert_eq!(
        UnitName::parse("  Chi bộ\u{a0} 1 ").unwrap().as_str(),
        "Chi bộ 1"
    );
    assert_eq!(UnitName::parse(" \u{200b} "), Err(NAME_FORM));
    assert_eq!(UnitName::parse("---"), Err(NAME_FORM));
    assert!(UnitName::parse(&"ệ".repeat(200)).is_ok());
    assert_eq!(UnitName::parse(&"ệ".repeat(201)), Err(NAME_FORM));
}

#[test]
fn codes_are_plain() {
    for good in ["1", "HN-01.02", "a_b/c", &"9".repeat(32)] {
        assert_eq!(UnitCode::parse(good).unwrap().as_str(), good);
    }
    for bad in ["", "-1", "HN 01", "Đ1", &"9".repeat(33)] {
        assert_eq!(UnitCode::parse(bad), Err(CODE_FORM), "{bad}");
    }
}
