//! Rows that lead to each other.

/// For each place the number of its group: places that lead to each other, by whatever way, share one. The work is that
/// of all links, and nothing calls itself: a sheet may be one long chain.
pub(super) fn groups_of(leads: &[Vec<usize>]) -> Vec<usize> {
    let mut led_by: Vec<Vec<usize>> = vec![Vec::new(); leads.len()];
    for (from, targets) in leads.iter().enumerate() {
        for to in targets {
            if let Some(by) = led_by.get_mut(*to) {
                by.push(from);
            }
        }
    }
    let mut finished = Vec::with_capacity(leads.len());
    let mut seen = vec![false; leads.len()];
    for start in 0..leads.len() {
        walk(start, leads, &mut seen, &mut finished);
    }
    // Back from what finished last, a walk meets exactly those that lead there and are led to from there.
    let mut group_of = vec![0; leads.len()];
    let mut seen = vec![false; leads.len()];
    let mut number = 0;
    for start in finished.into_iter().rev() {
        let mut members = Vec::new();
        walk(start, &led_by, &mut seen, &mut members);
        for place in &members {
            if let Some(group) = group_of.get_mut(*place) {
                *group = number;
            }
        }
        number += usize::from(!members.is_empty());
    }
    group_of
}

/// Adds what is reached from a place and was not seen before, each after all that is reached from it.
fn walk(start: usize, leads: &[Vec<usize>], seen: &mut [bool], finished: &mut Vec<usize>) {
    if !is_first(seen, start) {
        return;
    }
    let mut path = vec![(start, 0)];
    while let Some((place, next)) = path.last_mut() {
        let target = leads.get(*place).and_then(|all| all.get(*next)).copied();
        *next += 1;
        match target {
            Some(target) if is_first(seen, target) => path.push((target, 0)),
            Some(_) => {}
            None => {
                finished.push(*place);
                path.pop();
            }
        }
    }
}

fn is_first(seen: &mut [bool], place: usize) -> bool {
    seen.get_mut(place)
        .is_some_and(|seen| !std::mem::replace(seen, true))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::groups_of;

    /// Whether one place leads to another, by asking everybody.
    fn reached(leads: &[Vec<usize>], from: usize) -> Vec<bool> {
        let mut reached = vec![false; leads.len()];
        reached[from] = true;
        for _ in 0..leads.len() {
            for (place, targets) in leads.iter().enumerate() {
                if reached[place] {
                    for target in targets {
                        reached[*target] = true;
                    }
                }
            }
        }
        reached
    }

    proptest! {
        #[test]
        fn a_group_is_those_that_lead_to_each_other(
            leads in proptest::collection::vec(proptest::collection::vec(0_usize..9, 0..4), 9)
        ) {
            let groups = groups_of(&leads);
            let reached: Vec<Vec<bool>> = (0..9).map(|from| reached(&leads, from)).collect();
            for one in 0..9 {
                for other in 0..9 {
                    let both = reached[one][other] && reached[other][one];
                    prop_assert_eq!(groups[one] == groups[other], both, "{} {}", one, other);
                }
            }
        }
    }

    #[test]
    fn a_long_chain_is_no_long_call() {
        let leads: Vec<Vec<usize>> = (1..=200_000).map(|next| vec![next]).collect();
        let groups = groups_of(&leads);
        let mut numbers = groups.clone();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 200_000);
        // Closed, it is one group.
        let mut closed = leads;
        closed[199_999] = vec![0];
        assert!(groups_of(&closed).iter().all(|group| *group == 0));
    }
}
