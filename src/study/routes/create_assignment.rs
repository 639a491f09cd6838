use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audiences::Owner;
use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Json, Once};
use crate::kernel::ids::PublicId;
use crate::study::queries::{assignments, plans, requirements};
use crate::study::views::{AssignmentBody, AssignmentView};
use crate::study::{lifecycle, scope};
use crate::units;

/// An assignment to be drafted.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "owner_unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01",
    "assignment": {
        "title": "Học tập Nghị quyết 57-NQ/TU", "audience": {"everyone": false, "rules": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01"}]},
        "ordered": false, "late_joiners": "same_due", "due_on": "2026-12-20",
        "requirements": [{"kind": "reflection", "title": "Liên hệ bản thân"}], "deadlines": []
    }
}))]
pub struct CreateAssignment {
    /// The unit whose assignment it is.
    pub owner_unit_id: PublicId,
    #[validate(nested)]
    pub assignment: AssignmentBody,
}

/// Draft an assignment
///
/// Nobody is enrolled until it opens. Only a published edition or quiz that the whole audience may see can be asked for.
#[utoipa::path(
    tag = "study",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")),
    request_body = CreateAssignment,
    responses(
        (status = 201, description = "The draft.", body = AssignmentView, headers(("ETag" = String))),
        (status = 404, description = "There is no such unit, or the caller may not know of it.")
    ),
    security(("access_token" = []))
)]
#[post("/assignments")]
pub async fn create_assignment(
    grant: Grant<ManageAssignments>,
    app: Data<App>,
    request: HttpRequest,
    once: Once,
    body: Json<CreateAssignment>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let Json { value, digest } = body;
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| {
        create(conn, &actor, &value, language)
    })
    .await
}

fn create(
    conn: &mut Conn,
    grant: &Grant<ManageAssignments>,
    body: &CreateAssignment,
    language: Language,
) -> Result<Answer, Error> {
    units::hold(conn, grant)?;
    let unit = units::locate_for(conn, grant, body.owner_unit_id)?;
    unit.check_open()?;
    let owner = Owner {
        unit_id: unit.id,
        is_top: unit.parent_id.is_none(),
    };
    let said = scope::read(conn, grant, &owner, &body.assignment, grant.now())?;
    let id = assignments::insert(conn, grant, unit.id, &said)?;
    requirements::set(conn, grant, id, &said.requirements)?;
    plans::set_deadlines(conn, grant, id, &said.deadlines)?;
    let assignment = assignments::by_key(conn, grant, id)?;
    lifecycle::record(conn, grant, "create_assignment", &assignment)?;
    let (view, etag) = AssignmentView::load(conn, grant, id, language)?;
    let location = format!("/api/v1/assignments/{}", assignment.public_id);
    Ok(Answer::created(location, &view)?.etag(etag))
}
