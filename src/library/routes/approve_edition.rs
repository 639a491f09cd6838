use actix_web::post;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::PublishDocuments;
use crate::auth::secret::sha256;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Once, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::drafting;
use crate::library::queries::{documents, editions};
use crate::library::views::EditionView;

/// Approve an edition
///
/// By a publisher for the unit who never wrote the document.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("If-Match" = String, Header, description = "The tag of the version that the publisher has looked at."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    responses(
        (status = 200, description = "The edition after the step.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `own_work`: the caller writes or once wrote the document."),
        (status = 409, description = "`wrong_edition_state`, or `stamps_unconfirmed`.")
    ),
    security(("access_token" = []))
)]
#[post("/editions/{edition_id}/approval")]
pub async fn approve_edition(
    grant: Grant<PublishDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let actor = grant.clone();
    once.run(&app, &grant, sha256(b""), move |conn| {
        approve(conn, &actor, edition_id, &if_match)
    })
    .await
}

fn approve(
    conn: &mut Conn,
    grant: &Grant<PublishDocuments>,
    id: PublicId,
    if_match: &IfMatch,
) -> Result<Answer, Error> {
    documents::guard(conn, grant)?;
    let (desk, edition) = Desk::find_edition(conn, grant, id)?;
    desk.check_second_person(conn, grant)?;
    if_match.check(edition.revision)?;
    drafting::approve(conn, grant, &desk.document, &edition)?;
    let detail = json!({"edition_id": edition.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "approve_edition",
            Some(desk.document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, &desk.document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
