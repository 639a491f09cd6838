//! The numbers that put the tree in order: pure.
//!
//! A unit owns the interval from `lft` to `lft_end`; the intervals of its children lie inside it, one after the other,
//! in the order of their names. Between all these numbers there is room, so that a new or moved unit is put between two
//! others without touching them. Where the room is used up, the units of the nearest ancestor that has enough are
//! spread again over its interval, evenly.

/// The interval of a top unit that is made: of the numbers a database keeps, 8,191 such fit.
pub const TOP_WIDTH: i64 = 1 << 50;

/// The share of a gap that a unit at an end of its siblings takes; the rest is for those who come after it.
const END_SHARE: i64 = 64;

/// How many times the numbers it needs now a unit should find between any two after spreading: spreading again
/// must be rare.
const SPARE: i64 = 1_024;

/// From `lft` to `lft_end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    pub from: i64,
    pub to: i64,
}

/// The free numbers between two neighbours: strictly after `after` and before `before`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub after: i64,
    pub before: i64,
    /// `after` is the end of a sibling, not the start of the parent.
    pub sibling_before: bool,
    /// `before` is the start of a sibling, not the end of the parent.
    pub sibling_after: bool,
}

impl Interval {
    /// The distance between two numbers when `units` units (two numbers each) are spread over it evenly.
    #[must_use]
    pub fn step(self, units: i64) -> i64 {
        self.to.saturating_sub(self.from) / numbers(units).saturating_sub(1).max(1)
    }

    /// Whether spreading its `present` units leaves enough room between any two of them for `coming` more.
    #[must_use]
    pub fn has_room(self, present: i64, coming: i64) -> bool {
        self.step(present) >= numbers(coming).saturating_mul(SPARE)
    }
}

impl Gap {
    /// Whether it holds the interval already.
    #[must_use]
    pub fn holds(self, interval: Interval) -> bool {
        self.after < interval.from && interval.to < self.before
    }

    /// Where to put a subtree of `units` units; `None`: there is not enough room.
    #[must_use]
    pub fn place(self, units: i64) -> Option<Interval> {
        let width = self.before.checked_sub(self.after)?;
        let needed = numbers(units);
        if width / 4 < needed {
            return None;
        }
        let third = width / 3;
        let share = (width / END_SHARE).clamp(needed, third);
        let from = match (self.sibling_before, self.sibling_after) {
            (true, true) => {
                return Some(Interval {
                    from: self.after + third,
                    to: self.before - third,
                });
            }
            (true, false) => self.after + share,
            (false, true) => self.before - 2 * share,
            (false, false) => self.after + (width - share) / 2,
        };
        Some(Interval {
            from,
            to: from + share,
        })
    }
}

/// The interval of the next top unit, when the last one ends at `end`.
#[must_use]
pub fn next_top(end: i64) -> Option<Interval> {
    let from = end.checked_add(1)?;
    Some(Interval {
        from,
        to: from.checked_add(TOP_WIDTH)?,
    })
}

/// Numbers that `units` units need: each has two.
const fn numbers(units: i64) -> i64 {
    units.saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Gap, Interval, TOP_WIDTH, next_top};

    proptest! {
        #[test]
        fn a_place_lies_inside_its_gap_and_holds_its_units(
            after in 0_i64..1 << 60, width in 0_i64..1 << 52, units in 1_i64..2_000_000,
            sibling_before: bool, sibling_after: bool,
        ) {
            let gap = Gap { after, before: after + width, sibling_before, sibling_after };
            match gap.place(units) {
                Some(place) => {
                    prop_assert!(gap.holds(place));
                    prop_assert!(place.step(units) >= 1);
                    // Spreading from `from` by the step ends inside.
                    prop_assert!(place.from + place.step(units) * (2 * units - 1) <= place.to);
                    // Another unit of one fits on either side.
                    prop_assert!(place.from - gap.after >= 1 && gap.before - place.to >= 1);
                }
                None => prop_assert!(width / 4 < 2 * units),
            }
        }
    }

    #[test]
    fn room_is_measured_before_it_is_promised() {
        let wide = Interval {
            from: 0,
            to: TOP_WIDTH,
        };
        assert!(wide.has_room(1_000_000, 100_000));
        assert!(!Interval { from: 0, to: 1_000 }.has_room(3, 1));
        let spread = Interval {
            from: 0,
            to: 3 * 2_048,
        };
        assert!(spread.has_room(2, 1));
        assert!(!spread.has_room(2, 2));
    }

    #[test]
    fn top_units_stand_beside_each_other_until_the_numbers_end() {
        let first = next_top(0).unwrap();
        let second = next_top(first.to).unwrap();
        assert!(first.to < second.from);
        assert_eq!(next_top(i64::MAX - 10), None);
    }

    #[test]
    fn hundreds_can_be_added_at_the_end_before_room_must_be_made() {
        let mut gap = Gap {
            after: 0,
            before: TOP_WIDTH,
            sibling_before: false,
            sibling_after: false,
        };
        let mut placed = 0;
        while let Some(place) = gap.place(1) {
            gap = Gap {
                after: place.to,
                sibling_before: true,
                ..gap
            };
            placed += 1;
        }
        assert!(placed > 600, "{placed}");
    }
}
