//! All published documents as one generation of the library has them, by place: who may read them, and what sorts and
//! narrows them before they are looked at. Sets of documents are sets of places; the higher the place, the newer.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;
use roaring::RoaringBitmap;

use super::model::{Card, Force, Wanted};
use crate::audiences::Reader;

/// Documents by their places in a [`Catalogue`].
pub(super) type Places = RoaringBitmap;

#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// In the order of their row keys.
    cards: Box<[Card]>,
    everybody: Places,
    by_audience: HashMap<i64, Places>,
}

impl Catalogue {
    /// Of cards in the order of their row keys.
    pub(super) fn of(cards: Vec<Card>) -> Self {
        let mut everybody = Places::new();
        let mut by_audience: HashMap<i64, Places> = HashMap::new();
        for (place, card) in (0..).zip(&cards) {
            if card.is_public {
                everybody.insert(place);
            } else {
                by_audience
                    .entry(card.audience_id)
                    .or_default()
                    .insert(place);
            }
        }
        Self {
            cards: cards.into(),
            everybody,
            by_audience,
        }
    }

    /// The places of documents whose row keys ascend; those that are not here have none.
    pub(super) fn places(&self, keys: &[i64]) -> Places {
        let mut places = Places::new();
        let mut from = 0;
        for key in keys {
            let rest = self.cards.get(from..).unwrap_or_default();
            from += rest.partition_point(|card| card.id < *key);
            if self.cards.get(from).is_some_and(|card| card.id == *key) {
                places.extend(u32::try_from(from));
            }
        }
        places
    }

    /// What a reader may read.
    pub(super) fn readable(&self, reader: &Reader) -> Places {
        let admitting = reader.admitted().iter();
        let sets = admitting.filter_map(|audience| self.by_audience.get(audience));
        sets.fold(self.everybody.clone(), |all, set| all | set)
    }

    /// Row keys of up to `limit` of these documents, and of which `force` is true on its day: the newest first, or of a
    /// number the highest issuers and kinds.
    pub(super) fn pick(
        &self,
        places: &Places,
        wanted: &Wanted,
        (force, day): (Option<Force>, NaiveDate),
        limit: usize,
    ) -> Vec<i64> {
        let newest = places.iter().rev();
        let cards = newest.filter_map(|place| self.cards.get(usize::try_from(place).ok()?));
        let fitting = cards.filter(|card| force.is_none_or(|force| card.is(force, day)));
        let Some(number) = wanted.number else {
            return fitting.take(limit).map(|card| card.id).collect();
        };
        let mut numbered: Vec<&Card> = fitting.filter(|card| card.number == Some(number)).collect();
        numbered.sort_by_key(|card| (!card.is_central, card.kind_place, Reverse(card.id)));
        numbered.iter().take(limit).map(|card| card.id).collect()
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
