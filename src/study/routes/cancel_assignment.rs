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
use crate::study::model::AssignmentState;
use crate::study::queries::{assignments, desk};
use crate::study::views::AssignmentView;

/// Cancel an assignment
///
/// Nobody has to do it any more. What was finished stays with those who did it.
#[utoipa::path(
    tag = "study",
    params(
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    responses(
        (status = 200, description = "The assignment after it.", body = AssignmentView, headers(("ETag" = String))),
        (status = 409, description = "`wrong_assignment_state`: it is over.")
    ),
    security(("access_token" = []))
)]
#[post("/assignments/{assignment_id}/cancellation")]
pub async fn cancel_assignment(
    grant: Grant<ManageAssignments>,
    app: Data<App>,
    request: HttpRequest,
    assignment_id: Path<PublicId>,
    once: Once,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let (Path(id), actor) = (assignment_id, grant.clone());
    once.run(&app, &grant, sha256(b""), move |conn| {
        let found = cancel(conn, &actor, id)?;
        let (view, etag) = AssignmentView::load(conn, &actor, found, language)?;
        Ok(Answer::ok(&view)?.etag(etag))
    })
    .await
}

fn cancel(conn: &mut Conn, grant: &Grant<ManageAssignments>, id: PublicId) -> Result<i64, Error> {
    assignments::lock(conn, grant, id)?;
    let (assignment, is_own) = desk::find(conn, grant, id)?;
    if !is_own {
        return Err(Error::Forbidden);
    }
    lifecycle::end(
        conn,
        grant,
        &assignment,
        AssignmentState::Cancelled,
        |state| state.is_ahead() || state.runs(),
    )?;
    lifecycle::record(conn, grant, "cancel_assignment", &assignment)?;
    Ok(assignment.id)
}
