//! All published documents as one generation of the library has them: who may read them, and what sorts and narrows them
//! before they are looked at. The higher a row key, the newer the document.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;
use roaring::RoaringTreemap;

use super::model::{Card, Force, Wanted};
use crate::audiences::Reader;

/// A set of documents by their row keys.
pub(super) type Keys = RoaringTreemap;

/// A row key, which is never negative, as sets have it.
pub(super) const fn key(id: i64) -> u64 {
    id.unsigned_abs()
}

#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// In the order of their row keys.
    cards: Box<[Card]>,
    everybody: Keys,
    by_audience: HashMap<i64, Keys>,
}

impl Catalogue {
    /// Of cards in the order of their row keys.
    pub(super) fn of(cards: Vec<Card>) -> Self {
        let mut everybody = Keys::new();
        let mut by_audience: HashMap<i64, Keys> = HashMap::new();
        for card in &cards {
            if card.is_public {
                everybody.insert(key(card.id));
            } else {
                by_audience
                    .entry(card.audience_id)
                    .or_default()
                    .insert(key(card.id));
            }
        }
        Self {
            cards: cards.into(),
            everybody,
            by_audience,
        }
    }

    /// The same, but of these documents (ascending) there are these cards.
    pub(super) fn with(&self, changed: &[i64], cards: Vec<Card>) -> Self {
        let others = self.cards.iter();
        let others = others.filter(|card| changed.binary_search(&card.id).is_err());
        let mut all: Vec<Card> = others.cloned().chain(cards).collect();
        all.sort_by_key(|card| card.id);
        Self::of(all)
    }

    /// What a reader may read.
    pub(super) fn readable(&self, reader: &Reader) -> Keys {
        let admitting = reader.admitted().iter();
        let sets = admitting.filter_map(|audience| self.by_audience.get(audience));
        sets.fold(self.everybody.clone(), |all, set| all | set)
    }

    /// Row keys of up to `limit` of these documents, and of which `force` is true on its day: the newest first, or of a
    /// number the highest issuers and kinds.
    pub(super) fn pick(
        &self,
        keys: &Keys,
        wanted: &Wanted,
        (force, day): (Option<Force>, NaiveDate),
        limit: usize,
    ) -> Vec<i64> {
        let newest = keys.iter().rev();
        let cards = newest.filter_map(|key| self.card(key));
        let fitting = cards.filter(|card| force.is_none_or(|force| card.is(force, day)));
        let Some(number) = wanted.number else {
            return fitting.take(limit).map(|card| card.id).collect();
        };
        let mut numbered: Vec<&Card> = fitting.filter(|card| card.number == Some(number)).collect();
        numbered.sort_by_key(|card| (!card.is_central, card.kind_place, Reverse(card.id)));
        numbered.iter().take(limit).map(|card| card.id).collect()
    }

    fn card(&self, wanted: u64) -> Option<&Card> {
        let place = self
            .cards
            .binary_search_by_key(&wanted, |card| key(card.id));
        self.cards.get(place.ok()?)
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
