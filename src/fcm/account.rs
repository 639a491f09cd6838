//! The service account: who sends, and the signed assertion that is exchanged for an access token.

use std::fmt;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::kernel::instant::Instant;

/// What the access token is for.
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";

/// Seconds that an assertion holds, the most that is taken.
const HOLDS: i64 = 3_600;

/// Who sends: what Google's JSON file of a service account says.
#[derive(Clone)]
pub struct ServiceAccount {
    project_id: String,
    client_email: String,
    key_id: Option<String>,
    key: EncodingKey,
    token_uri: Url,
}

/// Why a service account cannot be used. It never says what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    #[error("the credentials are no JSON")]
    NotJson,
    #[error(
        "the credentials are JSON, but not of a service account (`type` must be `service_account`)"
    )]
    NotAServiceAccount,
    #[error("the service account lacks `{0}`")]
    Lacks(&'static str),
    #[error("the service account's `private_key` is no RSA key in PEM")]
    Key,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "type", default)]
    kind: String,
    project_id: Option<String>,
    private_key_id: Option<String>,
    private_key: Option<String>,
    client_email: Option<String>,
    token_uri: Option<String>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

impl ServiceAccount {
    /// Reads Google's JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(json: &str) -> Result<Self, AccountError> {
        let value: serde_json::Value =
            serde_json::from_str(json).map_err(|_| AccountError::NotJson)?;
        let file: File =
            serde_json::from_value(value).map_err(|_| AccountError::NotAServiceAccount)?;
        if file.kind != "service_account" {
            return Err(AccountError::NotAServiceAccount);
        }
        let needed = |text: Option<String>, name| {
            text.filter(|text| !text.trim().is_empty())
                .ok_or(AccountError::Lacks(name))
        };
        let key = needed(file.private_key, "private_key")?;
        let account = Self {
            project_id: needed(file.project_id, "project_id")?,
            client_email: needed(file.client_email, "client_email")?,
            key_id: file.private_key_id,
            key: EncodingKey::from_rsa_pem(key.as_bytes()).map_err(|_| AccountError::Key)?,
            token_uri: needed(file.token_uri, "token_uri")?
                .parse()
                .map_err(|_| AccountError::Lacks("token_uri"))?,
        };
        // A key that only looks like one is found here, not at the first message.
        account.assertion(&account.token_uri, Instant::default())?;
        Ok(account)
    }

    pub(super) fn project_id(&self) -> &str {
        &self.project_id
    }

    pub(super) fn token_uri(&self) -> &Url {
        &self.token_uri
    }

    /// Says in the account's name, now, that it wants an access token of `audience`.
    pub(super) fn assertion(&self, audience: &Url, now: Instant) -> Result<String, AccountError> {
        let iat = now.utc().timestamp();
        let claims = Claims {
            iss: &self.client_email,
            scope: SCOPE,
            aud: audience.as_str(),
            iat,
            exp: iat + HOLDS,
        };
        let header = Header {
            kid: self.key_id.clone(),
            ..Header::new(Algorithm::RS256)
        };
        jsonwebtoken::encode(&header, &claims, &self.key).map_err(|_| AccountError::Key)
    }
}

impl fmt::Debug for ServiceAccount {
    /// Without the key and whose it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount")
            .field("project_id", &self.project_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{AccountError, ServiceAccount};

    #[test]
    fn what_is_wrong_with_credentials_is_named() {
        let whole = json!({
            "type": "service_account", "project_id": "so-tay", "private_key_id": "1",
            "private_key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "client_email": "gui@so-tay.example", "token_uri": "https://token.example/token",
        });
        let without = |name: &str| {
            let mut json = whole.clone();
            json[name] = Value::Null;
            json
        };
        let app = json!({"project_info": {"project_id": "so-tay"}, "client": []});
        let cases = [
            ("khoa".to_owned(), AccountError::NotJson),
            (app.to_string(), AccountError::NotAServiceAccount),
            ("[1]".to_owned(), AccountError::NotAServiceAccount),
            (
                without("project_id").to_string(),
                AccountError::Lacks("project_id"),
            ),
            (
                without("private_key").to_string(),
                AccountError::Lacks("private_key"),
            ),
            (whole.to_string(), AccountError::Key),
        ];
        for (text, wrong) in cases {
            assert_eq!(ServiceAccount::parse(&text).unwrap_err(), wrong, "{text}");
        }
    }
}
