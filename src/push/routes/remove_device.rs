use actix_web::delete;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::push::queries::devices;

/// Remove an installation
///
/// Its address is forgotten; the session stays. Signing out does the same by itself.
#[utoipa::path(
    tag = "me",
    params(("installation_id" = PublicId, Path, description = "One of `list_devices`.")),
    responses((status = 204, description = "It is forgotten.")),
    security(("access_token" = []))
)]
#[delete("/me/devices/{installation_id}")]
pub async fn remove_device(
    viewer: Viewer,
    app: Data<App>,
    installation_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let Path(installation_id) = installation_id;
    app.db
        .write(move |conn| {
            if !devices::remove(conn, &viewer, installation_id)? {
                return Err(Error::NotFound);
            }
            let unit = Some(viewer.home_unit_id());
            let detail = json!({"installation_id": installation_id});
            let entry = Entry::write("remove_device", unit, Vec::new(), detail);
            audit::record(conn, &viewer, &entry)
        })
        .await?;
    Ok(Answer::no_content())
}
