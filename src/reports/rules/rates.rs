//! Rates as whole numbers: pure.

use crate::reports::model::Figures;

/// What is written where there is no rate.
pub(in crate::reports) const NO_RATE: &str = "–";

/// `part` of `whole` in thousandths, half up. `None` where there is nobody: that is no rate, least of all a full one.
/// The database keeps `0 <= part <= whole`.
pub(in crate::reports) fn permille(part: i64, whole: i64) -> Option<u16> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    let rounded = (2_000 * part + whole).div_euclid(2 * whole);
    Some(u16::try_from(rounded.clamp(0, 1_000)).unwrap_or(1_000))
}

/// The rate of some figures in thousandths.
pub(in crate::reports) fn rate(figures: Figures) -> Option<u16> {
    permille(figures.met, figures.counted)
}

/// A rate as people read it: `95,5 %`.
pub(in crate::reports) fn text(permille: Option<u16>) -> String {
    match permille {
        Some(permille) => format!("{},{} %", permille / 10, permille % 10),
        None => NO_RATE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_thousandth_is_rounded_up() {
        for (part, whole, expected) in [
            (19, 22, "86,4 %"),
            (21, 22, "95,5 %"),
            (1, 2_000, "0,1 %"),
            (1, 2_001, "0,0 %"),
            (1, 3, "33,3 %"),
            (2, 3, "66,7 %"),
            (0, 5, "0,0 %"),
            (5, 5, "100,0 %"),
            (1_999, 2_000, "100,0 %"),
            (450_000, 1_000_000, "45,0 %"),
        ] {
            assert_eq!(text(permille(part, whole)), expected, "{part}/{whole}");
        }
    }

    #[test]
    fn nobody_is_no_rate() {
        assert_eq!(text(rate(Figures::default())), "–");
        let excused = Figures {
            excused: 4,
            exempt: 2,
            ..Figures::default()
        };
        assert_eq!(text(rate(excused)), "–");
    }

    proptest! {
        #[test]
        fn a_rate_lies_within_half_a_thousandth(whole in 1_i64..2_000_000, share in 0.0_f64..=1.0) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a draw")]
            let part = ((whole as f64 * share) as i64).min(whole);
            let rate = i64::from(permille(part, whole).unwrap());
            let error = 1_000 * part - rate * whole;
            prop_assert!(2 * error < whole && -2 * error <= whole, "{part}/{whole} = {rate}");
        }

        #[test]
        fn more_of_the_same_is_no_lower_rate(whole in 1_i64..5_000, part in 0_i64..5_000) {
            let part = part.min(whole - 1);
            prop_assert!(permille(part, whole) <= permille(part + 1, whole));
        }

        /// A parent adds; the mean of its parts would be another number.
        #[test]
        fn the_rate_of_a_sum_is_that_of_the_sums(cells in prop::collection::vec((1_i64..40, 0_i64..40), 1..50)) {
            let figures: Vec<Figures> = cells
                .iter()
                .map(|(counted, met)| Figures { counted: *counted, met: (*met).min(*counted), ..Figures::default() })
                .collect();
            let sum: Figures = figures.iter().copied().sum();
            prop_assert_eq!(sum.counted, figures.iter().map(|one| one.counted).sum::<i64>());
            prop_assert_eq!(rate(sum), permille(figures.iter().map(|one| one.met).sum(), sum.counted));
            prop_assert_eq!(sum.missing() , figures.iter().map(|one| one.missing()).sum::<i64>());
        }
    }
}
