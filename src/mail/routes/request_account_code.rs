use actix_web::web::Data;
use actix_web::{HttpRequest, post};

use crate::app::App;
use crate::auth::Public;
use crate::error::Error;
use crate::http::limits::{check_sign_in, client_network};
use crate::http::{Answer, Json, Once};
use crate::mail::queries::requests;
use crate::mail::rules::MAIL_NOT_CONFIGURED;
use crate::mail::views::RequestAccountCode;
use crate::sessions;

/// Ask for a code by mail
///
/// For who has forgotten his password or was never activated: a one-time code for `reset_password` or `activate_account` is sent to
/// the address that the roster has of him. Whoever is meant, and whether anybody is, the answer is the same; a code that was
/// sent in the last ten minutes is not sent again. Who shares his phone or address with another member asks by card number.
/// Officers get a code only at an address that they have confirmed. After several requests further ones have to wait.
#[utoipa::path(
    tag = "sessions",
    params(("Idempotency-Key" = Option<String>, Header, description = "See the parameter.")),
    request_body = RequestAccountCode,
    responses(
        (status = 204, description = "If there is such a member, a code may be sent to him and he has an address, it is on its way."),
        (status = 409, description = "`mail_not_configured`: this server sends no mail; the cell secretary hands out codes."),
    )
)]
#[post("/accounts/code-requests")]
pub async fn request_account_code(
    public: Public,
    app: Data<App>,
    request: HttpRequest,
    once: Once,
    body: Json<RequestAccountCode>,
) -> Result<Answer, Error> {
    check_sign_in(&app, &request)?;
    if !app.mail.is_on() {
        return Err(MAIL_NOT_CONFIGURED.into());
    }
    let (typed, network) = (body.value.identifier, client_network(&app, &request));
    sessions::count_code_request(&app, &public, &typed, network)?;
    let actor = public.clone();
    // The same one row whoever it is, and the answer waits for no more than that: `asked.rs` says why.
    once.run(&app, &public, body.digest, move |conn| {
        requests::put(conn, &actor, typed.clone())?;
        Ok(Answer::no_content())
    })
    .await
}
