//! Response bodies.

use serde::Serialize;
use utoipa::ToSchema;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"status": "ok"}))]
pub struct HealthView {
    #[schema(max_length = 20, pattern = "^[a-z]+$")]
    pub status: &'static str,
}

/// Whether the server can do its work, and what it does.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"status": "ready", "mail": "on"}))]
pub struct ReadinessView {
    #[schema(max_length = 20, pattern = "^[a-z]+$")]
    pub status: &'static str,
    /// `off`: no mail server is configured, so secretaries hand out codes.
    #[schema(max_length = 3, pattern = "^(on|off)$")]
    pub mail: &'static str,
}

/// Public keys that verify access tokens (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"keys": [{
    "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "QmFzZTY0dXJsS2lk",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
}]}))]
pub struct SigningKeysView {
    #[schema(max_items = 20)]
    pub keys: Vec<SigningKeyView>,
}

/// One public key (RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
pub struct SigningKeyView {
    #[schema(max_length = 10)]
    pub kty: &'static str,
    #[schema(max_length = 10)]
    pub crv: &'static str,
    #[serde(rename = "use")]
    #[schema(rename = "use", max_length = 10)]
    pub usage: &'static str,
    #[schema(max_length = 10)]
    pub alg: &'static str,
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9_-]+$")]
    pub kid: String,
    /// The raw public key, base64url.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9_-]+$")]
    pub x: String,
}
