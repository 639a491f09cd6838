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
use crate::library::model::DocumentState;
use crate::library::publishing::{self, DocumentWithdrawn};
use crate::library::queries::documents;
use crate::library::reason;
use crate::library::rules::lifecycle::NOT_PUBLISHED;
use crate::library::views::DeskDocumentView;

/// Why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Ban hành nhầm bản dự thảo."}))]
pub struct WithdrawDocument {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Withdraw a document
///
/// Readers no longer see it, within seconds everywhere, and phones learn of it. Its editions stay for those on whose
/// desk it is; a new edition can be published later. Whoever publishes for its unit may do it, also its author: taking
/// back must not wait.
#[utoipa::path(
    tag = "documents",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = WithdrawDocument,
    responses(
        (status = 200, description = "The document, withdrawn.", body = DeskDocumentView, headers(("ETag" = String))),
        (status = 409, description = "`not_published`.")
    ),
    security(("access_token" = []))
)]
#[post("/documents/{document_id}/withdrawal")]
pub async fn withdraw_document(
    grant: Grant<PublishDocuments>,
    app: Data<App>,
    document_id: Path<PublicId>,
    once: Once,
    body: Json<WithdrawDocument>,
) -> Result<Answer, Error> {
    let Path(document_id) = document_id;
    let Json { value, digest } = body;
    let (actor, followers) = (grant.clone(), app.document_withdrawn.clone());
    let answer = once
        .run(&app, &grant, digest, move |conn| {
            withdraw(conn, &actor, document_id, &value, &followers)
        })
        .await?;
    app.library_changed().await;
    Ok(answer)
}

fn withdraw(
    conn: &mut Conn,
    grant: &Grant<PublishDocuments>,
    id: PublicId,
    body: &WithdrawDocument,
    followers: &[DocumentWithdrawn],
) -> Result<Answer, Error> {
    let reason = reason(&body.reason)?;
    documents::guard(conn, grant)?;
    let desk = Desk::find(conn, grant, id)?;
    desk.check_publisher(conn, grant)?;
    let document = &desk.document;
    if document.state != DocumentState::Published {
        return Err(NOT_PUBLISHED.into());
    }
    publishing::withdraw(conn, grant, document, &reason, followers)?;
    let detail = json!({"document_id": document.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "withdraw_document",
            Some(document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let document = documents::by_key(conn, grant, document.id)?;
    let (view, etag) = DeskDocumentView::load(conn, grant.viewer(), &document)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
