//! Where words stand, against looking at each word of the section in turn.

use proptest::prelude::*;

use super::{HITS, LONGEST, Sought, hits, which};
use crate::search::rules::asked::{Asked, Word};

/// The same, one word after the other.
fn one_by_one(words: &[&Word], section: &str, starts: bool) -> Vec<(usize, usize)> {
    let mut longest: Vec<&str> = Vec::new();
    for length in (1..=3).rev() {
        let folded = words.iter().map(|word| word.folded.as_str());
        for word in folded.filter(|word| word.len() == length) {
            if !longest.contains(&word) {
                longest.push(word);
            }
        }
    }
    longest.truncate(LONGEST);
    if !longest.iter().any(|word| section.contains(word)) {
        return Vec::new();
    }
    let each = section.split(' ').enumerate();
    each.filter_map(|(at, word)| Some((at, which(words, word, starts)?)))
        .take(HITS)
        .collect()
}

fn found(query: &str, section: &str, starts: bool) -> Vec<(usize, usize)> {
    let asked = Asked::read(query);
    hits(&Sought::of(&asked).unwrap(), section, starts)
}

#[test]
fn only_whole_words_count_and_the_last_also_where_it_begins_one() {
    let section = "chi bo chibo bo chi boc";
    assert_eq!(
        found("chi bo", section, false),
        [(0, 0), (1, 1), (3, 1), (4, 0)]
    );
    assert_eq!(
        found("chi bo", section, true),
        [(0, 0), (1, 1), (3, 1), (4, 0), (5, 1)]
    );
}

#[test]
fn a_section_without_the_longest_words_is_not_looked_into() {
    let query = "chuyen nghiep quoc bo";
    assert_eq!(found(query, "bo bo", false), []);
    assert_eq!(found(query, "bo quoc", false), [(0, 3), (1, 2)]);
}

#[test]
fn no_more_than_a_bound_are_looked_at() {
    let section = "bo ".repeat(HITS + 5);
    let all = found("bo", &section, false);
    assert_eq!(all.len(), HITS);
    assert_eq!(all.last(), Some(&(HITS - 1, 0)));
}

/// What stands within one very long word is passed over, and does not cost as much as the word is long.
#[test]
fn a_word_without_end_is_looked_at_once() {
    let section = format!("bo {}", "a".repeat(2_000_000));
    assert_eq!(found("a", &section, true), [(1, 0)]);
    assert_eq!(found("a", &section, false), []);
}

#[test]
fn of_two_words_those_that_come_first_in_the_text_are_looked_at() {
    let section = format!("{}{}", "bo ".repeat(HITS - 1), "chi ".repeat(HITS));
    let all = found("chi bo", &section, false);
    assert_eq!(all.len(), HITS);
    assert_eq!(all.last(), Some(&(HITS - 1, 0)));
    assert_eq!(all.first(), Some(&(0, 1)));
}

proptest! {
    #[test]
    fn the_same_are_found_as_one_by_one(
        query in "[ab]{1,3}( [ab]{1,3}){0,4}",
        section in "(-|[ab]{1,4})( (-|[ab_]{1,4})){0,40}",
        starts in any::<bool>(),
    ) {
        let asked = Asked::read(&query);
        let words: Vec<&Word> = asked.carrying().collect();
        prop_assert_eq!(
            found(&query, &section, starts),
            one_by_one(&words, &section, starts)
        );
    }
}
