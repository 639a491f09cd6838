//! Asks step by step, until enough documents are found, and puts them in order.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::catalogue::Readable;
use super::index::Index;
use super::memory::Memory;
use super::model::{CANDIDATES, ForceFilter, Found, Heading, Narrowing, Wanted};
use super::rules::asked::Asked;
use super::rules::naming::{self, Named};
use super::rules::passages::{self, Passage};
use super::rules::ranking::{self, Fit};
use super::rules::spots::Sought;
use super::rules::steps::{self, Level};
use crate::app::App;
use crate::audiences::Reader;
use crate::db::Conn;
use crate::error::Error;
use crate::reading::Generation;

/// From so many found on, the last word is taken as typed to its end.
const ENOUGH: usize = 20;

/// From so many found on, nothing is shown that has only most of the words.
const FEW: usize = 3;

/// Suggestions that are shown, and documents of which they are chosen.
const SUGGESTIONS: usize = 10;
const SUGGESTED: usize = 60;

/// A document that was found, and how.
pub(super) struct Hit {
    pub found: Arc<Found>,
    pub level: Level,
}

/// Who looks, where and when.
pub(super) struct Finder<'a> {
    conn: &'a mut Conn,
    index: Arc<Index>,
    reader: &'a Reader,
    readable: Readable,
    today: NaiveDate,
}

/// One search.
struct Search<'a, 'f> {
    finder: &'a mut Finder<'f>,
    narrowing: &'a Narrowing,
    fits: HashMap<i64, Fit>,
}

impl Finder<'_> {
    /// Lets somebody find. What the process remembers is used if it is of the library as it is now.
    pub(super) fn work<T>(
        conn: &mut Conn,
        app: &App,
        reader: &Reader,
        today: NaiveDate,
        work: impl FnOnce(&mut Finder<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let aside;
        let (memory, generation) = if let Some(generation) = app.reading.current(conn, reader)? {
            (&app.search, generation)
        } else {
            aside = Memory::default();
            (&aside, Generation::default())
        };
        let index = memory.index(conn, generation)?;
        let readable = index.readable(reader);
        work(&mut Finder {
            conn,
            index,
            reader,
            readable,
            today,
        })
    }

    /// All documents that a query finds, the best first, up to [`CANDIDATES`] and some.
    pub(super) fn find(&mut self, asked: &Asked, narrowing: &Narrowing) -> Result<Vec<Hit>, Error> {
        let mut search = Search {
            finder: self,
            narrowing,
            fits: HashMap::new(),
        };
        search.ask_all(asked)?;
        let fits = search.fits;
        let ids: Vec<i64> = fits.keys().copied().collect();
        let today = self.today;
        let rows = self.rows(&ids)?;
        let mut placed: Vec<(ranking::Place, Arc<Found>)> = rows
            .into_iter()
            .filter_map(|found| {
                let fit = *fits.get(&found.id)?;
                Some((ranking::place(asked, &found, fit, today)?, found))
            })
            .collect();
        placed.sort_by_key(|(place, _)| *place);
        let hits = placed.into_iter().map(|(place, found)| Hit {
            level: place.level(),
            found,
        });
        Ok(hits.collect())
    }

    /// The passages of some hits, by row key of the document.
    pub(super) fn passages(
        &mut self,
        asked: &Asked,
        hits: &[Hit],
    ) -> Result<HashMap<i64, Vec<(Heading, Passage)>>, Error> {
        let (Some(sought), false) = (Sought::of(asked), hits.is_empty()) else {
            return Ok(HashMap::new());
        };
        let documents: Vec<&Found> = hits.iter().map(|hit| hit.found.as_ref()).collect();
        let texts = self
            .index
            .texts(self.conn, self.reader, &documents, sought.longest)?;
        let shown = hits.iter().filter_map(|hit| {
            let sections = texts.get(&hit.found.edition_id)?;
            let starts = matches!(hit.level, Level::TitleStart | Level::Start);
            let passages = passages::passages(&sought, sections, starts);
            let passages = passages
                .into_iter()
                .map(|(section, passage)| (section.heading(), passage));
            Some((hit.found.id, passages.collect()))
        });
        Ok(shown.collect())
    }

    /// Documents that what was typed so far may mean, the best first, with the text that names each.
    pub(super) fn suggest(&mut self, asked: &Asked) -> Result<Vec<(String, Arc<Found>)>, Error> {
        let mut ids = Vec::new();
        for step in steps::to_suggest(asked) {
            ids.extend(self.matching(&step.wanted, None, SUGGESTED)?);
        }
        ids.sort_unstable();
        ids.dedup();
        let today = self.today;
        let mut placed: Vec<_> = self
            .rows(&ids)?
            .into_iter()
            .filter_map(|found| Some((ranking::suggestion(asked, &found, today)?, found)))
            .collect();
        placed.sort_by_key(|(place, _)| *place);
        let mut suggestions: Vec<(String, Arc<Found>)> = Vec::new();
        for (_, found) in placed {
            let text = match &found.symbol {
                Some(symbol) if ranking::suggests_symbol(asked, &found) => symbol.clone(),
                _ => found.title.clone(),
            };
            if suggestions.iter().all(|(other, _)| *other != text) {
                suggestions.push((text, found));
            }
            if suggestions.len() == SUGGESTIONS {
                break;
            }
        }
        Ok(suggestions)
    }

    fn matching(
        &mut self,
        wanted: &Wanted,
        force: Option<ForceFilter>,
        limit: usize,
    ) -> Result<Vec<i64>, Error> {
        let holds = (force, self.today);
        self.index
            .matching(self.conn, &self.readable, wanted, holds, limit)
    }

    fn rows(&mut self, ids: &[i64]) -> Result<Vec<Arc<Found>>, Error> {
        self.index.rows(self.conn, self.reader, ids)
    }
}

impl Search<'_, '_> {
    fn ask_all(&mut self, asked: &Asked) -> Result<(), Error> {
        for step in steps::by_number(asked) {
            self.ask_number(&step.wanted)?;
        }
        for step in steps::by_words(asked) {
            if self.with_words() >= CANDIDATES {
                return Ok(());
            }
            self.ask(step.level, &step.wanted)?;
        }
        if self.with_words() < ENOUGH {
            for step in steps::by_start(asked) {
                self.ask(step.level, &step.wanted)?;
            }
        }
        if self.with_words() < FEW && !self.has_named(asked)? {
            for step in steps::by_number_alone(asked) {
                self.ask_number(&step.wanted)?;
            }
            if !self.has_named(asked)? {
                self.ask_parts(asked)?;
            }
        }
        Ok(())
    }

    /// How many were found by words; of those that were found by a number alone some do not fit after all.
    fn with_words(&self) -> usize {
        let fits = self.fits.values();
        fits.filter(|fit| fit.level.is_some()).count()
    }

    /// Whether a paper with a number that was typed is what is looked for.
    fn has_named(&mut self, asked: &Asked) -> Result<bool, Error> {
        let numbered = self.fits.iter().filter(|(_, fit)| fit.is_numbered);
        let ids: Vec<i64> = numbered.map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return Ok(false);
        }
        let rows = self.finder.rows(&ids)?;
        let mut named = rows.iter().map(|found| naming::named(asked, found));
        Ok(named.any(Named::is_by_symbol))
    }

    fn ask_number(&mut self, wanted: &Wanted) -> Result<(), Error> {
        for id in self.matching(wanted)? {
            self.fits.entry(id).or_default().is_numbered = true;
        }
        Ok(())
    }

    fn ask(&mut self, level: Level, wanted: &Wanted) -> Result<(), Error> {
        for id in self.matching(wanted)? {
            self.fits.entry(id).or_default().level.get_or_insert(level);
        }
        Ok(())
    }

    /// Documents with most of the words; what few documents have says more.
    fn ask_parts(&mut self, asked: &Asked) -> Result<(), Error> {
        let mut parts: HashMap<i64, u32> = HashMap::new();
        for (weight, step) in steps::by_parts(asked) {
            let ids = self.matching(&step.wanted)?;
            let rare = if ids.len() < CANDIDATES { 2 } else { 1 };
            for id in ids {
                *parts.entry(id).or_default() += weight * rare;
            }
        }
        let most = parts.values().copied().max().unwrap_or(0);
        for (id, parts) in parts.into_iter().filter(|(_, parts)| parts * 2 > most) {
            let fit = self.fits.entry(id).or_default();
            if fit.level.is_none() {
                (fit.level, fit.parts) = (Some(Level::Most), parts);
            }
        }
        Ok(())
    }

    fn matching(&mut self, wanted: &Wanted) -> Result<Vec<i64>, Error> {
        let mut wanted = wanted.clone();
        wanted.tokens.extend(self.narrowing.tokens());
        self.finder
            .matching(&wanted, self.narrowing.force, CANDIDATES)
    }
}
