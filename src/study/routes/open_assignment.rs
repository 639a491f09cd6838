use actix_web::web::Data;
use actix_web::{HttpRequest, post};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::auth::secret::sha256;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Once, Path};
use crate::kernel::ids::PublicId;
use crate::study::lifecycle;
use crate::study::queries::{assignments, desk};
use crate::study::views::AssignmentView;

/// Open an assignment
///
/// Its members are enrolled, in steps that go on by themselves; until then its state is `opening` and `percent` says how far that is.
/// With an `opens_at` that lies ahead it waits for it as `scheduled`.
#[utoipa::path(
    tag = "study",
    params(
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    responses(
        (status = 200, description = "The assignment after it.", body = AssignmentView, headers(("ETag" = String))),
        (status = 409, description = "`wrong_assignment_state`, `due_passed`, `edition_unfit` or `quiz_unfit`.")
    ),
    security(("access_token" = []))
)]
#[post("/assignments/{assignment_id}/opening")]
pub async fn open_assignment(
    grant: Grant<ManageAssignments>,
    app: Data<App>,
    request: HttpRequest,
    assignment_id: Path<PublicId>,
    once: Once,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let (Path(id), actor) = (assignment_id, grant.clone());
    once.run(&app, &grant, sha256(b""), move |conn| {
        let found = open(conn, &actor, id)?;
        let (view, etag) = AssignmentView::load(conn, &actor, found, language)?;
        Ok(Answer::ok(&view)?.etag(etag))
    })
    .await
}

fn open(conn: &mut Conn, grant: &Grant<ManageAssignments>, id: PublicId) -> Result<i64, Error> {
    assignments::lock(conn, grant, id)?;
    let (assignment, is_own) = desk::find(conn, grant, id)?;
    if !is_own {
        return Err(Error::Forbidden);
    }
    lifecycle::open(conn, grant, &assignment)?;
    lifecycle::record(conn, grant, "open_assignment", &assignment)?;
    Ok(assignment.id)
}
