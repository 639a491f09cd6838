use actix_web::delete;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::sessions::model::EndReason;
use crate::sessions::sign_out::{self, SignOut};

/// Sign out
///
/// Ends the session of the access token; its refresh token is no longer accepted.
#[utoipa::path(
    tag = "sessions",
    responses((status = 204, description = "Signed out.")),
    security(("access_token" = []))
)]
#[delete("/me/sessions/current")]
pub async fn delete_current_session(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let session = viewer.session_public_id();
    let how = SignOut {
        operation: "delete_current_session",
        reason: EndReason::SignedOut,
    };
    sign_out::end(&app, viewer, session, how).await
}
