use actix_web::put;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Json};
use crate::inbox::queries::preferences;
use crate::inbox::rules::DIRECTIVE_NOT_MUTABLE;
use crate::inbox::views::NotificationPreferences;

/// Say of what my phones ring
///
/// Replaces all of it. What is muted comes to the inbox all the same; official papers cannot be muted.
#[utoipa::path(
    tag = "me",
    request_body = NotificationPreferences,
    responses(
        (status = 200, description = "As it is now.", body = NotificationPreferences),
        (status = 422, description = "`directive_not_mutable`.")
    ),
    security(("access_token" = []))
)]
#[put("/me/notification-preferences")]
pub async fn put_notification_preferences(
    viewer: Viewer,
    app: Data<App>,
    body: Json<NotificationPreferences>,
) -> Result<Answer, Error> {
    let wanted = body.value;
    if !wanted.directive {
        return Err(DIRECTIVE_NOT_MUTABLE.into());
    }
    let muted = wanted.muted();
    app.db
        .write(move |conn| {
            preferences::set(conn, &viewer, &muted)?;
            let unit = Some(viewer.home_unit_id());
            let detail = json!({"muted": muted});
            let entry = Entry::write("put_notification_preferences", unit, Vec::new(), detail);
            audit::record(conn, &viewer, &entry)
        })
        .await?;
    Answer::ok(&wanted)
}
