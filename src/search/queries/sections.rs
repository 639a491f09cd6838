//! The sections of documents in which words stand.

use diesel::sql_types::{BigInt, Text};

use super::{list, readable};
use crate::audiences::Reader;
use crate::db::{Conn, kept_sql};
use crate::error::Error;
use crate::search::model::Section;

/// Sections of a long document that one answer looks into.
const SECTIONS: i64 = 1_000;

/// All sections with words of a document's current edition, in their order, where the reader may read it.
pub(in crate::search) fn texts(
    conn: &mut Conn,
    reader: &Reader,
    document: i64,
) -> Result<Vec<Section>, Error> {
    let text = format!(
        "SELECT edition_sections.edition_id, edition_sections.anchor, edition_sections.number, edition_sections.title, \
         edition_sections.text, edition_sections.words FROM edition_sections \
         WHERE edition_sections.edition_id = (SELECT documents.current_edition_id FROM documents \
         WHERE documents.id = $1 AND {}) AND edition_sections.words IS NOT NULL \
         ORDER BY edition_sections.place",
        readable(conn, 2)
    );
    Ok(kept_sql(text)
        .bind::<BigInt, _>(document)
        .bind::<Text, _>(list(conn, reader.admitted()))
        .load(conn)?)
}

/// Sections of a document's current edition in which one of three words stands (a word that is missing repeats another), in
/// their order, where the reader may read it.
pub(in crate::search) fn with_words(
    conn: &mut Conn,
    reader: &Reader,
    document: i64,
    words: [&str; 3],
) -> Result<Vec<Section>, Error> {
    let place = match conn {
        Conn::Sqlite(_) => "instr",
        Conn::Postgres(_) => "strpos",
    };
    let text = format!(
        "SELECT edition_sections.edition_id, edition_sections.anchor, edition_sections.number, edition_sections.title, \
         edition_sections.text, edition_sections.words FROM edition_sections \
         WHERE edition_sections.edition_id = (SELECT documents.current_edition_id FROM documents \
         WHERE documents.id = $1 AND {}) AND edition_sections.words IS NOT NULL \
         AND ({place}(edition_sections.words, $3) > 0 OR {place}(edition_sections.words, $4) > 0 \
         OR {place}(edition_sections.words, $5) > 0) \
         ORDER BY edition_sections.place LIMIT $6",
        readable(conn, 2)
    );
    let [first, second, third] = words;
    Ok(kept_sql(text)
        .bind::<BigInt, _>(document)
        .bind::<Text, _>(list(conn, reader.admitted()))
        .bind::<Text, _>(first)
        .bind::<Text, _>(second)
        .bind::<Text, _>(third)
        .bind::<BigInt, _>(SECTIONS)
        .load(conn)?)
}
