use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::http::language::Language;
use crate::sessions::queries;
use crate::sessions::views::Settings;

/// My settings
///
/// What the member can set for himself.
#[utoipa::path(
    tag = "me",
    responses((status = 200, description = "The settings.", body = Settings)),
    security(("access_token" = []))
)]
#[get("/me/settings")]
pub async fn get_my_settings(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let tag = app
        .db
        .read(move |conn| queries::accounts::language(conn, &viewer))
        .await?;
    let language = tag.as_deref().map(Language::from_tag).unwrap_or_default();
    Answer::ok(&Settings { language })
}
