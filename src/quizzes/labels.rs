//! What stands for a choice, an option or an item in an attempt: a label drawn for this attempt alone. What is stored of an
//! answer, and what grades it, are the author's numbers; the author's numbers often tell the key (the first choice, the
//! right order), so they never go out.

use super::model::AskedItem;
use super::rules::draw::Dice;
use crate::questions::{AnswerBody, Key, Named};

impl AskedItem {
    /// The label of an author's number. Papers from before there were labels have none: the number stands for itself.
    pub(super) fn label(&self, number: i32) -> i32 {
        let place = usize::try_from(number).ok().and_then(|n| n.checked_sub(1));
        let label = place.and_then(|place| self.labels.get(place));
        label.copied().unwrap_or(number)
    }

    /// The author's number of a label; what is no label of this question is no number of it either.
    fn number(&self, label: i32) -> i32 {
        let mut numbered = (1_i32..).zip(&self.labels);
        let found = numbered.find(|(_, known)| **known == label);
        found.map_or(label, |(number, _)| number)
    }

    /// An answer as the member names it, from how it is stored.
    pub(super) fn shown(&self, answer: &AnswerBody) -> AnswerBody {
        renamed(answer, |number| self.label(number))
    }

    /// An answer as it is stored, from how the member names it.
    pub(super) fn meant(&self, answer: &AnswerBody) -> AnswerBody {
        renamed(answer, |label| self.number(label))
    }
}

fn renamed(answer: &AnswerBody, name: impl Fn(i32) -> i32) -> AnswerBody {
    let all = |named: &Option<Vec<Named>>| -> Option<Vec<Named>> {
        let named = named.as_ref()?.iter();
        Some(named.map(|Named(one)| Named(name(*one))).collect())
    };
    AnswerBody {
        choice: answer.choice.map(&name),
        choices: all(&answer.choices),
        matches: all(&answer.matches),
        order: all(&answer.order),
        truth: answer.truth,
        text: answer.text.clone(),
        number: answer.number.clone(),
    }
}

/// Orders that are drawn again before one that gives the answer away is put up with.
const DRAWS: usize = 64;

/// The order in which the options of a matching or the items of an ordering are shown: never the right one. Of two, never
/// showing the right order would always show the wrong one, which tells as much: they fall as they fall.
pub(super) fn mixed(dice: &mut Dice, count: usize, key: &Key) -> Vec<i32> {
    let mut order = dice.order(count);
    if count > 2 {
        for _ in 0..DRAWS {
            if !gives_away(key, &order) {
                break;
            }
            order = dice.order(count);
        }
    }
    order
}

/// Whether what is shown is the answer as it stands.
fn gives_away(key: &Key, order: &[i32]) -> bool {
    match key {
        Key::Ordering(right) => right == order,
        Key::Matching { right, .. } => right
            .iter()
            .zip(order)
            .all(|(right, option)| right.contains(option)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{gives_away, mixed};
    use crate::questions::{AnswerBody, Key, Named};
    use crate::quizzes::model::AskedItem;
    use crate::quizzes::rules::draw::Dice;
    use proptest::prelude::*;

    fn item(labels: Vec<i32>) -> AskedItem {
        AskedItem {
            question_id: 1,
            version_id: 1,
            points: 1,
            order: Vec::new(),
            labels,
        }
    }

    fn named(numbers: &[i32]) -> Vec<Named> {
        numbers.iter().copied().map(Named).collect()
    }

    proptest! {
        #[test]
        fn what_is_shown_means_what_is_stored(seed in any::<u64>(), count in 1_usize..30, choice in 1_i32..30) {
            let item = item(Dice(seed).order(count));
            let stored = AnswerBody { choice: Some(choice), matches: Some(named(&[0, choice, 1])), ..AnswerBody::default() };
            prop_assert_eq!(item.meant(&item.shown(&stored)), stored.clone());
            prop_assert_eq!(item.shown(&item.meant(&stored)), stored);
        }

        /// Whatever is no label must not become a number.
        #[test]
        fn what_is_no_label_stays_none(seed in any::<u64>(), count in 1_i32..20, beyond in 1_i32..10) {
            let labels = Dice(seed).order(usize::try_from(count).unwrap());
            let answer = AnswerBody { choice: Some(count + beyond), ..AnswerBody::default() };
            prop_assert_eq!(item(labels).meant(&answer), answer);
        }

        #[test]
        fn three_and_more_are_never_shown_in_the_right_order(seed in any::<u64>(), count in 3_usize..20) {
            let places = Dice(!seed).order(count);
            let ordering = Key::Ordering(places.clone());
            prop_assert!(!gives_away(&ordering, &mixed(&mut Dice(seed), count, &ordering)));
            let right = places.iter().map(|option| vec![*option]).collect();
            let matching = Key::Matching { right, options: i32::try_from(count).unwrap() };
            prop_assert!(!gives_away(&matching, &mixed(&mut Dice(seed), count, &matching)));
        }
    }

    #[test]
    fn a_paper_from_before_there_were_labels_is_read_as_it_was() {
        let answer = AnswerBody {
            choices: Some(named(&[3, 1])),
            ..AnswerBody::default()
        };
        assert_eq!(item(Vec::new()).meant(&answer), answer);
        assert_eq!(item(Vec::new()).shown(&answer), answer);
        let stored = serde_json::json!({"q": 1, "v": 1, "p": 1, "o": [2, 1]});
        let read: AskedItem = serde_json::from_value(stored.clone()).unwrap();
        assert!(read.labels.is_empty());
        assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    }

    #[test]
    fn of_two_each_order_is_shown_as_often() {
        let key = Key::Ordering(vec![1, 2]);
        let orders = (0..1_000).map(|seed| mixed(&mut Dice(seed), 2, &key));
        let right = orders.filter(|order| gives_away(&key, order)).count();
        assert!((400..600).contains(&right), "{right}");
    }
}
