use actix_web::{get, web::Data};

use crate::app::App;
use crate::auth::Public;
use crate::error::Error;
use crate::http::Answer;
use crate::system::views::{SigningKeyView, SigningKeysView};

/// Public keys that verify access tokens
///
/// A key is listed before it signs and until its last token has expired, so that a cache of some minutes is safe.
#[utoipa::path(tag = "system", responses((status = 200, description = "The keys (RFC 7517).", body = SigningKeysView)))]
#[get("/.well-known/jwks.json")]
pub async fn get_signing_keys(_: Public, app: Data<App>) -> Result<Answer, Error> {
    let keys = app
        .authenticator
        .ring
        .all()
        .iter()
        .map(|key| SigningKeyView {
            kty: "OKP",
            crv: "Ed25519",
            usage: "sig",
            alg: "EdDSA",
            kid: key.kid.clone(),
            x: key.public_base64url.clone(),
        })
        .collect();
    Ok(Answer::ok(&SigningKeysView { keys })?.field("cache-control", "public, max-age=300"))
}
