use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Public;
use crate::error::Error;
use crate::http::limits::{check_sign_in, client_network};
use crate::http::{Answer, Json, Once};
use crate::sessions::proof::{self, TypedCode};
use crate::sessions::queries;
use crate::sessions::rules::code::{CODE_REFUSED, CodePurpose};
use crate::sessions::rules::password;
use crate::sessions::views::ActivateAccount;

/// Activate an account
///
/// The member proves himself with the one-time code that was handed out and chooses a password. Whatever is wrong with
/// identifier or code, the answer is the same; after wrong tries further ones have to wait.
#[utoipa::path(
    tag = "sessions",
    params(("Idempotency-Key" = Option<String>, Header, description = "See the parameter.")),
    request_body = ActivateAccount,
    responses(
        (status = 204, description = "The account is active: sign in with `create_session`."),
        (status = 401, description = "`code_refused`: identifier or code is not right, or the code was used or has expired."),
    )
)]
#[post("/accounts/activation")]
pub async fn activate_account(
    public: Public,
    app: Data<App>,
    request: HttpRequest,
    once: Once,
    body: Json<ActivateAccount>,
) -> Result<Answer, Error> {
    check_sign_in(&app, &request)?;
    let form = body.value;
    password::check_length(&form.password, password::SHORTEST, "/password")?;
    let typed = TypedCode {
        purpose: CodePurpose::Activation,
        identifier: &form.identifier,
        code: &form.code,
        password: &form.password,
    };
    let proof = proof::by_code(&app, &public, &typed, client_network(&app, &request)).await?;
    let (actor, language, fitting) = (
        public.clone(),
        form.language.unwrap_or_default().tag(),
        proof.fitting,
    );
    let answer = once
        .run(&app, &public, body.digest, move |conn| {
            let Some((code, hash)) = &fitting else {
                return Err(CODE_REFUSED.into());
            };
            let used = queries::codes::consume(conn, &actor, code)?;
            if !used || !queries::accounts::activate(conn, &actor, code.member_id, hash, language)?
            {
                return Err(CODE_REFUSED.into());
            }
            let entry = Entry::write(
                "activate_account",
                Some(code.home_unit_id),
                vec![code.member_id],
                json!({}),
            );
            audit::record(conn, &actor, &entry)?;
            Ok(Answer::no_content())
        })
        .await?;
    app.attempts.forget(proof.counted);
    Ok(answer)
}
