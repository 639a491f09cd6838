use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Public;
use crate::error::Error;
use crate::http::limits::{check_sign_in, client_network};
use crate::http::{Answer, Json, Once};
use crate::sessions::model::EndReason;
use crate::sessions::proof::{self, TypedCode};
use crate::sessions::queries;
use crate::sessions::rules::code::{CODE_REFUSED, CodePurpose};
use crate::sessions::rules::password;
use crate::sessions::views::ResetPassword;

/// Set a new password with a code
///
/// For a forgotten password: the member proves himself with the one-time code that was handed out. All his devices are
/// signed out, and all other codes that he has are good for nothing any more. Whatever is wrong with identifier or code, the answer is the same; after wrong tries further ones have to
/// wait.
#[utoipa::path(
    tag = "sessions",
    params(("Idempotency-Key" = Option<String>, Header, description = "See the parameter.")),
    request_body = ResetPassword,
    responses(
        (status = 204, description = "The password is set: sign in with `create_session`."),
        (status = 401, description = "`code_refused`: identifier or code is not right, or the code was used or has expired."),
    )
)]
#[post("/accounts/password-reset")]
pub async fn reset_password(
    public: Public,
    app: Data<App>,
    request: HttpRequest,
    once: Once,
    body: Json<ResetPassword>,
) -> Result<Answer, Error> {
    check_sign_in(&app, &request)?;
    let form = body.value;
    password::check_length(&form.password, password::SHORTEST, "/password")?;
    let typed = TypedCode {
        purpose: CodePurpose::PasswordReset,
        identifier: &form.identifier,
        code: &form.code,
        password: &form.password,
    };
    let proof = proof::by_code(&app, &public, &typed, client_network(&app, &request)).await?;
    let (actor, fitting) = (public.clone(), proof.fitting);
    let answer = once
        .run(&app, &public, body.digest, move |conn| {
            let Some((code, hash)) = &fitting else {
                return Err(CODE_REFUSED.into());
            };
            let used = queries::codes::consume(conn, &actor, code)?;
            if !used || !queries::accounts::reset_password(conn, &actor, code.member_id, hash)? {
                return Err(CODE_REFUSED.into());
            }
            queries::codes::withdraw_all(conn, &actor, code.member_id)?;
            let ended = queries::devices::end_all(
                conn,
                &actor,
                code.member_id,
                None,
                EndReason::PasswordReset,
            )?;
            let detail = json!({"sessions_ended": ended});
            let entry = Entry::write(
                "reset_password",
                Some(code.home_unit_id),
                vec![code.member_id],
                detail,
            );
            audit::record(conn, &actor, &entry)?;
            Ok(Answer::no_content())
        })
        .await?;
    app.attempts.forget(proof.counted);
    app.authenticator.refresh();
    Ok(answer)
}
