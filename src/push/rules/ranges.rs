//! How the members of a campaign are cut into chunks.

/// Members of a chunk, at most, as they are when it is cut.
pub(in crate::push) const CHUNK: i64 = 500;

/// Members after one row key up to another, which is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::push) struct Range {
    pub after: i64,
    pub last: i64,
    pub planned: i64,
}

/// Ranges without gaps over all row keys: `spread` has the last key of each stretch of keys that holds some members, and how
/// many. Whoever is added later belongs to the last one.
pub(in crate::push) fn ranges(spread: &[(i64, i64)]) -> Vec<Range> {
    let mut ranges = Vec::new();
    let mut open = Range {
        after: 0,
        last: 0,
        planned: 0,
    };
    for (last, people) in spread {
        if open.planned > 0 && open.planned + people > CHUNK {
            ranges.push(open);
            open = Range {
                after: open.last,
                last: open.last,
                planned: 0,
            };
        }
        open.last = *last;
        open.planned += people;
    }
    open.last = i64::MAX;
    ranges.push(open);
    ranges
}

/// Ranges that hold exactly these members, in the order of their keys.
pub(in crate::push) fn of_members(members: &[i64]) -> Vec<Range> {
    let size = usize::try_from(CHUNK).unwrap_or(usize::MAX);
    members
        .chunks(size)
        .filter_map(|some| {
            Some(Range {
                after: some.first()? - 1,
                last: *some.last()?,
                planned: i64::try_from(some.len()).unwrap_or(CHUNK),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_members_are_cut_into_chunks_that_are_not_too_large() {
        let members: Vec<i64> = (1..=1_203).map(|n| n * 3).collect();
        let ranges = of_members(&members);
        let planned: Vec<i64> = ranges.iter().map(|range| range.planned).collect();
        assert_eq!(planned, [500, 500, 203]);
        for range in &ranges {
            let held = |member: &&i64| range.after < **member && **member <= range.last;
            let count = members.iter().filter(held).count();
            assert_eq!(i64::try_from(count).unwrap(), range.planned);
        }
        assert_eq!(of_members(&[]), []);
    }

    fn cut(spread: &[(i64, i64)]) -> Vec<(i64, i64, i64)> {
        ranges(spread)
            .into_iter()
            .map(|range| (range.after, range.last, range.planned))
            .collect()
    }

    #[test]
    fn full_stretches_are_a_chunk_each_and_thin_ones_share() {
        assert_eq!(cut(&[]), [(0, i64::MAX, 0)]);
        assert_eq!(
            cut(&[(500, 500), (1_000, 500)]),
            [(0, 500, 500), (500, i64::MAX, 500)]
        );
        assert_eq!(
            cut(&[(500, 20), (9_000, 470), (9_500, 11), (20_000, 3)]),
            [(0, 9_000, 490), (9_000, i64::MAX, 14)]
        );
    }

    #[test]
    fn every_key_is_in_exactly_one_chunk() {
        let spread: Vec<(i64, i64)> = (1..400).map(|n| (n * 500, n * 37 % 501)).collect();
        let ranges = ranges(&spread);
        assert_eq!(ranges.first().map(|range| range.after), Some(0));
        assert_eq!(ranges.last().map(|range| range.last), Some(i64::MAX));
        assert!(
            ranges
                .windows(2)
                .all(|pair| pair[0].last == pair[1].after && pair[0].after < pair[0].last)
        );
        assert!(ranges.iter().all(|range| range.planned <= CHUNK));
        assert_eq!(
            ranges.iter().map(|range| range.planned).sum::<i64>(),
            spread.iter().map(|(_, people)| people).sum::<i64>()
        );
    }
}
