use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::study::queries::desk;
use crate::study::views::AssignmentView;

/// An assignment
///
/// For those who make assignments for its unit, and once it is no draft for those of the units around it.
#[utoipa::path(
    tag = "study",
    params(
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        ("If-None-Match" = Option<String>, Header, description = "The tag that the caller has.")
    ),
    responses(
        (status = 200, description = "The assignment.", body = AssignmentView, headers(("ETag" = String))),
        (status = 304, description = "The caller has it.")
    ),
    security(("access_token" = []))
)]
#[get("/assignments/{assignment_id}")]
pub async fn get_assignment(
    grant: Grant<ManageAssignments>,
    app: Data<App>,
    request: HttpRequest,
    if_none_match: IfNoneMatch,
    assignment_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let Path(id) = assignment_id;
    let (view, etag) = app
        .db
        .read(move |conn| {
            let (assignment, _) = desk::find(conn, &grant, id)?;
            AssignmentView::load(conn, &grant, assignment.id, language)
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
