//! The published documents, which of them have a token, and what is shown of them.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::{PUBLISHED, keys_at, list, readable};
use crate::audiences::Reader;
use crate::auth::System;
use crate::db::schema::{document_kinds, documents};
use crate::db::{Conn, MultiBackend, kept_sql};
use crate::error::Error;
use crate::search::model::{Card, Circulation, Force, Found, FoundRow, Genre, Span};

/// How the key of a symbol ends that a central body of the Party has given.
const CENTRAL: &str = "tw";

#[derive(Queryable)]
struct CardRow {
    id: i64,
    audience_id: i64,
    circulation: String,
    number: Option<i32>,
    symbol_key: Option<String>,
    kind_place: i32,
    genre: String,
    effective_on: Option<NaiveDate>,
    issued_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    ended_by: Option<String>,
    amended_on: Option<NaiveDate>,
}

#[derive(QueryableByName)]
struct Keys {
    /// With a space between them; none: no document has it.
    #[diesel(sql_type = Nullable<Text>)]
    keys: Option<String>,
}

/// Every published document, or those of them that are named, in the order of row keys.
// scope: none yet; a search begins with `Catalogue::readable`, which demands the reader.
pub(in crate::search) fn cards(conn: &mut Conn, named: Option<&[i64]>) -> Result<Vec<Card>, Error> {
    let mut found = documents::table
        .inner_join(document_kinds::table.on(document_kinds::id.eq(documents::kind_id)))
        .filter(documents::state.eq("published"))
        .filter(documents::current_edition_id.is_not_null())
        .order(documents::id)
        .select((
            documents::id,
            documents::audience_id,
            documents::circulation,
            documents::number,
            documents::symbol_key,
            document_kinds::place,
            documents::genre,
            documents::effective_on,
            documents::issued_on,
            documents::ends_on,
            documents::ended_by,
            documents::amended_on,
        ))
        .into_boxed::<MultiBackend>();
    if let Some(named) = named {
        found = found.filter(documents::id.eq_any(named));
    }
    let rows: Vec<CardRow> = found.load(conn)?;
    Ok(rows.into_iter().map(CardRow::card).collect())
}

impl CardRow {
    // scope: makes a value, asks nothing.
    fn card(self) -> Card {
        let ended_by = self.ended_by.as_deref().and_then(Force::from_code);
        let span = Span {
            begins_on: self.effective_on.or(self.issued_on),
            ends_on: self.ends_on,
            ended_by: ended_by.unwrap_or(Force::Expired),
            amended_on: self.amended_on,
        };
        Card {
            id: self.id,
            audience_id: self.audience_id,
            is_public: self.circulation == Circulation::Public.code(),
            number: self.number,
            is_central: self.symbol_key.is_some_and(|key| key.ends_with(CENTRAL)),
            kind_place: self.kind_place,
            span: (self.genre == Genre::Official.code()).then_some(span),
        }
    }
}

/// Row keys of the documents, or of those that are named, under which a token is kept. They come as one text: a common
/// token has tens of thousands, and a row for each costs more than finding it.
// scope: none yet; they are only cut with those of `Catalogue::readable`.
pub(in crate::search) fn having(
    conn: &mut Conn,
    token: &str,
    named: Option<&[i64]>,
) -> Result<Vec<i64>, Error> {
    // No token holds a sign that either engine reads.
    let quoted = format!("\"{}\"", token.replace(['"', '\\'], ""));
    let (text, asked) = match conn {
        Conn::Sqlite(_) => (
            "SELECT GROUP_CONCAT(rowid, ' ') AS keys FROM document_words WHERE document_words MATCH $1",
            quoted,
        ),
        Conn::Postgres(_) => (
            "SELECT STRING_AGG(CAST(rowid AS TEXT), ' ') AS keys FROM document_words WHERE words @> CAST($1 AS TEXT[])",
            format!("{{{quoted}}}"),
        ),
    };
    let found: Keys = match named {
        None => kept_sql(text.to_owned())
            .bind::<Text, _>(asked)
            .get_result(conn)?,
        Some(named) => kept_sql(format!("{text} AND rowid IN {}", keys_at(conn, 2)))
            .bind::<Text, _>(asked)
            .bind::<Text, _>(list(conn, named))
            .get_result(conn)?,
    };
    let keys = found.keys.unwrap_or_default();
    let keys = keys.split(' ').filter(|key| !key.is_empty());
    keys.map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| Error::internal("a row key that is no number"))
}

/// What is shown and sorted of these documents; without those that are no longer for the reader.
pub(in crate::search) fn rows(
    conn: &mut Conn,
    reader: &Reader,
    ids: &[i64],
) -> Result<Vec<Found>, Error> {
    let scope = readable(conn, 2);
    let rows: Vec<FoundRow> = kept_sql(shown(conn, &scope))
        .bind::<Text, _>(list(conn, ids))
        .bind::<Text, _>(list(conn, reader.admitted()))
        .load(conn)?;
    Ok(rows.into_iter().map(Found::of).collect())
}

/// The same for all readers, to be kept: `Found::is_for` is asked of each of them.
pub(in crate::search) fn all_rows(
    conn: &mut Conn,
    _: &System,
    ids: &[i64],
) -> Result<Vec<Found>, Error> {
    let rows: Vec<FoundRow> = kept_sql(shown(conn, PUBLISHED))
        .bind::<Text, _>(list(conn, ids))
        .load(conn)?;
    Ok(rows.into_iter().map(Found::of).collect())
}

// scope: writes SQL, which ends with the scope.
fn shown(conn: &Conn, scope: &str) -> String {
    format!(
        "SELECT documents.id, documents.public_id, documents.genre, document_kinds.code AS kind_code, \
         document_kinds.name AS kind_name, document_kinds.abbreviation AS kind_abbreviation, \
         document_kinds.place AS kind_place, documents.title, documents.symbol, documents.symbol_key, documents.issuer, \
         documents.issued_on, documents.effective_on, documents.ends_on, documents.ended_by, documents.amended_on, \
         documents.tier, topics.code AS topic_code, topics.name AS topic_name, documents.current_edition_id AS edition_id, \
         editions.sections AS section_count, documents.audience_id, documents.circulation \
         FROM documents JOIN document_kinds ON document_kinds.id = documents.kind_id \
         JOIN editions ON editions.id = documents.current_edition_id \
         LEFT JOIN topics ON topics.id = documents.topic_id WHERE documents.id IN {} AND {scope}",
        keys_at(conn, 1)
    )
}
