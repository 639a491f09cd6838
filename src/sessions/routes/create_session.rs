use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::passwords::Password;
use crate::auth::{Public, Viewer};
use crate::error::Error;
use crate::http::limits::{check_sign_in, client_network};
use crate::http::{Answer, Json, Once};
use crate::kernel::text;
use crate::sessions::model::Device;
use crate::sessions::rules::{SIGN_IN_REFUSED, password};
use crate::sessions::tokens::Tokens;
use crate::sessions::told::NewDevice;
use crate::sessions::views::{CreateSession, TokensView};
use crate::sessions::{proof, queries};

/// Characters of a device's name; NFC can make some names longer than they were sent.
const DEVICE_NAME: usize = 100;

/// Sign in
///
/// Whatever is wrong, the answer is the same. After wrong attempts from one network further ones have to wait, longer each
/// time: 429 with `Retry-After`. Each sign-in is a session of its own, listed among the member's devices.
#[utoipa::path(
    tag = "sessions",
    params(("Idempotency-Key" = Option<String>, Header, description = "See the parameter.")),
    request_body = CreateSession,
    responses(
        (status = 201, description = "Signed in.", body = TokensView),
        (status = 401, description = "`sign_in_refused`: the identifier or the password is not right."),
        (status = 409, description = "`identifier_shared`: the password fits several members who share this identifier; sign in with the card number."),
    )
)]
#[post("/sessions")]
pub async fn create_session(
    public: Public,
    app: Data<App>,
    request: HttpRequest,
    once: Once,
    body: Json<CreateSession>,
) -> Result<Answer, Error> {
    check_sign_in(&app, &request)?;
    password::check_length(&body.value.password, 1, "/password")?;
    let (form, network) = (body.value, client_network(&app, &request));
    let typed = Password::new(&form.password);
    let proven = proof::by_password(&app, &public, &form.identifier, typed, network).await?;
    let device = Device {
        name: text::nfc(&form.device_name.unwrap_or_default())
            .chars()
            .take(DEVICE_NAME)
            .collect(),
        platform: form.platform.unwrap_or_default(),
        network,
    };
    let (tokens, actor) = (Tokens::of(&app), public.clone());
    let told = app.device_seen.clone();
    once.run(&app, &public, body.digest, move |conn| {
        let member = &proven.member;
        if !queries::accounts::replace_hash(conn, &actor, member, &proven.hash)? {
            return Err(SIGN_IN_REFUSED.into());
        }
        let is_new = queries::devices::is_new(conn, &actor, member, &device)?;
        let session = queries::devices::open(conn, &actor, member, &device)?;
        let viewer = Viewer::of_session(conn, &actor, session.public_id)?.ok_or(SIGN_IN_REFUSED)?;
        let detail = json!({"session_id": session.public_id, "platform": device.platform});
        let entry = Entry::write(
            "create_session",
            Some(viewer.home_unit_id()),
            vec![member.member_id],
            detail,
        );
        audit::record(conn, &viewer, &entry)?;
        if is_new {
            let seen = NewDevice {
                member_id: member.member_id,
                platform: device.platform.code(),
            };
            told.iter()
                .try_for_each(|told| told(conn, &viewer, &seen))?;
        }
        Answer::created("/api/v1/me/sessions", &tokens.view(&session, actor.now())?)
    })
    .await
}
