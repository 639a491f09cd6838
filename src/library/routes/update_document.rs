use actix_web::put;
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
use crate::http::{Answer, IfMatch, Json, Path, present};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::model::{Circulation, Document, DocumentState, ReaderChange, Step, Tier};
use crate::library::publishing::tell;
use crate::library::queries::documents::Scope;
use crate::library::queries::{documents, editions, events, words};
use crate::library::scope::{self, Wanted};
use crate::library::views::DeskDocumentView;

/// How a document is filed and to whom it is shown.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "tier": "recommended", "circulation": "internal", "topic": "chuyen_doi_so",
    "audience": {"everyone": false, "rules": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "standing": "official"}]}
}))]
pub struct UpdateDocument {
    pub tier: Tier,
    pub circulation: Circulation,
    /// Code of a topic of `GET /topics`; without it, none.
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

/// File a document anew
///
/// Tier, topic, circulation and audience, all of them. An author may do it while its first edition is a draft; once it is published only a
/// publisher for its unit who never wrote it: it holds at once, and who may no longer read it does not.
#[utoipa::path(
    tag = "documents",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = UpdateDocument,
    responses(
        (status = 200, description = "The document after the change.", body = DeskDocumentView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `not_an_author`: before it is published only an author does this. `own_work`: after that nobody who writes or once wrote it."),
        (status = 409, description = "`wrong_edition_state`: its first edition is with a publisher.")
    ),
    security(("access_token" = []))
)]
#[put("/documents/{document_id}")]
pub async fn update_document(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    document_id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<UpdateDocument>,
) -> Result<Answer, Error> {
    let Path(document_id) = document_id;
    let answer = app
        .db
        .write(move |conn| update(conn, &grant, document_id, &if_match, &body.value))
        .await?;
    app.library_changed().await;
    Ok(answer)
}

fn update(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    id: PublicId,
    if_match: &IfMatch,
    body: &UpdateDocument,
) -> Result<Answer, Error> {
    documents::guard(conn, grant)?;
    let desk = Desk::find(conn, grant, id)?;
    let document = &desk.document;
    if document.state == DocumentState::Draft {
        desk.check_author()?;
        // What a publisher looks at, or has approved, goes to whom he saw it go.
        if let Some(open) = editions::open_one(conn, grant, document.id)? {
            open.check_writable()?;
        }
    } else {
        desk.check_second_person(conn, grant)?;
    }
    if_match.check(document.revision)?;
    let owner = Owner {
        unit_id: document.owner_unit_id,
        is_top: documents::owner_is_top(conn, grant, document)?,
    };
    let wanted = Wanted {
        tier: body.tier,
        circulation: body.circulation,
        topic: body.topic.as_deref(),
        audience: &body.audience,
    };
    let scope = scope::read(conn, grant, &owner, &wanted)?;
    if differs(document, &scope) {
        apply(conn, grant, document, &scope)?;
    }
    let document = documents::by_key(conn, grant, document.id)?;
    let (view, etag) = DeskDocumentView::load(conn, grant.viewer(), &document)?;
    Ok(Answer::ok(&view)?.etag(etag))
}

fn differs(document: &Document, scope: &Scope) -> bool {
    (
        document.tier,
        document.circulation,
        document.topic_id,
        document.audience_id,
    ) != (
        scope.tier,
        scope.circulation,
        scope.topic_id,
        scope.audience_id,
    )
}

fn apply(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    document: &Document,
    scope: &Scope,
) -> Result<(), Error> {
    documents::rescope(conn, grant, document.id, scope)?;
    documents::bump(conn, grant, document.id)?;
    events::append(conn, grant, document.id, None, Step::Rescoped, None)?;
    let detail = json!({"document_id": document.public_id, "tier": scope.tier, "circulation": scope.circulation});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "update_document",
            Some(document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    if document.state != DocumentState::Published {
        return Ok(());
    }
    words::refresh(conn, grant, document.id)?;
    // Who could read it, and who can now.
    tell(conn, grant, document, ReaderChange::Rescoped)?;
    let now = documents::by_key(conn, grant, document.id)?;
    if (now.audience_id, now.circulation) != (document.audience_id, document.circulation) {
        tell(conn, grant, &now, ReaderChange::Rescoped)?;
    }
    Ok(())
}
