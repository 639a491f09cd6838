use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::progress::views::MemberAssignmentView;

/// One of my assignments
///
/// With what was recorded for the caller, by whom and why, and what he has handed in; also when it is over.
#[utoipa::path(
    tag = "me",
    params(("assignment_id" = PublicId, Path, description = "The assignment.")),
    responses((status = 200, description = "The assignment with its history.", body = MemberAssignmentView)),
    security(("access_token" = []))
)]
#[get("/me/assignments/{assignment_id}")]
pub async fn get_my_assignment(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    assignment_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let Path(id) = assignment_id;
    let view = app
        .db
        .read(move |conn| {
            MemberAssignmentView::load(conn, &viewer, viewer.member_id(), id, language)
        })
        .await?;
    Answer::ok(&view)
}
