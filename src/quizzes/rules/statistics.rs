//! How questions fare, in whole thousandths.

/// What one attempt got for one question, and for all of them, in thousandths of what was possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quizzes) struct Outcome {
    pub share: i64,
    pub whole: i64,
}

/// How a question fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quizzes) struct Figures {
    pub attempts: usize,
    /// The mean share: 1000 is what everybody gets right.
    pub facility: i64,
    /// The mean share of the best 27 % less that of the last 27 %: a good question is above 300, one below 0 has a wrong
    /// key or misleads who knows more. `None`: fewer than ten attempts say nothing.
    pub discrimination: Option<i64>,
}

/// Attempts below which nothing is said of discrimination.
const LEAST: usize = 10;

pub(in crate::quizzes) fn figures(mut outcomes: Vec<Outcome>) -> Option<Figures> {
    let attempts = outcomes.len();
    let facility = mean(&outcomes)?;
    outcomes.sort_by_key(|outcome| outcome.whole);
    let group = (attempts * 27).div_ceil(100);
    let last = outcomes.get(..group).and_then(mean);
    let best = outcomes.get(attempts - group..).and_then(mean);
    let discrimination = best
        .zip(last)
        .filter(|_| attempts >= LEAST)
        .map(|(best, last)| best - last);
    Some(Figures {
        attempts,
        facility,
        discrimination,
    })
}

fn mean(outcomes: &[Outcome]) -> Option<i64> {
    let count = i64::try_from(outcomes.len()).ok()?;
    let sum: i64 = outcomes.iter().map(|outcome| outcome.share).sum();
    sum.checked_div(count)
}

#[cfg(test)]
mod tests {
    use super::{Figures, Outcome, figures};

    #[test]
    fn figures_say_how_a_question_fares() {
        assert_eq!(figures(Vec::new()), None);
        // The better half gets it right.
        let parts = |wrong: bool| {
            let outcome = |at: i64| Outcome {
                share: if (at >= 10) == wrong { 0 } else { 1_000 },
                whole: at * 50,
            };
            (0..20).map(outcome).collect::<Vec<_>>()
        };
        let right = Figures {
            attempts: 20,
            facility: 500,
            discrimination: Some(1_000),
        };
        assert_eq!(figures(parts(false)), Some(right));
        assert_eq!(
            figures(parts(true)),
            Some(Figures {
                discrimination: Some(-1_000),
                ..right
            })
        );
        let few = figures(parts(false)[..9].to_vec()).unwrap();
        assert_eq!(
            (few.attempts, few.facility, few.discrimination),
            (9, 0, None)
        );
    }
}
