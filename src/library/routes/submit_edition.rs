use actix_web::post;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::auth::secret::sha256;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Once, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::drafting;
use crate::library::queries::{documents, editions};
use crate::library::views::EditionView;

/// Submit an edition for review
///
/// What a paper needs must be there, and something to read, and its links are checked again: what they lead to may have
/// changed. A publisher of the unit looks at it next; until it comes back nobody changes it.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    responses(
        (status = 200, description = "The edition after the step.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `not_an_author`: only an author of the document does this."),
        (status = 409, description = "`wrong_edition_state`, or `empty_edition`."),
        (status = 422, description = "Something is missing (`required`), or a link no longer holds: `link_target_unknown`, `link_target_of_another_unit`, `circular_links` or `before_target_was_issued`. Or the key was used for another request.")
    ),
    security(("access_token" = []))
)]
#[post("/editions/{edition_id}/submission")]
pub async fn submit_edition(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    once: Once,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let actor = grant.clone();
    once.run(&app, &grant, sha256(b""), move |conn| {
        submit(conn, &actor, edition_id)
    })
    .await
}

fn submit(conn: &mut Conn, grant: &Grant<WriteDocuments>, id: PublicId) -> Result<Answer, Error> {
    documents::guard(conn, grant)?;
    let (desk, edition) = Desk::find_edition(conn, grant, id)?;
    desk.check_author()?;
    drafting::submit(conn, grant, &desk.document, &edition)?;
    let detail = json!({"edition_id": edition.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "submit_edition",
            Some(desk.document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, &desk.document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
