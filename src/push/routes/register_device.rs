use actix_web::put;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Json, Path};
use crate::kernel::ids::PublicId;
use crate::push::queries::devices::{self, Said};
use crate::push::rules::addresses::{ADDRESS_NOT_PLAIN, is_plain};
use crate::push::views::{DeviceView, RegisterDevice};

/// Register an installation
///
/// The app does so when it starts, when the member signs in and when its address changes; the id is one that it made when it
/// was installed. The installation is this member's from now on, for as long as this session lives: whoever had it before
/// gets nothing on it any more. One that did not register for 60 days is not pushed to.
#[utoipa::path(
    tag = "me",
    params(("installation_id" = PublicId, Path, description = "The installation, by the id that the app made.")),
    request_body = RegisterDevice,
    responses(
        (status = 200, description = "The installation.", body = DeviceView),
        (status = 422, description = "`address_not_plain`.")
    ),
    security(("access_token" = []))
)]
#[put("/me/devices/{installation_id}")]
pub async fn register_device(
    viewer: Viewer,
    app: Data<App>,
    installation_id: Path<PublicId>,
    body: Json<RegisterDevice>,
) -> Result<Answer, Error> {
    let Path(installation_id) = installation_id;
    if !is_plain(&body.value.address) {
        return Err(ADDRESS_NOT_PLAIN.into());
    }
    let said = Said {
        installation_id,
        address_kind: body.value.address_kind,
        address: body.value.address,
        platform: body.value.platform,
    };
    let session = viewer.session_id();
    let found = app
        .db
        .write(move |conn| {
            let before = devices::holder(conn, &viewer, installation_id)?;
            devices::register(conn, &viewer, &said)?;
            // That it is still there is no change.
            if before != Some(viewer.member_id()) {
                let unit = Some(viewer.home_unit_id());
                let detail = json!({"installation_id": installation_id, "moved": before.is_some()});
                let subjects = before.into_iter().collect();
                let entry = Entry::write("register_device", unit, subjects, detail);
                audit::record(conn, &viewer, &entry)?;
            }
            let own = devices::list(conn, &viewer)?;
            let mut own = own.into_iter();
            own.find(|device| device.installation_id == installation_id)
                .ok_or_else(|| Error::internal("a device was registered and is not there"))
        })
        .await?;
    Answer::ok(&DeviceView::of(found, session))
}
