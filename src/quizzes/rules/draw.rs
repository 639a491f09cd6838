//! What a member is asked, from a seed: the same seed draws the same.

use std::collections::HashSet;

use super::refusals::DRAW_TOO_LARGE;
use crate::error::Rule;

/// A question that may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quizzes) struct Candidate {
    pub question_id: i64,
    pub version_id: i64,
    /// Still asked. The others fill in where there are too few: an attempt never asks less than its quiz says.
    pub active: bool,
}

/// An item with the questions from which it draws.
#[derive(Debug, Clone)]
pub(in crate::quizzes) struct Source {
    pub candidates: Vec<Candidate>,
    pub draws: usize,
    pub points: i32,
    /// The narrower is drawn first: a fixed question, then a category, then a whole bank.
    pub breadth: u8,
}

/// What was drawn: question, version, points; in the order of the items.
pub(in crate::quizzes) type Drawn = Vec<(i64, i64, i32)>;

/// Draws for each item, no question twice. `only_active`: as it must be possible when a quiz is published.
pub(in crate::quizzes) fn draw(
    sources: &[Source],
    seed: u64,
    only_active: bool,
) -> Result<Drawn, Rule> {
    let mut dice = Dice(seed);
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by_key(|place| sources.get(*place).map(|source| source.breadth));
    let mut taken: HashSet<i64> = HashSet::new();
    let mut drawn: Vec<(usize, Drawn)> = Vec::with_capacity(sources.len());
    for place in order {
        let Some(source) = sources.get(place) else {
            continue;
        };
        let (mut active, mut spare): (Vec<Candidate>, Vec<Candidate>) = source
            .candidates
            .iter()
            .filter(|candidate| !taken.contains(&candidate.question_id))
            .partition(|candidate| candidate.active);
        dice.shuffle(&mut active);
        dice.shuffle(&mut spare);
        if !only_active {
            active.append(&mut spare);
        }
        if active.len() < source.draws {
            return Err(DRAW_TOO_LARGE);
        }
        active.truncate(source.draws);
        taken.extend(active.iter().map(|candidate| candidate.question_id));
        let asked = active
            .iter()
            .map(|candidate| (candidate.question_id, candidate.version_id, source.points));
        drawn.push((place, asked.collect()));
    }
    drawn.sort_by_key(|(place, _)| *place);
    Ok(drawn.into_iter().flat_map(|(_, drawn)| drawn).collect())
}

/// Numbers that look random, from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub(in crate::quizzes) struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Puts things into another order; each is as likely, but for one part in 2⁵⁰.
    pub(in crate::quizzes) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let below = last as u64 + 1;
            let place = usize::try_from(self.next() % below).unwrap_or(0);
            things.swap(last, place);
        }
    }

    /// The numbers from 1 to `count` in some order.
    pub(in crate::quizzes) fn order(&mut self, count: usize) -> Vec<i32> {
        let mut numbers: Vec<i32> = (1_i32..).take(count).collect();
        self.shuffle(&mut numbers);
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Source, draw};
    use proptest::prelude::*;

    fn source(ids: std::ops::Range<i64>, draws: usize, breadth: u8) -> Source {
        let candidate = |id| Candidate {
            question_id: id,
            version_id: id * 10,
            active: id % 5 != 0,
        };
        Source {
            candidates: ids.map(candidate).collect(),
            draws,
            points: i32::from(breadth) + 1,
            breadth,
        }
    }

    proptest! {
        #[test]
        fn a_draw_keeps_its_quotas_and_asks_nothing_twice(seed in any::<u64>(), wide in 0_usize..20, narrow in 0_usize..8) {
            // A bank of 40 questions, of which 10 are of a category and one is asked of everybody.
            let sources = [source(1..41, wide, 2), source(1..11, narrow, 1), source(3..4, 1, 0)];
            let drawn = draw(&sources, seed, false).unwrap();
            prop_assert_eq!(drawn.len(), wide + narrow + 1);
            let mut ids: Vec<i64> = drawn.iter().map(|(id, ..)| *id).collect();
            prop_assert_eq!(drawn.last().map(|(id, ..)| *id), Some(3));
            prop_assert!(drawn[wide..wide + narrow].iter().all(|(id, _, points)| (1..11).contains(id) && *points == 2));
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), drawn.len());
            prop_assert_eq!(draw(&sources, seed, false).unwrap(), drawn);
        }

        /// Whether there are enough does not hang on luck.
        #[test]
        fn enough_is_enough_for_every_seed(one in any::<u64>(), other in any::<u64>(), wide in 0_usize..45, narrow in 0_usize..12) {
            let sources = [source(1..41, wide, 2), source(1..11, narrow, 1), source(3..4, 1, 0)];
            prop_assert_eq!(draw(&sources, one, true).is_ok(), draw(&sources, other, true).is_ok());
        }
    }

    #[test]
    fn a_draw_larger_than_its_bank_is_refused() {
        assert_eq!(
            draw(&[source(1..5, 5, 2)], 1, true).unwrap_err().code,
            "draw_larger_than_bank"
        );
        // The fifth is no longer asked: it fills in, but a quiz cannot be published with it.
        assert!(draw(&[source(1..6, 5, 2)], 1, true).is_err());
        assert!(draw(&[source(1..6, 5, 2)], 1, false).is_ok());
    }

    #[test]
    fn every_question_has_its_turn() {
        let mut seen = [0_u32; 8];
        for seed in 0..4_000 {
            let (id, ..) = draw(&[source(1..9, 1, 2)], seed, false).unwrap()[0];
            seen[usize::try_from(id - 1).unwrap()] += 1;
        }
        // The fifth is no longer asked.
        assert_eq!(seen[4], 0);
        assert!(
            seen.iter()
                .enumerate()
                .all(|(at, count)| at == 4 || (450..700).contains(count)),
            "{seen:?}"
        );
    }
}
