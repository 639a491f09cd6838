//! All published documents as one generation of the library has them: who may read them, and what sorts and narrows them
//! before they are looked at. The higher a row key, the newer the document.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;
use roaring::RoaringTreemap;

use super::model::{Card, ForceFilter, Wanted};
use crate::audiences::Reader;

/// A set of documents by their row keys.
pub(super) type Keys = RoaringTreemap;

/// What somebody may read: every search begins with it. Only [`Catalogue::readable`] makes it, of a reader.
pub(super) struct Readable(Keys);

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
    by_number: HashMap<i32, Keys>,
}

impl Catalogue {
    /// Of cards in the order of their row keys.
    pub(super) fn of(cards: Vec<Card>) -> Self {
        let mut everybody = Keys::new();
        let mut by_audience: HashMap<i64, Keys> = HashMap::new();
        let mut by_number: HashMap<i32, Keys> = HashMap::new();
        for card in &cards {
            if let Some(number) = card.number {
                by_number.entry(number).or_default().insert(key(card.id));
            }
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
            by_number,
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
    pub(super) fn readable(&self, reader: &Reader) -> Readable {
        let admitting = reader.admitted().iter();
        let sets = admitting.filter_map(|audience| self.by_audience.get(audience));
        Readable(sets.fold(self.everybody.clone(), |all, set| all | set))
    }

    /// Row keys of up to `limit` of these documents, and of which `force` is true on its day: the newest first, or of a
    /// number the highest issuers and kinds.
    pub(super) fn pick(
        &self,
        keys: &Keys,
        wanted: &Wanted,
        (force, day): (Option<ForceFilter>, NaiveDate),
        limit: usize,
    ) -> Vec<i64> {
        let fitting = |card: &&Card| force.is_none_or(|force| card.is(force, day));
        let Some(number) = wanted.number else {
            let newest = keys.iter().rev().filter_map(|key| self.card(key));
            let newest = newest.filter(fitting).take(limit);
            return newest.map(|card| card.id).collect();
        };
        let Some(of_number) = self.by_number.get(&number) else {
            return Vec::new();
        };
        let numbered = (keys & of_number).into_iter();
        let cards = numbered.filter_map(|key| self.card(key));
        let mut cards: Vec<&Card> = cards.filter(fitting).collect();
        cards.sort_by_key(|card| (!card.is_central, card.kind_place, Reverse(card.id)));
        cards.iter().take(limit).map(|card| card.id).collect()
    }

    /// Row keys of the documents below one, the newest first.
    pub(super) fn below(&self, id: i64) -> impl Iterator<Item = i64> {
        let end = self.cards.partition_point(|card| card.id < id);
        let cards = self.cards.iter().take(end).rev();
        cards.map(|card| card.id)
    }

    fn card(&self, wanted: u64) -> Option<&Card> {
        let place = self
            .cards
            .binary_search_by_key(&wanted, |card| key(card.id));
        self.cards.get(place.ok()?)
    }
}

impl Readable {
    pub(super) const fn keys(&self) -> &Keys {
        &self.0
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
