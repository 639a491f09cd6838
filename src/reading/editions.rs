//! Editions that readers may have read: kept in memory under the generation of the library in which they were asked for,
//! each with whom its document is for.

use std::collections::HashMap;
use std::sync::Arc;

use quick_cache::sync::Cache;

use super::ReadableEdition;
use super::queries::editions::{self, Row};
use crate::app::App;
use crate::audiences::Reader;
use crate::error::Error;
use crate::kernel::bounded;
use crate::kernel::ids::PublicId;
use crate::library;

/// Editions that are kept; each takes some hundred bytes.
const EDITIONS: usize = 20_000;

struct Known {
    audience_id: i64,
    is_public: bool,
    edition: ReadableEdition,
}

/// What is kept.
pub(super) struct Editions {
    kept: Cache<(u64, PublicId), Arc<Known>>,
}

impl Default for Editions {
    fn default() -> Self {
        Self {
            kept: bounded::cache(EDITIONS),
        }
    }
}

/// Those of these editions that the reader may have read.
///
/// # Errors
/// The database.
pub async fn editions(
    app: &App,
    reader: &Reader,
    ids: &[PublicId],
) -> Result<HashMap<PublicId, ReadableEdition>, Error> {
    // Before anything is asked, so that what is read is at least as new.
    let generation = app.reading.generation();
    let kept = &app.reading.editions.kept;
    let mut found = HashMap::with_capacity(ids.len());
    let mut missing = Vec::new();
    for id in ids {
        match kept.get(&(generation, *id)) {
            Some(known) => {
                if known.is_public || reader.is_admitted_by(known.audience_id) {
                    found.insert(*id, known.edition.clone());
                }
            }
            None => missing.push(*id),
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let asker = reader.clone();
    let read = app.db.read(move |conn| {
        let rows = editions::readable(conn, &asker, &missing)?;
        let mut documents: Vec<i64> = rows.iter().map(|row| row.document_id).collect();
        documents.sort_unstable();
        documents.dedup();
        let series = library::series(conn, asker.viewer(), &documents)?;
        let known = |row: Row| {
            let edition = ReadableEdition {
                id: row.id,
                published_at: row.published_at?,
                series: series.of(row.id),
            };
            let known = Known {
                audience_id: row.audience_id,
                is_public: row.is_public(),
                edition,
            };
            Some((row.public_id, Arc::new(known)))
        };
        Ok(rows.into_iter().filter_map(known).collect::<Vec<_>>())
    });
    for (id, known) in read.await? {
        found.insert(id, known.edition.clone());
        kept.insert((generation, id), known);
    }
    Ok(found)
}
