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
use crate::library::model::{EditionState, Step};
use crate::library::queries::{documents, editions, events};
use crate::library::views::EditionView;

/// Give an edition up
///
/// Before it was published. It stays listed as discarded; another edition can be begun.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    responses(
        (status = 200, description = "The edition after the step.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `not_an_author`: only an author of the document does this."),
        (status = 409, description = "`wrong_edition_state`.")
    ),
    security(("access_token" = []))
)]
#[post("/editions/{edition_id}/discard")]
pub async fn discard_edition(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    once: Once,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let actor = grant.clone();
    once.run(&app, &grant, sha256(b""), move |conn| {
        discard(conn, &actor, edition_id)
    })
    .await
}

fn discard(conn: &mut Conn, grant: &Grant<WriteDocuments>, id: PublicId) -> Result<Answer, Error> {
    documents::guard(conn, grant)?;
    let (desk, edition) = Desk::find_edition(conn, grant, id)?;
    desk.check_author()?;
    edition.check_step(Step::Discarded)?;
    editions::set_state(conn, grant, edition.id, EditionState::Discarded)?;
    editions::bump(conn, grant, edition.id)?;
    events::append(
        conn,
        grant,
        desk.document.id,
        Some(edition.id),
        Step::Discarded,
        None,
    )?;
    let detail = json!({"edition_id": edition.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "discard_edition",
            Some(desk.document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, &desk.document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
