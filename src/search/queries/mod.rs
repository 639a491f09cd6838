//! SQL of search. What is shown is asked for a [`Reader`](crate::audiences::Reader), or kept for all and asked of each row
//! for whom it is. Which documents there are, and which of them have a token, is asked for all readers, and cut in memory
//! with what one may read.

mod changes;
mod documents;
mod sections;

pub(super) use changes::{changes, newest_change};
pub(super) use documents::{all_rows, cards, having, rows};
pub(super) use sections::{texts, with_words};

use crate::db::Conn;

/// Keys as one bound value, so that a statement has one text however many there are.
// scope: writes a list, asks nothing.
fn list(conn: &Conn, keys: &[i64]) -> String {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    match conn {
        Conn::Sqlite(_) => format!("[{}]", keys.join(",")),
        Conn::Postgres(_) => format!("{{{}}}", keys.join(",")),
    }
}

/// The keys of the list that is bound at a place.
// scope: writes SQL, asks nothing.
fn keys_at(conn: &Conn, place: u8) -> String {
    match conn {
        Conn::Sqlite(_) => format!("(SELECT value FROM json_each(${place}))"),
        Conn::Postgres(_) => format!("(SELECT unnest(CAST(${place} AS BIGINT[])))"),
    }
}

/// What is published, for whomever: no scope by itself.
const PUBLISHED: &str =
    "documents.state = 'published' AND documents.current_edition_id IS NOT NULL";

/// What the reader may read, with the list of his audiences bound at a place.
// scope: it is the scope.
fn readable(conn: &Conn, place: u8) -> String {
    format!(
        "{PUBLISHED} AND (documents.circulation = 'public' OR documents.audience_id IN {})",
        keys_at(conn, place)
    )
}
