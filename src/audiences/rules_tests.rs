use super::{identity, is_part, is_within};
use crate::audiences::model::{Audience, Facts, Rule};
use crate::auth::Role;
use crate::kernel::person::Standing;

/// City 1, ward 2 with cell 3, ward 4 with cell 5.
fn secretary_of_3_at_home_in_5() -> Facts {
    Facts {
        standing: Standing::Probationary,
        home_path: vec![1, 4, 5],
        roles: vec![(Role::CellSecretary, vec![1, 2, 3])],
    }
}

fn rule(unit_id: Option<i64>, standing: Option<Standing>, role: Option<Role>) -> Rule {
    Rule {
        unit_id,
        standing: standing.map(Standing::code),
        role,
    }
}

#[test]
fn a_rule_admits_who_fits_all_that_it_says() {
    use Role::{Author, CellSecretary};
    use Standing::{Official, Probationary};
    let member = secretary_of_3_at_home_in_5();
    let table = [
        (rule(None, None, None), true),
        (rule(Some(1), None, None), true),
        (rule(Some(5), None, None), true),
        (rule(Some(2), None, None), false),
        (rule(Some(3), None, Some(CellSecretary)), true),
        (rule(Some(2), None, Some(CellSecretary)), true),
        (rule(Some(4), None, Some(CellSecretary)), false),
        (rule(None, None, Some(CellSecretary)), true),
        (rule(None, None, Some(Author)), false),
        (rule(Some(4), Some(Probationary), None), true),
        (rule(Some(4), Some(Official), None), false),
        (rule(None, Some(Official), Some(CellSecretary)), false),
        (rule(Some(2), Some(Probationary), Some(CellSecretary)), true),
    ];
    for (rule, admitted) in table {
        let audience = Audience::Rules(vec![rule.clone()]);
        assert_eq!(audience.admits(&member), admitted, "{rule:?}");
    }
    assert!(Audience::Everyone.admits(&member));
    assert!(!Audience::Rules(Vec::new()).admits(&member));
    let any = Audience::Rules(vec![rule(Some(2), None, None), rule(Some(4), None, None)]);
    assert!(any.admits(&member));
}

#[test]
fn equal_audiences_have_one_identity() {
    let (one, other) = (
        rule(Some(2), None, None),
        rule(None, None, Some(Role::Author)),
    );
    let same = [
        Audience::Rules(vec![one.clone(), other.clone()]),
        Audience::Rules(vec![other.clone(), one.clone(), other.clone()]),
    ];
    let digests = same.map(|audience| identity(&audience.canonical()));
    assert_eq!(digests[0], digests[1]);
    let different = [
        Audience::Everyone,
        Audience::Rules(vec![]),
        Audience::Rules(vec![one]),
        Audience::Rules(vec![other]),
    ];
    for audience in different {
        assert_ne!(identity(&audience.canonical()), digests[0], "{audience:?}");
    }
}

#[test]
fn only_rules_below_a_unit_are_within_it() {
    let paths = [(3, vec![1, 2, 3]), (5, vec![1, 4, 5])];
    let only = |unit| Audience::Rules(vec![rule(Some(unit), None, None)]);
    assert!(is_within(&only(3), 2, &paths));
    assert!(is_within(&only(3), 3, &paths));
    assert!(!is_within(&only(5), 2, &paths));
    assert!(!is_within(&Audience::Everyone, 1, &paths));
    assert!(!is_within(
        &Audience::Rules(vec![rule(None, None, Some(Role::Author))]),
        1,
        &paths
    ));
}

#[test]
fn a_part_is_met_rule_by_rule() {
    use Role::CellSecretary;
    use Standing::Official;
    let paths = [(3, vec![1, 2, 3]), (2, vec![1, 2])];
    let table = [
        (rule(Some(3), None, None), rule(Some(2), None, None), true),
        (rule(Some(3), None, None), rule(Some(3), None, None), true),
        (rule(Some(2), None, None), rule(Some(3), None, None), false),
        (rule(None, None, None), rule(Some(2), None, None), false),
        (
            rule(Some(3), None, None),
            rule(Some(2), Some(Official), None),
            false,
        ),
        (
            rule(Some(3), Some(Official), None),
            rule(Some(2), None, None),
            true,
        ),
        // The secretary of a cell may belong to another one.
        (
            rule(Some(3), None, Some(CellSecretary)),
            rule(Some(2), None, None),
            false,
        ),
        (
            rule(Some(3), None, Some(CellSecretary)),
            rule(None, None, None),
            true,
        ),
        (
            rule(Some(3), None, Some(CellSecretary)),
            rule(Some(2), None, Some(CellSecretary)),
            true,
        ),
    ];
    for (part, whole, is) in table {
        let audience = |rule: &Rule| Audience::Rules(vec![rule.clone()]);
        assert_eq!(
            is_part(&audience(&part), &audience(&whole), &paths),
            is,
            "{part:?} of {whole:?}"
        );
    }
    let some = Audience::Rules(vec![rule(Some(3), None, None)]);
    assert!(is_part(&some, &Audience::Everyone, &paths));
    assert!(!is_part(&Audience::Everyone, &some, &paths));
}
