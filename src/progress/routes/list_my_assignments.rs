use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::http::language::Language;
use crate::progress::views::MyAssignmentListView;

/// What must I do, by when?
///
/// Everything that runs and counts the caller, the nearest deadline first: each condition, whether it is met and since when,
/// and the rule in words.
#[utoipa::path(
    tag = "me",
    responses((status = 200, description = "What is to be done.", body = MyAssignmentListView)),
    security(("access_token" = []))
)]
#[get("/me/assignments")]
pub async fn list_my_assignments(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let view = app
        .db
        .read(move |conn| MyAssignmentListView::load(conn, &viewer, viewer.member_id(), language))
        .await?;
    Answer::ok(&view)
}
