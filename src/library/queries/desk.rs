//! Documents on the desk of those who write and publish them.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::permissions::{Code, WriteDocuments};
use crate::auth::{Grant, Permission, Viewer};
use crate::db::schema::{document_authors, documents, editions};
use crate::db::{Conn, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::library::model::{Document, DocumentState, EditionState};

type Condition =
    Box<dyn BoxableExpression<documents::table, MultiBackend, SqlType = diesel::sql_types::Bool>>;

/// The desk of a caller: documents he writes, where he still may, and all where he publishes.
fn on_desk(viewer: &Viewer) -> Condition {
    let writes = exists(
        document_authors::table
            .filter(document_authors::document_id.eq(documents::id))
            .filter(document_authors::member_id.eq(viewer.member_id()))
            .filter(document_authors::removed_at.is_null()),
    );
    let may_write = viewer.may_in(Code::WriteDocuments, documents::owner_unit_id);
    let may_publish = viewer.may_in(Code::PublishDocuments, documents::owner_unit_id);
    Box::new(may_publish.or(may_write.and(writes)))
}

pub(in crate::library) fn find<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    id: PublicId,
) -> Result<Document, Error> {
    documents::table
        .filter(documents::public_id.eq(id))
        .filter(on_desk(grant.viewer()))
        .select(Document::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The document of an edition on the caller's desk, by the edition's public id.
pub(in crate::library) fn find_of_edition<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    edition_id: PublicId,
) -> Result<Document, Error> {
    let of_edition = editions::table
        .filter(editions::public_id.eq(edition_id))
        .select(editions::document_id);
    documents::table
        .filter(documents::id.eq_any(of_edition))
        .filter(on_desk(grant.viewer()))
        .select(Document::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// Whether the caller publishes for the unit of a document.
pub(in crate::library) fn may_publish(
    conn: &mut Conn,
    viewer: &Viewer,
    document: &Document,
) -> Result<bool, Error> {
    let query = documents::table
        .find(document.id)
        .filter(viewer.may_in(Code::PublishDocuments, documents::owner_unit_id));
    Ok(diesel::select(exists(query)).get_result(conn)?)
}

/// What narrows the desk.
#[derive(Debug, Clone, Default)]
pub(in crate::library) struct DeskFilter {
    pub state: Option<DocumentState>,
    /// Only with an edition in this state.
    pub edition_state: Option<EditionState>,
    pub mine: bool,
}

/// A page of the desk, the latest changed first.
pub(in crate::library) fn desk(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    filter: &DeskFilter,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Document>, Error> {
    let viewer = grant.viewer();
    let mut found = documents::table
        .filter(on_desk(viewer))
        .order(documents::id.desc())
        .limit(limit)
        .select(Document::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(id) = after {
        found = found.filter(documents::id.lt(id));
    }
    if let Some(state) = filter.state {
        found = found.filter(documents::state.eq(state.code()));
    }
    if let Some(state) = filter.edition_state {
        let such = editions::table
            .filter(editions::document_id.eq(documents::id))
            .filter(editions::state.eq(state.code()));
        found = found.filter(exists(such));
    }
    if filter.mine {
        let mine = document_authors::table
            .filter(document_authors::document_id.eq(documents::id))
            .filter(document_authors::member_id.eq(viewer.member_id()))
            .filter(document_authors::removed_at.is_null());
        found = found.filter(exists(mine));
    }
    Ok(found.load(conn)?)
}
