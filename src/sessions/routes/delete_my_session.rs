use actix_web::delete;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::sessions::model::EndReason;
use crate::sessions::sign_out::{self, SignOut};

/// Sign out one of my devices
///
/// The device is signed out at once.
#[utoipa::path(
    tag = "sessions",
    params(("session_id" = PublicId, Path, description = "One of `list_my_sessions`.")),
    responses((status = 204, description = "The device is signed out.")),
    security(("access_token" = []))
)]
#[delete("/me/sessions/{session_id}")]
pub async fn delete_my_session(
    viewer: Viewer,
    app: Data<App>,
    path: Path<PublicId>,
) -> Result<Answer, Error> {
    let how = SignOut {
        operation: "delete_my_session",
        reason: EndReason::SignedOutElsewhere,
    };
    sign_out::end(&app, viewer, path.0, how).await
}
