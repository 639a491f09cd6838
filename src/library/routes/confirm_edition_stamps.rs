use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::PublishDocuments;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Json, Once, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::model::Step;
use crate::library::queries::{documents, editions, events};
use crate::library::reason;
use crate::library::rules::lifecycle::NO_STAMPS;
use crate::library::views::EditionView;

/// Why they are only quoted, or how the files were looked at.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Trang đầu trích dẫn mẫu dấu trong phụ lục hướng dẫn."}))]
pub struct ConfirmEditionStamps {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Confirm that a stamp is only quoted
///
/// A publisher who never wrote the document says, on the record, that the stamps of secrecy on its first page are quoted,
/// not borne, and that the files in `unread_files`, which he has looked at, bear none. A paper that bears one must not be
/// here at all.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("If-Match" = String, Header, description = "The tag of the version that the publisher has looked at."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = ConfirmEditionStamps,
    responses(
        (status = 200, description = "The edition after the step.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `own_work`: the caller writes or once wrote the document."),
        (status = 409, description = "`wrong_edition_state`, or `no_stamps`.")
    ),
    security(("access_token" = []))
)]
#[post("/editions/{edition_id}/stamp-confirmation")]
pub async fn confirm_edition_stamps(
    grant: Grant<PublishDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
    body: Json<ConfirmEditionStamps>,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let Json { value, digest } = body;
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| {
        confirm(conn, &actor, edition_id, &if_match, &value)
    })
    .await
}

fn confirm(
    conn: &mut Conn,
    grant: &Grant<PublishDocuments>,
    id: PublicId,
    if_match: &IfMatch,
    body: &ConfirmEditionStamps,
) -> Result<Answer, Error> {
    let reason = reason(&body.reason)?;
    documents::guard(conn, grant)?;
    let (desk, edition) = Desk::find_edition(conn, grant, id)?;
    desk.check_second_person(conn, grant)?;
    if_match.check(edition.revision)?;
    edition.check_step(Step::StampsConfirmed)?;
    if !edition.has_open_stamps() {
        return Err(NO_STAMPS.into());
    }
    editions::confirm_stamps(conn, grant, edition.id)?;
    editions::bump(conn, grant, edition.id)?;
    events::append(
        conn,
        grant,
        desk.document.id,
        Some(edition.id),
        Step::StampsConfirmed,
        Some(&reason),
    )?;
    let detail = json!({"edition_id": edition.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "confirm_edition_stamps",
            Some(desk.document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, &desk.document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
