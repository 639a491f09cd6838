use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audiences::AudienceBody;
use crate::audiences::Owner;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Once, present};
use crate::kernel::ids::PublicId;
use crate::library::drafting;
use crate::library::model::{Circulation, MetadataBody, Tier};
use crate::library::queries::{authors, documents};
use crate::library::scope::Wanted;
use crate::library::views::DeskDocumentView;
use crate::units;

/// A document to be written.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "owner_unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "tier": "required", "audience": {"everyone": true, "rules": []},
    "metadata": {"kind": "nghi_quyet", "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "symbol": "57-NQ/TU",
        "issuer": "Thành ủy Vĩnh An", "issued_on": "2026-03-12"}
}))]
pub struct CreateDocument {
    /// The unit whose document it is: who publishes for it decides.
    pub owner_unit_id: PublicId,
    #[validate(nested)]
    pub metadata: MetadataBody,
    pub tier: Tier,
    /// `internal` unless said.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub circulation: Option<Circulation>,
    /// Code of a topic of `GET /topics`.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 40))]
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z0-9_]+$"
    )]
    pub topic: Option<String>,
    #[validate(nested)]
    pub audience: AudienceBody,
}

/// Begin a document
///
/// With its first edition as a draft, which only its authors and the publishers of its unit can see. The caller is its
/// author.
#[utoipa::path(
    tag = "documents",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")),
    request_body = CreateDocument,
    responses(
        (status = 201, description = "The new document.", body = DeskDocumentView, headers(("ETag" = String))),
        (status = 404, description = "There is no such unit, or the caller may not know of it."),
        (status = 409, description = "`duplicate_identity`: the same issuer, symbol and day of issue."),
        (status = 422, description = "Values are not valid; `errors` says which. `state_secret_refused`: `secrecy` is not `none`. Of a link: `link_target_unknown` (there is no such published document), `link_target_of_another_unit` (only papers of the unit itself or of units below it are amended, replaced or repealed), `before_target_was_issued` (it would hold before the day on which its target was issued).")
    ),
    security(("access_token" = []))
)]
#[post("/documents")]
pub async fn create_document(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    once: Once,
    body: Json<CreateDocument>,
) -> Result<Answer, Error> {
    let Json { value, digest } = body;
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| {
        create(conn, &actor, &value)
    })
    .await
}

fn create(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    body: &CreateDocument,
) -> Result<Answer, Error> {
    documents::guard(conn, grant)?;
    let unit = units::locate_for(conn, grant, body.owner_unit_id)?;
    let owner = Owner {
        unit_id: unit.id,
        is_top: unit.parent_id.is_none(),
    };
    let wanted = Wanted {
        tier: body.tier,
        circulation: body.circulation.unwrap_or(drafting::CIRCULATION),
        topic: body.topic.as_deref(),
        audience: &body.audience,
    };
    let (document, _) = drafting::begin(conn, grant, &owner, &body.metadata, &wanted)?;
    authors::add(conn, grant, document.id, grant.viewer().member_id())?;
    let detail = json!({"document_id": document.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write("create_document", Some(unit.id), Vec::new(), detail),
    )?;
    let (view, etag) = DeskDocumentView::load(conn, grant.viewer(), &document)?;
    Ok(Answer::created(format!("/api/v1/documents/{}", document.public_id), &view)?.etag(etag))
}
