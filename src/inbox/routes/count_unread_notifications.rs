use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::inbox::queries::notifications;
use crate::inbox::views::UnreadView;

/// Notifications that are counted at most.
const MOST: i64 = 1_000;

/// How many notifications have I not opened?
///
/// For the number on the app's icon.
#[utoipa::path(
    tag = "me",
    responses((status = 200, description = "How many.", body = UnreadView)),
    security(("access_token" = []))
)]
#[get("/me/notifications/unread-count")]
pub async fn count_unread_notifications(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let unread = app
        .db
        .read(move |conn| notifications::count_unread(conn, &viewer, MOST))
        .await?;
    Answer::ok(&UnreadView { unread })
}
