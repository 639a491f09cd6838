//! SQL of the words under which documents are found.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text};

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{document_kinds, documents, edition_sections, topics};
use crate::error::Error;
use crate::library::model::DocumentState;
use crate::library::words::{Paper, Words, words_of};

/// Documents that [`after`] answers.
const BATCH: i64 = 100;

/// From now on a document is found by these words.
pub(in crate::library) fn put(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
    words: &Words,
) -> Result<(), Error> {
    remove(conn, actor, document_id)?;
    let tokens: Vec<&str> = words.tokens.iter().map(String::as_str).collect();
    match conn {
        Conn::Sqlite(conn) => {
            sql_query("INSERT INTO document_words (rowid, words) VALUES ($1, $2)")
                .bind::<BigInt, _>(document_id)
                .bind::<Text, _>(tokens.join(" "))
                .execute(conn)?
        }
        Conn::Postgres(conn) => {
            sql_query("INSERT INTO document_words (rowid, words) VALUES ($1, $2)")
                .bind::<BigInt, _>(document_id)
                .bind::<Array<Text>, _>(tokens)
                .execute(conn)?
        }
    };
    Ok(())
}

/// From now on a document is not found.
pub(in crate::library) fn remove(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<(), Error> {
    sql_query("DELETE FROM document_words WHERE rowid = $1")
        .bind::<BigInt, _>(document_id)
        .execute(conn)?;
    Ok(())
}

/// Makes a document found by what its current edition and its filing say now, or no longer found when it is not
/// published. Whoever changes either calls this in the same transaction.
pub(in crate::library) fn refresh(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
) -> Result<(), Error> {
    let Some(found) = published(conn, actor, document_id)? else {
        return remove(conn, actor, document_id);
    };
    let sections: Vec<(i32, Option<String>, String, Option<String>)> = edition_sections::table
        .filter(edition_sections::edition_id.nullable().eq(found.edition_id))
        .order(edition_sections::place)
        .select((
            edition_sections::place,
            edition_sections::title,
            edition_sections::text,
            edition_sections::words,
        ))
        .load(conn)?;
    let texts = sections
        .iter()
        .map(|(_, title, text, _)| (title.as_deref(), text.as_str()));
    let words = words_of(&found.paper(), texts);
    for ((place, _, _, kept), fresh) in sections.iter().zip(&words.sections) {
        if kept.as_ref() != Some(fresh) {
            let edition = edition_sections::edition_id.nullable().eq(found.edition_id);
            diesel::update(edition_sections::table.filter(edition))
                .filter(edition_sections::place.eq(place))
                .set(edition_sections::words.eq(Some(fresh)))
                .execute(conn)?;
        }
    }
    put(conn, actor, document_id, &words)
}

/// Row keys of the documents after one, up to [`BATCH`].
pub(in crate::library) fn after(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Vec<i64>, Error> {
    Ok(documents::table
        .filter(documents::id.gt(document_id))
        .order(documents::id)
        .limit(BATCH)
        .select(documents::id)
        .load(conn)?)
}

/// Parts in which SQLite keeps the words: each commit adds one, and a search looks into every one of them. PostgreSQL
/// has none.
pub(in crate::library) fn parts(conn: &mut Conn, _: &impl Actor) -> Result<i64, Error> {
    #[derive(QueryableByName)]
    struct Parts {
        #[diesel(sql_type = BigInt)]
        parts: i64,
    }
    match conn {
        Conn::Sqlite(conn) => {
            let counted: Parts =
                sql_query("SELECT COUNT(DISTINCT segid) AS parts FROM document_words_idx")
                    .get_result(conn)?;
            Ok(counted.parts)
        }
        Conn::Postgres(_) => Ok(0),
    }
}

/// One step of making one part of all, of about so many pages of 4 KB; whether it did anything. What there is to find stays
/// the same.
///
/// The first step of a round gathers all parts that there are; the others go on with these. Gathering at every step would
/// take in what came meanwhile, begin anew and never end, until SQLite takes no more words at 2,000 parts.
pub(in crate::library) fn merge(
    conn: &mut Conn,
    _: &impl Actor,
    pages: i64,
    is_first: bool,
) -> Result<bool, Error> {
    let Conn::Sqlite(conn) = conn else {
        return Ok(false);
    };
    let before = changes(conn)?;
    sql_query("INSERT INTO document_words (document_words, rank) VALUES ('merge', $1)")
        .bind::<BigInt, _>(if is_first { -pages } else { pages })
        .execute(conn)?;
    // The statement itself counts as one.
    Ok(changes(conn)? - before >= 2)
}

/// Rows that this connection has changed so far.
// scope: a number of the connection, of nothing that is kept.
fn changes(conn: &mut SqliteConnection) -> Result<i64, Error> {
    #[derive(QueryableByName)]
    struct Changes {
        #[diesel(sql_type = BigInt)]
        changes: i64,
    }
    let counted: Changes = sql_query("SELECT total_changes() AS changes").get_result(conn)?;
    Ok(counted.changes)
}

#[derive(Queryable)]
struct Published {
    edition_id: Option<i64>,
    genre: String,
    kind: (String, String, Option<String>),
    title: String,
    symbol: Option<String>,
    issuer: Option<String>,
    issued_on: Option<chrono::NaiveDate>,
    abstract_text: Option<String>,
    tier: String,
    topic_code: Option<String>,
}

impl Published {
    // scope: passes on what was read.
    fn paper(&self) -> Paper<'_> {
        let (kind_code, kind_name, kind_abbreviation) = &self.kind;
        Paper {
            genre: &self.genre,
            kind_code,
            kind_name,
            kind_abbreviation: kind_abbreviation.as_deref(),
            title: &self.title,
            symbol: self.symbol.as_deref(),
            issuer: self.issuer.as_deref(),
            issued_on: self.issued_on,
            abstract_text: self.abstract_text.as_deref(),
            tier: &self.tier,
            topic_code: self.topic_code.as_deref(),
        }
    }
}

fn published(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Option<Published>, Error> {
    Ok(documents::table
        .inner_join(document_kinds::table.on(document_kinds::id.eq(documents::kind_id)))
        .left_join(topics::table.on(documents::topic_id.eq(topics::id.nullable())))
        .filter(documents::id.eq(document_id))
        .filter(documents::state.eq(DocumentState::Published.code()))
        .select((
            documents::current_edition_id,
            documents::genre,
            (
                document_kinds::code,
                document_kinds::name,
                document_kinds::abbreviation,
            ),
            documents::title,
            documents::symbol,
            documents::issuer,
            documents::issued_on,
            documents::abstract_text,
            documents::tier,
            topics::code.nullable(),
        ))
        .first(conn)
        .optional()?)
}
