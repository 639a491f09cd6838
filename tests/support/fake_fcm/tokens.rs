//! The server that grants access tokens for signed assertions.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use http::HeaderMap;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Value, json};
use sotay::kernel::instant::Instant;

use super::{bearer, identity};

/// How it behaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TokenServer {
    #[default]
    Works,
    /// Its tokens hold so many seconds.
    Holds(u64),
    /// Its tokens are not taken by FCM.
    Worthless,
    /// 503.
    Fails,
}

#[derive(Default)]
pub struct Tokens {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    behaviour: TokenServer,
    requests: usize,
    granted: usize,
    good: HashSet<String>,
}

impl Tokens {
    pub fn behave(&self, behaviour: TokenServer) {
        self.inner.lock().unwrap().behaviour = behaviour;
    }

    pub fn requests(&self) -> usize {
        self.inner.lock().unwrap().requests
    }

    pub fn revoke(&self) {
        self.inner.lock().unwrap().good.clear();
    }

    pub fn grant(&self) -> String {
        let mut inner = self.inner.lock().unwrap();
        inner.granted += 1;
        let token = format!("ya29.thu-{}", inner.granted);
        inner.good.insert(token.clone());
        token
    }

    pub fn is_good(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|token| self.inner.lock().unwrap().good.contains(token))
    }

    /// Checks the assertion as Google does.
    pub fn answer(&self, form: &[u8], uri: &str, key: &[u8], now: Instant) -> (u16, Value) {
        let behaviour = {
            let mut inner = self.inner.lock().unwrap();
            inner.requests += 1;
            inner.behaviour
        };
        if behaviour == TokenServer::Fails {
            return (503, json!({"error": "temporarily_unavailable"}));
        }
        if let Err((error, description)) = check(form, uri, key, now) {
            return (
                400,
                json!({"error": error, "error_description": description}),
            );
        }
        let seconds = match behaviour {
            TokenServer::Holds(seconds) => seconds,
            _ => 3_599,
        };
        let token = self.grant();
        if behaviour == TokenServer::Worthless {
            self.revoke();
        }
        (
            200,
            json!({"access_token": token, "expires_in": seconds, "token_type": "Bearer"}),
        )
    }
}

fn check(
    form: &[u8],
    uri: &str,
    key: &[u8],
    now: Instant,
) -> Result<(), (&'static str, &'static str)> {
    let form: HashMap<String, String> = form_urlencoded::parse(form).into_owned().collect();
    let grant = form.get("grant_type").map(String::as_str);
    if grant != Some("urn:ietf:params:oauth:grant-type:jwt-bearer") {
        return Err(("unsupported_grant_type", "Invalid grant_type"));
    }
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[uri]);
    validation.set_issuer(&[identity::ACCOUNT]);
    // Against the clock that the test has, below.
    validation.validate_exp = false;
    let assertion = form.get("assertion").map_or("", String::as_str);
    let key = DecodingKey::from_rsa_der(key);
    let Ok(read) = decode::<Value>(assertion, &key, &validation) else {
        return Err(("invalid_grant", "Invalid JWT Signature."));
    };
    if read.header.kid.as_deref() != Some(identity::KEY_ID) {
        return Err(("invalid_grant", "Invalid JWT Signature."));
    }
    if read.claims["scope"] != "https://www.googleapis.com/auth/firebase.messaging" {
        return Err(("invalid_scope", "Invalid OAuth scope"));
    }
    let seconds = |name: &str| read.claims[name].as_i64().unwrap_or(0);
    let (iat, exp, now) = (seconds("iat"), seconds("exp"), now.utc().timestamp());
    if (iat - now).abs() > 300 || exp <= now || exp - iat > 3_600 {
        return Err((
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
        ));
    }
    Ok(())
}
