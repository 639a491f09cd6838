use actix_web::put;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Json};
use crate::sessions::queries;
use crate::sessions::views::Settings;

/// Change my settings
///
/// Replaces all of them.
#[utoipa::path(
    tag = "me",
    request_body = Settings,
    responses((status = 200, description = "The settings as they are now.", body = Settings)),
    security(("access_token" = []))
)]
#[put("/me/settings")]
pub async fn set_my_settings(
    viewer: Viewer,
    app: Data<App>,
    body: Json<Settings>,
) -> Result<Answer, Error> {
    let settings = body.value;
    let language = settings.language;
    app.db
        .write(move |conn| {
            queries::accounts::set_language(conn, &viewer, language.tag())?;
            // The row names the member as its actor, so it needs no subject.
            let entry = Entry::write(
                "set_my_settings",
                Some(viewer.home_unit_id()),
                Vec::new(),
                json!({"language": language}),
            );
            audit::record(conn, &viewer, &entry)
        })
        .await?;
    Answer::ok(&settings)
}
