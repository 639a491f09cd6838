use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::kernel::ids::PublicId;
use crate::units::UnitKind;

fn unit(id: i64, lft: i64, lft_end: i64) -> Unit {
    Unit {
        id,
        public_id: PublicId::from_uuid(uuid::Uuid::from_u128(1)),
        parent_id: Some(1),
        kind: UnitKind::Commune,
        name: format!("Phường {id}"),
        name_sort: Vec::new(),
        code: None,
        depth: 1,
        lft,
        lft_end,
        opened_on: NaiveDate::MIN,
        closed_on: None,
        successor_id: None,
        revision: 1,
    }
}

/// A unit whose children have so many cells each; the children stand in another order than in the tree. Row keys: the
/// unit 1, child `n` 100 + n, its cells 1000 × (n + 1) onwards.
fn branch(sizes: &[usize]) -> (Vec<Unit>, Places) {
    let mut within = vec![(1, 0)];
    let mut children = Vec::new();
    let mut lft = 10;
    for (n, size) in (0_i64..).zip(sizes) {
        let from = lft;
        within.push((100 + n, lft));
        for cell in 0..i64::try_from(*size).unwrap() {
            lft += 10;
            within.push((1_000 * (n + 1) + cell, lft));
        }
        lft += 10;
        children.push(unit(100 + n, from, lft));
    }
    children.reverse();
    let places = places(&children, &within);
    (children, places)
}

fn row(cell_id: i64, counted: i64, met: i64) -> CellFigures {
    CellFigures {
        cell_id,
        requirement_id: 0,
        figures: Figures {
            counted,
            met,
            ..Figures::default()
        },
    }
}

#[test]
fn parents_add_and_do_not_average() {
    let (children, places) = branch(&[1, 1]);
    // 1 of 1 and 1 of 9: the mean of the rates would be 55,6 %.
    let sums = add(&children, &places, &[row(1_000, 1, 1), row(2_000, 9, 1)]);
    assert_eq!((sums.whole.met, sums.whole.counted), (2, 10));
    let by_child: Vec<(i64, i64)> = sums
        .children
        .iter()
        .map(|(id, sum)| (*id, sum.counted))
        .collect();
    assert_eq!(
        by_child,
        [(101, 9), (100, 1)],
        "in the order in which children are shown"
    );
}

#[test]
fn what_is_elsewhere_is_not_counted_and_what_is_the_units_own_is() {
    let (children, places) = branch(&[2, 0]);
    let sums = add(
        &children,
        &places,
        &[
            row(1, 4, 2),
            row(1_001, 3, 3),
            row(100, 2, 0),
            row(77, 50, 50),
        ],
    );
    assert_eq!((sums.whole.met, sums.whole.counted), (5, 9));
    let children: Figures = sums.children.iter().map(|(_, sum)| *sum).sum();
    assert_eq!(
        (children.met, children.counted),
        (3, 5),
        "all but the unit's own four"
    );
}

proptest! {
    #[test]
    fn a_roll_up_is_the_sum_of_its_cells(
        sizes in prop::collection::vec(0_usize..6, 0..8),
        draws in prop::collection::vec((0_i64..40, 0_i64..40), 60),
    ) {
        let (children, places) = branch(&sizes);
        let cells = (0_i64..).zip(&sizes).flat_map(|(n, size)| {
            (0..i64::try_from(*size).unwrap()).map(move |cell| (n, 1_000 * (n + 1) + cell))
        });
        let rows: Vec<(i64, CellFigures)> = cells
            .zip(&draws)
            .map(|((n, cell), (counted, met))| (n, row(cell, *counted, (*met).min(*counted))))
            .collect();
        let all: Vec<CellFigures> = rows.iter().map(|(_, row)| *row).collect();
        let sums = add(&children, &places, &all);
        prop_assert_eq!(sums.whole, all.iter().map(|row| row.figures).sum::<Figures>());
        for (child, sum) in &sums.children {
            let own = rows.iter().filter(|(n, _)| 100 + n == *child).map(|(_, row)| row.figures);
            prop_assert_eq!(*sum, own.sum::<Figures>());
        }
    }
}
