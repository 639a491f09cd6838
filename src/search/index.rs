//! By what the documents of one generation of the library are found and shown: its catalogue, the documents of each token
//! that was asked for, their rows and texts. The next generation takes over what has not changed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use quick_cache::sync::GuardResult;

use super::catalogue::{Catalogue, Keys, Readable, key};
use super::kept::{Having, Kept, Shown, Texts};
use super::log::{Later, Log};
use super::model::{ForceFilter, Found, Section, Wanted};
use super::queries;
use crate::audiences::Reader;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::reading::Generation;

/// Editions with more sections are not kept: the database is asked where in them the words stand.
const SECTIONS: i32 = 300;

/// Bytes of texts from which on one search reads no more of them; what is found beyond is shown without passages.
const READ_BYTES: usize = 8 * 1024 * 1024;

/// For how long one waits for another who reads the same token: then he is in trouble.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Index {
    pub generation: Generation,
    /// Ends with a change as of which, or of a later one, everything here is.
    log: Log,
    catalogue: Catalogue,
    /// With the generations before and after this one.
    kept: Arc<Kept>,
}

impl Index {
    /// Of a generation, which was asked for before anything that is read here.
    pub(super) fn read(conn: &mut Conn, generation: Generation) -> Result<Self, Error> {
        let log = Log::from(queries::newest_change(conn)?);
        Ok(Self {
            generation,
            log,
            catalogue: Catalogue::of(queries::cards(conn, None)?),
            kept: Arc::default(),
        })
    }

    /// The same of a later generation: only what has changed is read, where that is known.
    pub(super) fn next(&self, conn: &mut Conn, generation: Generation) -> Result<Self, Error> {
        let until = queries::newest_change(conn)?;
        // Fewer changes than before: the database was set back in time.
        if generation.terms != self.generation.terms || until < self.log.until() {
            return Self::read(conn, generation);
        }
        let Some(changes) = queries::changes(conn, self.log.until(), until)? else {
            return Self::read(conn, generation);
        };
        let log = self.log.with(&changes, until);
        let Some(changed) = log.after(self.log.until()) else {
            return Self::read(conn, generation);
        };
        let cards = queries::cards(conn, Some(&changed))?;
        Ok(Self {
            generation,
            log,
            catalogue: self.catalogue.with(&changed, cards),
            kept: Arc::clone(&self.kept),
        })
    }

    /// Everything here is as of this change or later.
    fn change(&self) -> i64 {
        self.log.until()
    }

    /// What a reader may read.
    pub(super) fn readable(&self, reader: &Reader) -> Readable {
        self.catalogue.readable(reader)
    }

    /// Row keys of up to `limit` of the readable documents that have all tokens, and of which `holds` is true.
    pub(super) fn matching(
        &self,
        conn: &mut Conn,
        readable: &Readable,
        wanted: &Wanted,
        holds: (Option<ForceFilter>, NaiveDate),
        limit: usize,
    ) -> Result<Vec<i64>, Error> {
        let mut keys = readable.keys().clone();
        for token in &wanted.tokens {
            if keys.is_empty() {
                break;
            }
            keys &= &self.having(conn, token)?.keys;
        }
        Ok(self.catalogue.pick(&keys, wanted, holds, limit))
    }

    /// Whoever asks for a token that nobody has asked for reads it, and others who ask for it meanwhile wait for him.
    fn having(&self, conn: &mut Conn, token: &str) -> Result<Arc<Having>, Error> {
        let tokens = &self.kept.tokens;
        let kept = match tokens.get_value_or_guard(token, Some(PATIENCE)) {
            GuardResult::Value(kept) => kept,
            GuardResult::Guard(guard) => {
                let having = Arc::new(self.read_having(conn, token, None)?);
                let _ = guard.insert(Arc::clone(&having));
                having
            }
            GuardResult::Timeout => Arc::new(self.read_having(conn, token, None)?),
        };
        if kept.change >= self.change() {
            return Ok(kept);
        }
        let having = Arc::new(self.read_having(conn, token, Some(&kept))?);
        tokens.insert(token.to_owned(), Arc::clone(&having));
        Ok(having)
    }

    /// The documents of a token; where they are known as of an earlier change, only those that have changed are asked for.
    fn read_having(
        &self,
        conn: &mut Conn,
        token: &str,
        known: Option<&Having>,
    ) -> Result<Having, Error> {
        let known = known.and_then(|known| Some((self.log.after(known.change)?, known)));
        let mut keys = Keys::new();
        let mut only = None;
        if let Some((changed, known)) = known {
            keys.clone_from(&known.keys);
            for document in &changed {
                keys.remove(key(*document));
            }
            only = Some(changed);
        }
        keys.extend(
            queries::having(conn, token, only.as_deref())?
                .into_iter()
                .map(key),
        );
        Ok(Having {
            keys,
            change: self.change(),
        })
    }

    /// What is shown and sorted of these documents, as the library is by now or later; without those that are not for the
    /// reader.
    pub(super) fn rows(
        &self,
        conn: &mut Conn,
        reader: &Reader,
        ids: &[i64],
    ) -> Result<Vec<Arc<Found>>, Error> {
        let mut rows = Vec::with_capacity(ids.len());
        let mut missing = Vec::new();
        let mut later = Later::of(&self.log);
        for id in ids {
            match self.kept.rows.get(id) {
                Some(shown) if self.is_still(&shown, &mut later) => rows.push(shown.found),
                _ => missing.push(*id),
            }
        }
        rows.retain(|found| found.is_for(reader));
        if !missing.is_empty() {
            for found in queries::rows(conn, reader, &missing)? {
                let found = Arc::new(found);
                self.keep(&found);
                rows.push(found);
            }
        }
        Ok(rows)
    }

    /// Looks at up to `limit` documents, the newest below a row key, and reads what is shown of them: what has changed, and
    /// what is not kept while there is room. Answers down to which row key it has looked; `None`: there are no more.
    pub(super) fn prepare(
        &self,
        conn: &mut Conn,
        system: &System,
        below: i64,
        limit: usize,
    ) -> Result<Option<i64>, Error> {
        let rows = &self.kept.rows;
        let has_room = rows.weight() <= rows.capacity() / 4 * 3;
        let mut later = Later::of(&self.log);
        let mut last = None;
        let mut wanted = Vec::new();
        for id in self.catalogue.below(below).take(limit) {
            last = Some(id);
            // Looking is not asking: what readers ask for stays longest.
            let is_wanted = match rows.peek(&id) {
                Some(shown) => !self.is_still(&shown, &mut later),
                None => has_room,
            };
            if is_wanted {
                wanted.push(id);
            }
        }
        if !wanted.is_empty() {
            for found in queries::all_rows(conn, system, &wanted)? {
                self.keep(&Arc::new(found));
            }
        }
        Ok(last)
    }

    /// Whether what is kept of a document is still so. Then it is known as of now, so that the log need not reach further
    /// back.
    fn is_still(&self, shown: &Shown, later: &mut Later<'_>) -> bool {
        if later.may_have_changed(shown.found.id, shown.change) {
            return false;
        }
        if shown.change < self.change() {
            // Where it is still kept, and without counting as asked for.
            let now = self.shown(&shown.found);
            let _ = self.kept.rows.replace(shown.found.id, now, true);
        }
        true
    }

    fn keep(&self, found: &Arc<Found>) {
        self.kept.rows.insert(found.id, self.shown(found));
    }

    /// As of now.
    fn shown(&self, found: &Arc<Found>) -> Shown {
        Shown {
            found: Arc::clone(found),
            change: self.change(),
        }
    }

    /// The sections of the documents' current editions in which one of three words may stand, by row key of the edition.
    pub(super) fn texts(
        &self,
        conn: &mut Conn,
        reader: &Reader,
        documents: &[&Found],
        words: [&str; 3],
    ) -> Result<HashMap<i64, Texts>, Error> {
        let mut texts = HashMap::with_capacity(documents.len());
        let mut read = 0;
        for found in documents {
            if let Some(kept) = self.kept.texts.get(&found.edition_id) {
                texts.insert(found.edition_id, kept);
                continue;
            }
            if read >= READ_BYTES {
                continue;
            }
            let is_long = found.section_count > SECTIONS;
            let sections = if is_long {
                queries::with_words(conn, reader, found.id, words)?
            } else {
                queries::texts(conn, reader, found.id)?
            };
            read += sections.iter().map(Section::bytes).sum::<usize>();
            // Nothing at all may also mean that the document has just gone, and another edition that one has just come.
            let is_edition = sections
                .first()
                .is_some_and(|section| section.edition_id == found.edition_id);
            if is_edition {
                let sections: Texts = sections.into();
                if !is_long {
                    self.kept
                        .texts
                        .insert(found.edition_id, Arc::clone(&sections));
                }
                texts.insert(found.edition_id, sections);
            }
        }
        Ok(texts)
    }
}
