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
use crate::http::{Answer, IfMatch, Json, Once, Path, present};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::library::desk::Desk;
use crate::library::model::{EditionState, Step};
use crate::library::publishing::{self, EditionPublished};
use crate::library::queries::{documents, editions, events};
use crate::library::rules::lifecycle::SCHEDULED_IN_PAST;
use crate::library::views::EditionView;

/// When.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"publish_at": "2026-12-01T01:00:00.000Z"}))]
pub struct PublishEdition {
    /// In the future; without it, now.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub publish_at: Option<Instant>,
}

/// Publish an edition, now or at a time
///
/// An approved one, by a publisher for the unit who never wrote the document. Without `publish_at` readers see it at once;
/// the edition before is superseded. With it the edition is scheduled, and can still be sent back. Its links are checked
/// again when it goes out. What stands in its way when its time has come (another paper was published under its identity, a
/// link leads nowhere any more) makes it `approved` again: its `publication_failure` says why, and a step
/// `publication_failed` among those of its document.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("If-Match" = String, Header, description = "The tag of the version that the publisher has looked at."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = PublishEdition,
    responses(
        (status = 200, description = "The edition after the step.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `own_work`: the caller writes or once wrote the document."),
        (status = 409, description = "`not_approved`, `wrong_edition_state`, or `duplicate_identity`."),
        (status = 422, description = "Values are not valid; `errors` says which. `publish_at_in_past`: `publish_at` is not in the future. Published now, a link that no longer holds: `link_target_unknown`, `link_target_of_another_unit`, `circular_links` or `before_target_was_issued`.")
    ),
    security(("access_token" = []))
)]
#[post("/editions/{edition_id}/publication")]
pub async fn publish_edition(
    grant: Grant<PublishDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
    body: Json<PublishEdition>,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let Json { value, digest } = body;
    let (actor, followers) = (grant.clone(), app.edition_published.clone());
    let answer = once
        .run(&app, &grant, digest, move |conn| {
            publish(conn, &actor, &followers, (edition_id, &if_match), &value)
        })
        .await?;
    app.library_changed().await;
    Ok(answer)
}

fn publish(
    conn: &mut Conn,
    grant: &Grant<PublishDocuments>,
    followers: &[EditionPublished],
    (id, if_match): (PublicId, &IfMatch),
    body: &PublishEdition,
) -> Result<Answer, Error> {
    documents::guard(conn, grant)?;
    let (desk, edition) = Desk::find_edition(conn, grant, id)?;
    desk.check_second_person(conn, grant)?;
    if_match.check(edition.revision)?;
    edition.check_step(Step::Published)?;
    match body.publish_at {
        None => publishing::publish(conn, grant, &desk.document, &edition, followers)?,
        Some(at) if at <= grant.now() => return Err(SCHEDULED_IN_PAST.into()),
        Some(at) => {
            editions::set_state(conn, grant, edition.id, EditionState::Scheduled)?;
            editions::schedule(conn, grant, edition.id, at)?;
            editions::bump(conn, grant, edition.id)?;
            let (document, edition) = (desk.document.id, Some(edition.id));
            events::append(conn, grant, document, edition, Step::Scheduled, None)?;
        }
    }
    let detail = json!({"edition_id": edition.public_id, "publish_at": body.publish_at});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "publish_edition",
            Some(desk.document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, &desk.document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
