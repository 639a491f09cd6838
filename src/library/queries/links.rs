//! What published papers do to each other.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{document_links, documents};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::library::model::{Document, DocumentState, LinkKind};

/// A published document that a link may lead to.
pub(in crate::library) fn target(
    conn: &mut Conn,
    actor: &impl Actor,
    id: PublicId,
) -> Result<Option<Document>, Error> {
    let found = once_published(conn, actor, id)?.map(|(document, _)| document);
    Ok(found.filter(|document| document.state == DocumentState::Published))
}

/// A document that was published, also when it was taken back, with its day of issue.
pub(in crate::library) fn once_published(
    conn: &mut Conn,
    _: &impl Actor,
    id: PublicId,
) -> Result<Option<(Document, Option<NaiveDate>)>, Error> {
    Ok(documents::table
        .filter(documents::public_id.eq(id))
        .filter(documents::state.ne(DocumentState::Draft.code()))
        .select((Document::as_select(), documents::issued_on))
        .first(conn)
        .optional()?)
}

/// Whether the links of published papers that change others lead from one document to another.
pub(in crate::library) fn lead_to(
    conn: &mut Conn,
    _: &impl Actor,
    from: i64,
    to: i64,
) -> Result<bool, Error> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        paths: i64,
    }
    let found: Found = diesel::sql_query(
        "WITH RECURSIVE reached (id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT l.target_id FROM document_links l \
         JOIN reached r ON r.id = l.document_id WHERE l.kind <> 'refers') \
         SELECT COUNT(*) AS paths FROM reached WHERE id = $2",
    )
    .bind::<BigInt, _>(from)
    .bind::<BigInt, _>(to)
    .get_result(conn)?;
    Ok(found.paths > 0)
}

/// Row keys of the documents that one leads to.
pub(in crate::library) fn targets(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Vec<i64>, Error> {
    Ok(document_links::table
        .filter(document_links::document_id.eq(document_id))
        .select(document_links::target_id)
        .load(conn)?)
}

/// What a document says of others in the edition that was published last: each with its row key.
pub(in crate::library) fn borne(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Vec<(LinkKind, i64)>, Error> {
    let rows: Vec<(String, i64)> = document_links::table
        .filter(document_links::document_id.eq(document_id))
        .select((document_links::kind, document_links::target_id))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(kind, target)| Some((LinkKind::from_code(&kind)?, target)))
        .collect())
}

/// The links of a document are these from now on.
pub(in crate::library) fn replace(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
    links: &[(LinkKind, i64, Option<NaiveDate>)],
) -> Result<(), Error> {
    diesel::delete(document_links::table.filter(document_links::document_id.eq(document_id)))
        .execute(conn)?;
    for (kind, target_id, holds_from) in links {
        diesel::insert_into(document_links::table)
            .values((
                document_links::document_id.eq(document_id),
                document_links::target_id.eq(target_id),
                document_links::kind.eq(kind.code()),
                document_links::holds_from.eq(holds_from),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// What published papers do to a document, and from which day.
pub(in crate::library) fn touches(
    conn: &mut Conn,
    _: &impl Actor,
    target_id: i64,
) -> Result<Vec<(LinkKind, NaiveDate)>, Error> {
    let rows: Vec<(String, Option<NaiveDate>)> = document_links::table
        .inner_join(documents::table.on(documents::id.eq(document_links::document_id)))
        .filter(document_links::target_id.eq(target_id))
        .filter(documents::state.eq(DocumentState::Published.code()))
        .order((document_links::holds_from, document_links::id))
        .select((document_links::kind, document_links::holds_from))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(kind, day)| Some((LinkKind::from_code(&kind)?, day?)))
        .collect())
}
