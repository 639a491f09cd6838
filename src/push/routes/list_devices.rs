use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::push::queries::devices;
use crate::push::views::{DeviceListView, DeviceView};

/// On which phones can I be reached?
///
/// The installations of the caller's sessions, the one seen last first.
#[utoipa::path(
    tag = "me",
    responses((status = 200, description = "The installations.", body = DeviceListView)),
    security(("access_token" = []))
)]
#[get("/me/devices")]
pub async fn list_devices(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let session = viewer.session_id();
    let found = app
        .db
        .read(move |conn| devices::list(conn, &viewer))
        .await?;
    let items = found
        .into_iter()
        .map(|device| DeviceView::of(device, session))
        .collect();
    Answer::ok(&DeviceListView { items })
}
