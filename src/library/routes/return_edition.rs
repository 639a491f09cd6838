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
use crate::http::{Answer, Json, Once, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::model::{EditionState, Step};
use crate::library::queries::{documents, editions, events};
use crate::library::reason;
use crate::library::views::EditionView;

/// Why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Điều 3 thiếu thời hạn thực hiện."}))]
pub struct ReturnEdition {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Send an edition back to its authors
///
/// With the reason. It is a draft again; an approval or a time of publication is void.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = ReturnEdition,
    responses(
        (status = 200, description = "The edition after the step.", body = EditionView, headers(("ETag" = String))),
        (status = 409, description = "`wrong_edition_state`.")
    ),
    security(("access_token" = []))
)]
#[post("/editions/{edition_id}/return")]
pub async fn return_edition(
    grant: Grant<PublishDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    once: Once,
    body: Json<ReturnEdition>,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let Json { value, digest } = body;
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| {
        send_back(conn, &actor, edition_id, &value)
    })
    .await
}

fn send_back(
    conn: &mut Conn,
    grant: &Grant<PublishDocuments>,
    id: PublicId,
    body: &ReturnEdition,
) -> Result<Answer, Error> {
    let reason = reason(&body.reason)?;
    documents::guard(conn, grant)?;
    let (desk, edition) = Desk::find_edition(conn, grant, id)?;
    desk.check_publisher(conn, grant)?;
    edition.check_step(Step::Returned)?;
    editions::set_state(conn, grant, edition.id, EditionState::Draft)?;
    editions::bump(conn, grant, edition.id)?;
    events::append(
        conn,
        grant,
        desk.document.id,
        Some(edition.id),
        Step::Returned,
        Some(&reason),
    )?;
    let detail = json!({"edition_id": edition.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "return_edition",
            Some(desk.document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, &desk.document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
