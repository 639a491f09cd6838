use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::limits::client_network;
use crate::http::{Answer, Json, Once};
use crate::mail::queries::{addresses, recipients, settings};
use crate::mail::rules::NO_ADDRESS;
use crate::mail::views::RemoveAddress;
use crate::{members, sessions};

/// Remove my mail address
///
/// No mail comes any more, and it can no longer be signed in with; the old address is told so. Codes are handed out by the cell
/// secretary then. After wrong passwords further ones have to wait.
#[utoipa::path(
    tag = "me",
    params(("Idempotency-Key" = Option<String>, Header, description = "See the parameter.")),
    request_body = RemoveAddress,
    responses(
        (status = 204, description = "The roster has no address of the caller any more."),
        (status = 401, description = "`password_refused`: the current password is not right; or not signed in."),
        (status = 409, description = "`no_address`: it had none."),
    ),
    security(("access_token" = []))
)]
#[post("/me/address-removals")]
pub async fn remove_my_address(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    once: Once,
    body: Json<RemoveAddress>,
) -> Result<Answer, Error> {
    let (member_id, followers) = (viewer.member_id(), app.followers.clone());
    let network = client_network(&app, &request);
    let reader = viewer.clone();
    let address = app
        .db
        .read(move |conn| recipients::of_member(conn, &reader, member_id))
        .await?;
    // Where there is none nothing is guarded, and no password needs to be tried.
    let is_guarded = address.is_some();
    if is_guarded {
        sessions::check_own_password(&app, &viewer, &body.value.current_password, network).await?;
    }
    let actor = viewer.clone();
    let answer = once
        .run(&app, &viewer, body.digest, move |conn| {
            if recipients::of_member(conn, &actor, member_id)?.is_none() {
                return Err(NO_ADDRESS.into());
            }
            if !is_guarded {
                return Err(Error::Busy); // he has one since a moment ago
            }
            members::set_own_address(conn, &actor, None, &followers)?;
            settings::confirm(conn, &actor, member_id, None)?;
            addresses::forget(conn, &actor)?;
            let unit = Some(actor.home_unit_id());
            let entry = Entry::write("remove_my_address", unit, Vec::new(), json!({}));
            audit::record(conn, &actor, &entry)?;
            Ok(Answer::no_content())
        })
        .await?;
    app.members.forget(member_id);
    Ok(answer)
}
