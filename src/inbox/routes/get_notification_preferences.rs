use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::inbox::queries::preferences;
use crate::inbox::views::NotificationPreferences;

/// Of what do my phones ring?
///
/// Each class by itself. What is muted is in the inbox all the same.
#[utoipa::path(
    tag = "me",
    responses((status = 200, description = "Each class of notifications.", body = NotificationPreferences)),
    security(("access_token" = []))
)]
#[get("/me/notification-preferences")]
pub async fn get_notification_preferences(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let muted = app
        .db
        .read(move |conn| preferences::muted(conn, &viewer))
        .await?;
    Answer::ok(&NotificationPreferences::of(&muted))
}
