//! Whom the database has, and whom of them a row means.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::NaiveDate;

use super::super::model::RosterMember;
use super::issues::Issue;
use crate::kernel::text::{exact_key, search_key};

/// A name without marks and a birth date, by which probable duplicates are found: a digest, so that a large roster
/// costs little memory. Two different people may share one; the listing only says "probably".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::rosters) struct NameKey(u64);

impl NameKey {
    pub(super) fn of(full_name: &str, birth_date: NaiveDate) -> Self {
        let mut hasher = DefaultHasher::new();
        (search_key(full_name), birth_date).hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// What a row says about who is meant.
#[derive(Clone, Copy)]
pub(super) struct Described<'a> {
    pub card_number: Option<&'a str>,
    pub citizen_id: Option<&'a str>,
    pub full_name: Option<&'a str>,
    pub birth_date: Option<NaiveDate>,
    pub cell_id: Option<i64>,
    /// He belongs to none, it says.
    pub without_cell: bool,
}

/// Whom a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// The place of the person in [`People::all`].
    Known(usize),
    /// Somebody new.
    Nobody,
}

/// The members of the chosen unit, those elsewhere whom the importer keeps and the file names, and which numbers are
/// held by people whom he does not keep.
#[derive(Default)]
pub(in crate::rosters) struct People {
    all: Vec<RosterMember>,
    /// How many of `all` are of the chosen unit.
    own: usize,
    by_card: HashMap<Box<str>, usize>,
    by_citizen: HashMap<Box<str>, usize>,
    by_name: HashMap<NameKey, usize>,
    /// Those who have no card, by exact name.
    without_card: HashMap<String, Vec<usize>>,
    foreign_cards: HashSet<String>,
    foreign_citizens: HashSet<String>,
}

impl People {
    /// The members of the chosen unit.
    pub(in crate::rosters) fn new(own: Vec<RosterMember>) -> Self {
        let mut people = Self {
            own: own.len(),
            ..Self::default()
        };
        people.add(own);
        people
    }

    /// Others whom the importer keeps.
    pub(in crate::rosters) fn add(&mut self, others: Vec<RosterMember>) {
        for member in others {
            let place = self.all.len();
            match &member.card_number {
                Some(card) => {
                    self.by_card.insert(card.as_str().into(), place);
                }
                None => self
                    .without_card
                    .entry(exact_key(&member.full_name))
                    .or_default()
                    .push(place),
            }
            if let Some(citizen) = &member.citizen_id {
                self.by_citizen.insert(citizen.as_str().into(), place);
            }
            if let Some(birth_date) = member.birth_date {
                self.by_name
                    .entry(NameKey::of(&member.full_name, birth_date))
                    .or_insert(place);
            }
            self.all.push(member);
        }
    }

    /// Numbers that people have whom the importer does not keep.
    pub(in crate::rosters) fn add_foreign(&mut self, cards: Vec<String>, citizens: Vec<String>) {
        self.foreign_cards.extend(cards);
        self.foreign_citizens.extend(citizens);
    }

    pub(in crate::rosters) fn knows_card(&self, card: &str) -> bool {
        self.by_card.contains_key(card)
    }

    pub(in crate::rosters) fn knows_citizen(&self, citizen: &str) -> bool {
        self.by_citizen.contains_key(citizen)
    }

    pub(super) fn get(&self, place: usize) -> Option<&RosterMember> {
        self.all.get(place)
    }

    /// The members of the chosen unit, with their places.
    pub(super) fn own(&self) -> impl Iterator<Item = (usize, &RosterMember)> {
        self.all.iter().take(self.own).enumerate()
    }

    /// Somebody of the chosen unit with this name and birth date.
    pub(super) fn namesake(&self, full_name: &str, birth_date: NaiveDate) -> Option<&RosterMember> {
        self.by_name
            .get(&NameKey::of(full_name, birth_date))
            .and_then(|place| self.all.get(*place))
    }

    /// Whom a row means, or why it can mean nobody. A card number decides; without one, a citizen id; without either,
    /// the name and birth date of somebody who has no card. Only a member who belongs to no cell may stay without one.
    pub(super) fn meant(&self, row: &Described<'_>) -> Result<Meant, Issue> {
        let meant = self.meant_anywhere(row)?;
        let in_none = |place| {
            self.get(place)
                .is_some_and(|member| member.cell_id.is_none())
        };
        match meant {
            Meant::Known(place) if !row.without_cell || in_none(place) => Ok(meant),
            Meant::Nobody if !row.without_cell => Ok(meant),
            _ => Err(Issue::CellNeeded),
        }
    }

    fn meant_anywhere(&self, row: &Described<'_>) -> Result<Meant, Issue> {
        let by_citizen = row
            .citizen_id
            .and_then(|citizen| self.by_citizen.get(citizen).copied());
        if row
            .card_number
            .is_some_and(|card| self.foreign_cards.contains(card))
        {
            return Err(Issue::CardElsewhere);
        }
        if row
            .citizen_id
            .is_some_and(|citizen| self.foreign_citizens.contains(citizen))
        {
            return Err(Issue::CitizenElsewhere);
        }
        let by_card = row
            .card_number
            .and_then(|card| self.by_card.get(card).copied());
        match (by_card, by_citizen) {
            (Some(card), Some(citizen)) if card != citizen => Err(Issue::CitizenTaken),
            (Some(card), _) => Ok(Meant::Known(card)),
            (None, Some(citizen)) => {
                let has_card = self
                    .all
                    .get(citizen)
                    .is_some_and(|member| member.card_number.is_some());
                if has_card && row.card_number.is_some() {
                    Err(Issue::CitizenTaken)
                } else {
                    Ok(Meant::Known(citizen))
                }
            }
            (None, None) if row.card_number.is_some() => Ok(Meant::Nobody),
            (None, None) => self
                .meant_without_numbers(row)
                .map(Meant::Known)
                .ok_or(Issue::Required),
        }
    }

    fn meant_without_numbers(&self, row: &Described<'_>) -> Option<usize> {
        let namesakes = self.without_card.get(&exact_key(row.full_name?))?;
        let alike: Vec<usize> = namesakes
            .iter()
            .copied()
            .filter(|place| {
                self.all
                    .get(*place)
                    .is_some_and(|member| member.birth_date == row.birth_date)
            })
            .collect();
        let in_cell = |place: &usize| {
            self.all
                .get(*place)
                .is_some_and(|member| member.cell_id == row.cell_id)
        };
        match alike.as_slice() {
            [only] => Some(*only),
            several => {
                let mut there = several.iter().copied().filter(in_cell);
                there.next().filter(|_| there.next().is_none())
            }
        }
    }
}
