use actix_web::delete;
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
use crate::library::rules::authors::LAST_AUTHOR;

/// Remove an author
///
/// The last one stays. Who once wrote a document never approves or publishes it.
#[utoipa::path(
    tag = "documents",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("member_id" = PublicId, Path, description = "The member.")
    ),
    responses(
        (status = 204, description = "He is no author."),
        (status = 403, description = "Not permitted. `not_an_author`: only an author of the document does this."),
        (status = 409, description = "`last_author`.")
    ),
    security(("access_token" = []))
)]
#[delete("/documents/{document_id}/authors/{member_id}")]
pub async fn remove_document_author(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    path: Path<(PublicId, PublicId)>,
) -> Result<Answer, Error> {
    let Path((document_id, member_id)) = path;
    app.db
        .write(move |conn| remove(conn, &grant, document_id, member_id))
        .await?;
    Ok(Answer::no_content())
}

fn remove(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    document_id: PublicId,
    member_id: PublicId,
) -> Result<(), Error> {
    documents::guard(conn, grant)?;
    let desk = Desk::find(conn, grant, document_id)?;
    desk.check_author()?;
    let document = &desk.document;
    let authors = authors::of_document(conn, grant, document.id)?;
    let Some((_, author)) = authors.iter().find(|(id, _)| *id == member_id).copied() else {
        return Ok(());
    };
    if authors.len() == 1 {
        return Err(LAST_AUTHOR.into());
    }
    authors::remove(conn, grant, document.id, author)?;
    events::append(conn, grant, document.id, None, Step::AuthorRemoved, None)?;
    documents::bump(conn, grant, document.id)?;
    let detail = json!({"document_id": document.public_id, "member_id": member_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "remove_document_author",
            Some(document.owner_unit_id),
            vec![author],
            detail,
        ),
    )
}
