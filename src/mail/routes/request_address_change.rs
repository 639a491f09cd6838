use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::limits::client_network;
use crate::http::{Answer, Json, Once};
use crate::kernel::person::Email;
use crate::mail::model::{MailKind, Recipient, Says};
use crate::mail::queries::{addresses, outbox, recipients, settings};
use crate::mail::rules::codes::A_DAY;
use crate::mail::rules::{
    ADDRESS_CODES_ENOUGH, ADDRESS_INVALID, ADDRESS_UNCHANGED, MAIL_NOT_CONFIGURED,
};
use crate::mail::telling;
use crate::mail::views::{AddressChangeView, RequestAddressChange};
use crate::sessions;

/// Ask for another mail address
///
/// A code is sent to the new address; `confirm_my_address` takes it. Until then the old one stays. An address that the roster
/// has already can be confirmed the same way.
#[utoipa::path(
    tag = "me",
    params(("Idempotency-Key" = Option<String>, Header, description = "See the parameter.")),
    request_body = RequestAddressChange,
    responses(
        (status = 201, description = "The code is on its way to the new address.", body = AddressChangeView),
        (status = 401, description = "`password_refused`: the current password is not right; or not signed in."),
        (status = 409, description = "`address_unchanged`: it is the caller's confirmed address already. `address_codes_enough`: five codes were sent today. `mail_not_configured`: this server sends no mail."),
    ),
    security(("access_token" = []))
)]
#[post("/me/address-changes")]
pub async fn request_address_change(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    once: Once,
    body: Json<RequestAddressChange>,
) -> Result<Answer, Error> {
    if !app.mail.is_on() {
        return Err(MAIL_NOT_CONFIGURED.into());
    }
    let form = body.value;
    let address = Email::parse(&form.email)
        .map_err(|_| ADDRESS_INVALID)?
        .into_string();
    let network = client_network(&app, &request);
    sessions::check_own_password(&app, &viewer, &form.current_password, network).await?;
    let actor = viewer.clone();
    once.run(&app, &viewer, body.digest, move |conn| {
        let member_id = actor.member_id();
        let now = recipients::of_member(conn, &actor, member_id)?;
        let is_his = now.is_some_and(|known| known.address == address);
        if is_his && settings::is_confirmed(conn, &actor, member_id, &address)? {
            return Err(ADDRESS_UNCHANGED.into());
        }
        if outbox::of_today(conn, &actor, member_id, &[MailKind::AddressCode])?.len() >= A_DAY {
            return Err(ADDRESS_CODES_ENOUGH.into());
        }
        let code = sessions::new_code()?;
        let until = addresses::begin(conn, &actor, &address, &code)?;
        outbox::withdraw(conn, &actor, member_id, MailKind::AddressCode)?;
        let recipient = Recipient {
            member_id,
            public_id: actor.member_public_id(),
            home_unit_id: actor.home_unit_id(),
            address: address.clone(),
            language: recipients::language_of(conn, &actor, member_id)?,
        };
        let code = sessions::shown_code(&code);
        telling::put(
            conn,
            &actor,
            &recipient,
            Says::AddressCode { code, until },
            until,
        )?;
        // The row names the member as its actor, so it needs no subject; the address is in no audit row.
        let unit = Some(actor.home_unit_id());
        let entry = Entry::write("request_address_change", unit, Vec::new(), json!({}));
        audit::record(conn, &actor, &entry)?;
        Answer::created(
            "/api/v1/me/address",
            &AddressChangeView { expires_at: until },
        )
    })
    .await
}
