use actix_web::web::Data;
use actix_web::{HttpRequest, post};

use crate::app::App;
use crate::audiences::Owner;
use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Json, Once, Path};
use crate::kernel::ids::PublicId;
use crate::study::queries::{assignments, plans, requirements};
use crate::study::views::{AssignmentBody, AssignmentView};
use crate::study::{lifecycle, scope};
use crate::units;

/// Draft an assignment
///
/// Nobody is enrolled until it opens. Only a published edition or quiz that the whole audience may see can be asked for.
#[utoipa::path(
    tag = "study",
    params(
        ("unit_id" = PublicId, Path, description = "The unit whose assignment it is."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = AssignmentBody,
    responses(
        (status = 201, description = "The draft.", body = AssignmentView, headers(("ETag" = String))),
        (status = 404, description = "There is no such unit, or the caller may not know of it.")
    ),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/assignments")]
pub async fn create_assignment(
    grant: Grant<ManageAssignments>,
    app: Data<App>,
    request: HttpRequest,
    unit_id: Path<PublicId>,
    once: Once,
    body: Json<AssignmentBody>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let Json { value, digest } = body;
    let (Path(unit_id), actor) = (unit_id, grant.clone());
    once.run(&app, &grant, digest, move |conn| {
        create(conn, &actor, unit_id, &value, language)
    })
    .await
}

fn create(
    conn: &mut Conn,
    grant: &Grant<ManageAssignments>,
    unit_id: PublicId,
    body: &AssignmentBody,
    language: Language,
) -> Result<Answer, Error> {
    units::hold(conn, grant)?;
    let unit = units::locate_for(conn, grant, unit_id)?;
    unit.check_open()?;
    let owner = Owner {
        unit_id: unit.id,
        is_top: unit.parent_id.is_none(),
    };
    let said = scope::read(conn, grant, &owner, body, grant.now())?;
    let id = assignments::insert(conn, grant, unit.id, &said)?;
    requirements::set(conn, grant, id, &said.requirements)?;
    plans::set_deadlines(conn, grant, id, &said.deadlines)?;
    let assignment = assignments::by_key(conn, grant, id)?;
    lifecycle::record(conn, grant, "create_assignment", &assignment)?;
    let (view, etag) = AssignmentView::load(conn, grant, id, language)?;
    let location = format!("/api/v1/assignments/{}", assignment.public_id);
    Ok(Answer::created(location, &view)?.etag(etag))
}
