use actix_web::delete;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::mail::queries::{addresses, recipients, settings};
use crate::mail::rules::NO_ADDRESS;
use crate::members;

/// Remove my mail address
///
/// No mail comes any more, and it can no longer be signed in with; the old address is told so. Codes are handed out by the cell
/// secretary then.
#[utoipa::path(
    tag = "me",
    responses(
        (status = 204, description = "The roster has no address of the caller any more."),
        (status = 409, description = "`no_address`: it had none."),
    ),
    security(("access_token" = []))
)]
#[delete("/me/address")]
pub async fn delete_my_address(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let (member_id, followers) = (viewer.member_id(), app.followers.clone());
    app.db
        .write(move |conn| {
            if recipients::of_member(conn, &viewer, viewer.member_id())?.is_none() {
                return Err(NO_ADDRESS.into());
            }
            members::set_own_address(conn, &viewer, None, &followers)?;
            settings::confirm(conn, &viewer, viewer.member_id(), None)?;
            addresses::forget(conn, &viewer)?;
            let unit = Some(viewer.home_unit_id());
            let entry = Entry::write("delete_my_address", unit, Vec::new(), json!({}));
            audit::record(conn, &viewer, &entry)
        })
        .await?;
    app.members.forget(member_id);
    Ok(Answer::no_content())
}
