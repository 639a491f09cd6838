use actix_web::put;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::model::Step;
use crate::library::queries::{authors, documents, events};
use crate::library::rules::authors::{AUTHORS_FULL, AUTHORS_MAX, NO_WRITER};

/// Add an author
///
/// Of a member who may write for the unit; by an author, or by a publisher for the unit, so that a document whose authors
/// have all left, or that was imported, finds a new one. From then on he sees the drafts, and never approves or publishes
/// the document.
#[utoipa::path(
    tag = "documents",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("member_id" = PublicId, Path, description = "The member.")
    ),
    responses(
        (status = 204, description = "He is an author."),
        (status = 404, description = "There is no such document on the caller's desk, or no such member."),
        (status = 409, description = "`not_a_writer`, or `too_many_authors`.")
    ),
    security(("access_token" = []))
)]
#[put("/documents/{document_id}/authors/{member_id}")]
pub async fn add_document_author(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    path: Path<(PublicId, PublicId)>,
) -> Result<Answer, Error> {
    let Path((document_id, member_id)) = path;
    app.db
        .write(move |conn| add(conn, &grant, document_id, member_id))
        .await?;
    Ok(Answer::no_content())
}

fn add(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    document_id: PublicId,
    member_id: PublicId,
) -> Result<(), Error> {
    documents::guard(conn, grant)?;
    // Whoever has it on his desk: its authors, and the publishers for its unit.
    let desk = Desk::find(conn, grant, document_id)?;
    let document = &desk.document;
    let authors = authors::of_document(conn, grant, document.id)?;
    if authors.iter().any(|(id, _)| *id == member_id) {
        return Ok(());
    }
    if authors.len() >= AUTHORS_MAX {
        return Err(AUTHORS_FULL.into());
    }
    let author = authors::writer(conn, grant, document, member_id)?;
    let author = author.ok_or(NO_WRITER)?;
    authors::add(conn, grant, document.id, author)?;
    events::append(conn, grant, document.id, None, Step::AuthorAdded, None)?;
    documents::bump(conn, grant, document.id)?;
    let detail = json!({"document_id": document.public_id, "member_id": member_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "add_document_author",
            Some(document.owner_unit_id),
            vec![author],
            detail,
        ),
    )
}
