//! Which documents have all of some tokens, and what is shown of them.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

use super::{keys_at, list, readable};
use crate::audiences::Reader;
use crate::db::{Conn, kept_sql};
use crate::error::Error;
use crate::search::model::{Force, Found, FoundRow, Wanted};

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Row keys of up to `limit` documents that have all tokens, and of which `holds` is true on its day. Binds stand in the
/// order of their numbers: SQLite numbers them as they come.
pub(in crate::search) fn matching(
    conn: &mut Conn,
    reader: &Reader,
    wanted: &Wanted,
    (force, day): (Option<Force>, NaiveDate),
    limit: usize,
) -> Result<Vec<i64>, Error> {
    let holds = force.map(holding);
    let text = match wanted.number {
        Some(_) => numbered(conn, holds),
        None => newest(conn, holds),
    };
    let rows: Vec<Key> = kept_sql(text)
        .bind::<Text, _>(all_of(conn, &wanted.tokens))
        .bind::<Text, _>(list(conn, reader.admitted()))
        .bind::<BigInt, _>(i64::from(wanted.number.unwrap_or(-1)))
        .bind::<Date, _>(day)
        .bind::<BigInt, _>(i64::try_from(limit).unwrap_or(i64::MAX))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Tokens as the engine wants to be asked for all of them. They hold no sign that either of them reads.
// scope: writes a value, asks nothing.
fn all_of(conn: &Conn, tokens: &[String]) -> String {
    let plain = |token: &String| token.replace(['"', '\\'], "");
    let quoted: Vec<String> = tokens
        .iter()
        .map(|token| format!("\"{}\"", plain(token)))
        .collect();
    match conn {
        Conn::Sqlite(_) => quoted.join(" AND "),
        Conn::Postgres(_) => format!("{{{}}}", quoted.join(",")),
    }
}

/// SQLite walks the hits from the newest one and stops at the limit. PostgreSQL gathers them all from its index, with
/// their audiences beside them; left to itself it would rather walk all documents and look into the words of each.
// scope: writes SQL with the scope in it.
fn newest(conn: &Conn, holds: Option<String>) -> String {
    let (any, from) = match (conn, &holds) {
        (Conn::Sqlite(_), _) => {
            let readable = readable(conn, 2);
            let holds = holds.as_deref().unwrap_or(ANY_DAY);
            return format!(
                "SELECT documents.id AS id FROM document_words CROSS JOIN documents ON documents.id = document_words.rowid \
                 WHERE document_words MATCH $1 AND {readable} AND $3 < 0 AND {holds} \
                 ORDER BY document_words.rowid DESC LIMIT $5"
            );
        }
        (Conn::Postgres(_), None) => (ANY_DAY, "found"),
        (Conn::Postgres(_), Some(holds)) => (
            holds.as_str(),
            "found JOIN documents ON documents.id = found.rowid",
        ),
    };
    format!(
        "WITH found AS MATERIALIZED (SELECT rowid FROM document_words \
         WHERE words @> CAST($1 AS TEXT[]) AND (everybody OR audience_id = ANY(CAST($2 AS BIGINT[])))) \
         SELECT found.rowid AS id FROM {from} WHERE $3 < 0 AND {any} ORDER BY found.rowid DESC LIMIT $5"
    )
}

/// Papers of a number: those of central bodies and of the highest kinds first.
// scope: writes SQL with the scope in it.
fn numbered(conn: &Conn, holds: Option<String>) -> String {
    let (found, matches) = match conn {
        Conn::Sqlite(_) => ("document_words", "document_words MATCH $1"),
        Conn::Postgres(_) => (
            "(SELECT rowid FROM document_words WHERE words @> CAST($1 AS TEXT[]) OFFSET 0) AS document_words",
            "TRUE",
        ),
    };
    format!(
        "SELECT documents.id AS id FROM {found} CROSS JOIN documents CROSS JOIN document_kinds \
         WHERE {matches} AND documents.id = document_words.rowid AND document_kinds.id = documents.kind_id AND {} \
         AND documents.number = $3 AND {} \
         ORDER BY CASE WHEN documents.symbol_key LIKE '%tw' THEN 0 ELSE 1 END, document_kinds.place, documents.id DESC LIMIT $5",
        readable(conn, 2),
        holds.as_deref().unwrap_or(ANY_DAY)
    )
}

/// Says nothing of the day; both engines want every bound value to be named.
const ANY_DAY: &str = "CAST($4 AS TEXT) IS NOT NULL";

/// That this is true of a paper on the day that is bound. `in_force` is also what was amended.
// scope: writes a condition, asks nothing.
fn holding(force: Force) -> String {
    let ended = "(documents.ends_on IS NOT NULL AND documents.ends_on <= $4)";
    let begun = "(COALESCE(documents.effective_on, documents.issued_on, $4) <= $4)";
    let condition = match force {
        Force::NotYet => format!("NOT {ended} AND NOT {begun}"),
        Force::InForce => format!("NOT {ended} AND {begun}"),
        Force::Amended => format!("NOT {ended} AND {begun} AND documents.amended_on <= $4"),
        Force::Expired | Force::Replaced | Force::Repealed => {
            format!("{ended} AND documents.ended_by = '{}'", force.code())
        }
    };
    format!("documents.genre = 'official' AND {condition}")
}

/// What is shown and sorted of these documents; without those that are no longer for the reader.
pub(in crate::search) fn rows(
    conn: &mut Conn,
    reader: &Reader,
    ids: &[i64],
) -> Result<Vec<Found>, Error> {
    let text = format!(
        "SELECT documents.id, documents.public_id, documents.genre, document_kinds.code AS kind_code, \
         document_kinds.name AS kind_name, document_kinds.abbreviation AS kind_abbreviation, \
         document_kinds.place AS kind_place, documents.title, documents.symbol, documents.symbol_key, documents.issuer, \
         documents.issued_on, documents.effective_on, documents.ends_on, documents.ended_by, documents.amended_on, \
         documents.tier, topics.code AS topic_code, topics.name AS topic_name, documents.current_edition_id AS edition_id, \
         editions.sections AS section_count, documents.audience_id, documents.circulation \
         FROM documents JOIN document_kinds ON document_kinds.id = documents.kind_id \
         JOIN editions ON editions.id = documents.current_edition_id \
         LEFT JOIN topics ON topics.id = documents.topic_id WHERE documents.id IN {} AND {}",
        keys_at(conn, 1),
        readable(conn, 2)
    );
    let rows: Vec<FoundRow> = kept_sql(text)
        .bind::<Text, _>(list(conn, ids))
        .bind::<Text, _>(list(conn, reader.admitted()))
        .load(conn)?;
    Ok(rows.into_iter().map(Found::of).collect())
}
