//! What is asked, and what is found.

mod narrowing;

use std::ops::{Deref, Range};

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};

pub(super) use narrowing::Narrowing;

pub(super) use crate::library::{Circulation, Field, Force, Genre, START_CHARS, Tier, pair, token};
pub(super) use crate::reading::{ForceFilter, TierFilter};

use crate::audiences::Reader;
use crate::db::types::PublicIdSql;
use crate::kernel::ids::PublicId;
use crate::kernel::text::{self, exact_key, search_key};

/// Documents that a search ranks; what lies beyond is not found by it.
pub(super) const CANDIDATES: usize = 100;

/// Which documents one step of a search asks for: those that have all tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub tokens: Vec<String>,
    /// Only papers of this number, the highest issuers and kinds first; otherwise the newest first.
    pub number: Option<i32>,
}

/// What is known of every published document without looking at it.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub id: i64,
    pub audience_id: i64,
    /// For everybody, whatever its audience.
    pub is_public: bool,
    pub number: Option<i32>,
    /// Of a central body of the Party.
    pub is_central: bool,
    /// Where its kind stands among the kinds.
    pub kind_place: i32,
    /// Of official documents.
    pub span: Option<Span>,
}

/// When an official document holds.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub begins_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub ended_by: Force,
    pub amended_on: Option<NaiveDate>,
}

/// A document that may be shown, and the keys by which it is sorted.
#[derive(Debug, Clone)]
pub(super) struct Found {
    row: FoundRow,
    pub title_key: String,
    /// With marks.
    pub title_exact: String,
    pub kind_key: String,
    pub abbreviation_key: String,
    pub issuer_key: String,
    /// The words of the title that have capitals.
    title_capitals: Box<[Capitalised]>,
}

/// A word with capitals: where it stands, and which of its letters they are (`text::capitals`).
#[derive(Debug, Clone)]
struct Capitalised {
    place: Range<usize>,
    capitals: u64,
}

/// What the database says of it.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct FoundRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = PublicIdSql)]
    pub public_id: PublicId,
    #[diesel(sql_type = Text)]
    pub genre: String,
    #[diesel(sql_type = Text)]
    pub kind_code: String,
    #[diesel(sql_type = Text)]
    pub kind_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub kind_abbreviation: Option<String>,
    #[diesel(sql_type = Integer)]
    pub kind_place: i32,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub symbol: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub symbol_key: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub issuer: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    pub issued_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub effective_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub ended_by: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    pub amended_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub tier: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub topic_code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub topic_name: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub edition_id: i64,
    #[diesel(sql_type = Integer)]
    pub section_count: i32,
    #[diesel(sql_type = BigInt)]
    pub audience_id: i64,
    #[diesel(sql_type = Text)]
    pub circulation: String,
}

/// A section in which words of the query stand.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct Section {
    #[diesel(sql_type = BigInt)]
    pub edition_id: i64,
    #[diesel(sql_type = Text)]
    pub anchor: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub title: Option<String>,
    #[diesel(sql_type = Text)]
    pub text: String,
    /// The words of `text` without marks, one for one.
    #[diesel(sql_type = Text)]
    pub words: String,
}

/// What a section is called.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub anchor: String,
    pub number: Option<String>,
    pub has_title: bool,
}

impl Deref for Found {
    type Target = FoundRow;

    fn deref(&self) -> &FoundRow {
        &self.row
    }
}

impl Found {
    pub fn of(row: FoundRow) -> Self {
        let key = |text: &Option<String>| text.as_deref().map(search_key).unwrap_or_default();
        Self {
            title_key: search_key(&row.title),
            title_exact: exact_key(&row.title),
            kind_key: search_key(&row.kind_name),
            abbreviation_key: key(&row.kind_abbreviation),
            issuer_key: key(&row.issuer),
            title_capitals: capitalised(&row.title),
            row,
        }
    }

    /// The words of the title that have capitals, and which of their letters they are.
    pub fn title_capitals(&self) -> impl Iterator<Item = (&str, u64)> {
        let words = self.title_capitals.iter();
        words.filter_map(|word| Some((self.row.title.get(word.place.clone())?, word.capitals)))
    }

    /// Whether the reader may read it, as the database would say of this row.
    pub fn is_for(&self, reader: &Reader) -> bool {
        self.circulation == Circulation::Public.code() || reader.is_admitted_by(self.audience_id)
    }

    /// Bytes of its texts.
    pub fn bytes(&self) -> usize {
        let always = [
            &self.title_key,
            &self.title_exact,
            &self.kind_key,
            &self.abbreviation_key,
            &self.issuer_key,
            &self.genre,
            &self.kind_code,
            &self.kind_name,
            &self.title,
            &self.tier,
            &self.circulation,
        ];
        let sometimes = [
            &self.kind_abbreviation,
            &self.symbol,
            &self.symbol_key,
            &self.issuer,
            &self.ended_by,
            &self.topic_code,
            &self.topic_name,
        ];
        let sometimes = sometimes.into_iter().flatten();
        let texts = always.into_iter().chain(sometimes).map(String::len);
        texts.sum::<usize>() + size_of_val(&*self.title_capitals)
    }
}

fn capitalised(title: &str) -> Box<[Capitalised]> {
    let words = text::words(title).map(|(at, word)| Capitalised {
        place: at..at + word.len(),
        capitals: text::capitals(word),
    });
    words.filter(|word| word.capitals != 0).collect()
}

impl FoundRow {
    pub fn genre(&self) -> Genre {
        Genre::from_code(&self.genre).unwrap_or(Genre::Material)
    }

    pub fn tier(&self) -> Tier {
        Tier::from_code(&self.tier).unwrap_or(Tier::Archive)
    }

    /// Whether it holds on a day.
    pub fn force(&self, day: NaiveDate) -> Force {
        let ended_by = self.ended_by.as_deref().and_then(Force::from_code);
        let span = Span {
            begins_on: self.effective_on.or(self.issued_on),
            ends_on: self.ends_on,
            ended_by: ended_by.unwrap_or(Force::Expired),
            amended_on: self.amended_on,
        };
        span.force(day)
    }
}

impl Span {
    fn force(&self, day: NaiveDate) -> Force {
        if self.ends_on.is_some_and(|end| end <= day) {
            return self.ended_by;
        }
        if self.begins_on.is_some_and(|begin| begin > day) {
            return Force::NotYet;
        }
        match self.amended_on {
            Some(amended) if amended <= day => Force::Amended,
            _ => Force::InForce,
        }
    }
}

impl Card {
    /// Whether this is true of it on a day; of a material nothing is.
    pub fn is(&self, force: ForceFilter, day: NaiveDate) -> bool {
        let span = self.span.as_ref();
        span.is_some_and(|span| force.admits(span.force(day)))
    }
}

impl Section {
    /// Bytes of its texts.
    pub fn bytes(&self) -> usize {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        self.anchor.len()
            + length(&self.number)
            + length(&self.title)
            + self.text.len()
            + self.words.len()
    }

    pub fn heading(&self) -> Heading {
        Heading {
            anchor: self.anchor.clone(),
            number: self.number.clone(),
            has_title: self.title.is_some(),
        }
    }
}
