use actix_web::put;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Json};
use crate::kernel::person::Email;
use crate::mail::queries::{addresses, settings};
use crate::mail::rules::ADDRESS_CODE_REFUSED;
use crate::mail::views::ConfirmAddress;
use crate::{members, sessions};

/// Confirm my new mail address
///
/// With the code that was sent there. The address takes the place of the old one, which is told so. After five wrong codes a
/// new one has to be asked for.
#[utoipa::path(
    tag = "me",
    request_body = ConfirmAddress,
    responses(
        (status = 204, description = "The address is the caller's now, and confirmed."),
        (status = 422, description = "`address_code_refused`: the code is not right, was used or has expired."),
    ),
    security(("access_token" = []))
)]
#[put("/me/address")]
pub async fn confirm_my_address(
    viewer: Viewer,
    app: Data<App>,
    body: Json<ConfirmAddress>,
) -> Result<Answer, Error> {
    let code = sessions::normal_code(&body.value.code);
    let (member_id, followers) = (viewer.member_id(), app.followers.clone());
    // A wrong code is no error of the transaction: that it was tried must stay.
    let confirmed = app
        .db
        .write(move |conn| {
            let Some(address) = addresses::redeem(conn, &viewer, &code)? else {
                return Ok(false);
            };
            let address = Email::parse(&address).map_err(|_| ADDRESS_CODE_REFUSED)?;
            members::set_own_address(conn, &viewer, Some(&address), &followers)?;
            settings::confirm(conn, &viewer, viewer.member_id(), Some(address.as_str()))?;
            let unit = Some(viewer.home_unit_id());
            let entry = Entry::write("confirm_my_address", unit, Vec::new(), json!({}));
            audit::record(conn, &viewer, &entry)?;
            Ok(true)
        })
        .await?;
    if !confirmed {
        return Err(ADDRESS_CODE_REFUSED.into());
    }
    app.members.forget(member_id);
    Ok(Answer::no_content())
}
