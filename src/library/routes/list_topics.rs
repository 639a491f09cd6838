use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::library::queries::catalogue;
use crate::library::views::{TopicListView, TopicView};

/// Topics
///
/// All of them, also those that are no longer used, in the order of lists.
#[utoipa::path(
    tag = "catalogue",
    responses((status = 200, description = "Every one.", body = TopicListView)),
    security(("access_token" = []))
)]
#[get("/topics")]
pub async fn list_topics(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let rows = app
        .db
        .read(move |conn| catalogue::topics(conn, &viewer))
        .await?;
    Answer::ok(&TopicListView {
        items: rows.into_iter().map(TopicView::of).collect(),
    })
}
