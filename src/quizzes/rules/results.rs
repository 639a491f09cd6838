//! Points, passing, and which attempt counts. Points are thousandths: nothing is rounded.

use crate::quizzes::model::{Attempt, AttemptState, Counts};

/// Whether so many points are enough.
pub(in crate::quizzes) fn passes(points: i64, max_points: i64, pass_permille: i32) -> bool {
    points * 1_000 >= max_points * i64::from(pass_permille)
}

/// What becomes of a pass when an attempt is graded again: it is never taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quizzes) struct Regraded {
    pub passed: bool,
    /// The points would no longer be enough.
    pub pass_kept: bool,
}

pub(in crate::quizzes) fn regraded(was_passed: bool, enough: bool) -> Regraded {
    Regraded {
        passed: was_passed || enough,
        pass_kept: was_passed && !enough,
    }
}

/// The attempt that counts: of equals the earlier.
pub(in crate::quizzes) fn counting(attempts: &[Attempt], counts: Counts) -> Option<i64> {
    let closed = attempts
        .iter()
        .filter(|attempt| attempt.state == AttemptState::Closed);
    let found = match counts {
        Counts::Best => closed.max_by_key(|attempt| {
            (
                attempt.passed,
                attempt.points,
                std::cmp::Reverse(attempt.number),
            )
        }),
        Counts::Last => closed.max_by_key(|attempt| attempt.number),
    };
    found.map(|attempt| attempt.id)
}

#[cfg(test)]
mod tests {
    use super::{Regraded, passes, regraded};
    use proptest::prelude::*;

    #[test]
    fn a_pass_needs_exactly_its_share() {
        assert!(passes(8_000, 10_000, 800));
        assert!(!passes(7_999, 10_000, 800));
        assert!(passes(0, 10_000, 0));
        // Two thirds of three questions are less than 667 thousandths and more than 666.
        assert!(passes(2_000, 3_000, 666));
        assert!(!passes(2_000, 3_000, 667));
    }

    #[test]
    fn a_pass_that_was_granted_stays() {
        let kept = Regraded {
            passed: true,
            pass_kept: true,
        };
        assert_eq!(regraded(true, false), kept);
        assert_eq!(
            regraded(false, true),
            Regraded {
                passed: true,
                pass_kept: false
            }
        );
        assert_eq!(
            regraded(false, false),
            Regraded {
                passed: false,
                pass_kept: false
            }
        );
    }

    proptest! {
        #[test]
        fn more_points_never_fail_what_fewer_pass(points in 0_i64..200_000, more in 0_i64..1_000, mark in 0_i32..=1_000) {
            prop_assert!(!passes(points, 200_000, mark) || passes(points + more, 200_000, mark));
        }
    }
}
