use actix_web::post;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Public;
use crate::error::Error;
use crate::http::{Answer, Json, Once};
use crate::sessions::model::RefreshToken;
use crate::sessions::queries;
use crate::sessions::rules::refresh::{REFRESH_REFUSED, REFRESH_TOKEN_REUSED};
use crate::sessions::tokens::Tokens;
use crate::sessions::views::{RefreshSession, TokensView};

/// Stay signed in
///
/// Each refresh token is good for one use; the answer has the next one. An answer that was lost can be asked for again with
/// the same token within 30 seconds, and for 48 hours with the same `Idempotency-Key`. Any other second use ends the
/// session, since two parties hold the token. A session ends after 90 days without use, at the latest after 365 days.
#[utoipa::path(
    tag = "sessions",
    params(("Idempotency-Key" = Option<String>, Header, description = "See the parameter.")),
    request_body = RefreshSession,
    responses(
        (status = 200, description = "New tokens.", body = TokensView),
        (status = 401, description = "`refresh_refused`: the session has ended. `refresh_token_reused`: the token was used before, and the session is ended now."),
    )
)]
#[post("/sessions/refresh")]
pub async fn refresh_session(
    public: Public,
    app: Data<App>,
    once: Once,
    body: Json<RefreshSession>,
) -> Result<Answer, Error> {
    let token = RefreshToken::parse(&body.value.refresh_token).ok_or(REFRESH_REFUSED)?;
    let (tokens, actor, used) = (Tokens::of(&app), public.clone(), token.clone());
    let answer = once
        .run(&app, &public, body.digest, move |conn| {
            let session = queries::renewal::renew(conn, &actor, &used)?;
            Answer::ok(&tokens.view(&session, actor.now())?)
        })
        .await;
    if matches!(&answer, Err(Error::Rule(rule)) if rule.code == REFRESH_TOKEN_REUSED.code) {
        // In a transaction of its own: the one that found it was rolled back with the refusal.
        end_reused(&app, &public, token).await?;
    }
    answer
}

async fn end_reused(app: &App, public: &Public, token: RefreshToken) -> Result<(), Error> {
    let actor = public.clone();
    app.db
        .write(move |conn| {
            let Some(session) = queries::renewal::end_reused(conn, &actor, &token)? else {
                return Ok(());
            };
            let detail = json!({"session_id": session.public_id, "reason": "reuse"});
            let entry = Entry::write(
                "refresh_session",
                Some(session.home_unit),
                vec![session.member_id],
                detail,
            );
            audit::record(conn, &actor, &entry)
        })
        .await?;
    app.authenticator.refresh();
    Ok(())
}
