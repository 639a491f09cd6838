use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::sessions::model::{Platform, SessionRow};
use crate::sessions::queries;
use crate::sessions::views::{SessionView, SessionsView};

/// My signed-in devices
///
/// At most 30: one more sign-in ends the session that was used least recently.
#[utoipa::path(
    tag = "sessions",
    responses((status = 200, description = "The devices, the one used last first.", body = SessionsView)),
    security(("access_token" = []))
)]
#[get("/me/sessions")]
pub async fn list_my_sessions(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let current = viewer.session_id();
    let rows = app
        .db
        .read(move |conn| queries::devices::list(conn, &viewer))
        .await?;
    Answer::ok(&SessionsView {
        items: rows.into_iter().map(|row| view(row, current)).collect(),
    })
}

fn view(row: SessionRow, current: i64) -> SessionView {
    SessionView {
        session_id: row.public_id,
        device_name: Some(row.device_name).filter(|name| !name.is_empty()),
        platform: Platform::from_code(&row.platform),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        current: row.id == current,
    }
}
