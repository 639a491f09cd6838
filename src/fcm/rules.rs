//! What an answer means: pure, and decided by FCM's own `errorCode` before any status. A wrong project and a phone without
//! the app are both a 404; only the second may remove an address.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::outcome::{Ambiguity, Because, ConfigurationFault, Outcome};

/// Nobody is believed who says to wait longer.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// A message that was not taken is sent again at once so many times: connections are closed in the ordinary way too.
const AT_ONCE: usize = 8;
/// Then first after this, and each time after twice as long, up to so long.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(160);

#[derive(Deserialize)]
struct Answer {
    error: Fault,
}

#[derive(Default, Deserialize)]
struct Fault {
    #[serde(default)]
    message: String,
    #[serde(default)]
    details: Vec<Value>,
}

impl Fault {
    /// The details of a type, which are named by their address.
    fn of_type<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Value> {
        self.details.iter().filter(move |detail| {
            let kind = detail.get("@type").and_then(Value::as_str);
            kind.is_some_and(|kind| kind.rsplit('/').next() == Some(name))
        })
    }

    fn word<'a>(&'a self, of: &'a str, member: &'a str) -> Option<&'a str> {
        self.of_type(of)
            .find_map(|detail| detail.get(member).and_then(Value::as_str))
    }
}

/// How long to wait before a message is sent again that was not taken, nor the so many times before that; `None`: not at
/// all. A front that closes every connection must not keep us busy.
pub(super) fn pause(before: usize) -> Option<Duration> {
    let doubled = before.checked_sub(AT_ONCE)?;
    let doubled = u32::try_from(doubled).unwrap_or(u32::MAX);
    let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(doubled));
    Some(pause.min(LONGEST_PAUSE))
}

/// What FCM's answer to one message means.
pub(super) fn outcome(status: u16, retry_after: Option<Duration>, body: &[u8]) -> Outcome {
    if (200..300).contains(&status) {
        return Outcome::Accepted;
    }
    let read = serde_json::from_slice(body).ok();
    let is_json = read.is_some();
    let fault = read.map_or_else(Fault::default, |answer: Answer| answer.error);
    match fault.word("google.firebase.fcm.v1.FcmError", "errorCode") {
        Some("UNREGISTERED") => Outcome::Unregistered,
        Some("INVALID_ARGUMENT") => argument(&fault),
        Some("SENDER_ID_MISMATCH") => Outcome::WrongSender,
        Some("QUOTA_EXCEEDED") => Outcome::Quota { retry_after },
        Some("UNAVAILABLE") => busy(retry_after),
        Some("INTERNAL") => Outcome::Internal { retry_after },
        Some("THIRD_PARTY_AUTH_ERROR") => Outcome::ThirdPartyAuth,
        // A code that is not known yet must not stop everything.
        Some(_) if matches!(status, 401 | 403 | 404) => Outcome::Internal { retry_after },
        _ => by_status(status, is_json, retry_after, &fault),
    }
}

/// FCM did not speak of the message: something before it, or the project.
fn by_status(status: u16, is_json: bool, retry_after: Option<Duration>, fault: &Fault) -> Outcome {
    match status {
        400 => argument(fault),
        401 => Outcome::Configuration(ConfigurationFault::Unauthorised),
        403 => Outcome::Configuration(forbidden(fault)),
        404 => Outcome::Configuration(ConfigurationFault::ProjectUnknown),
        413 => Outcome::BadMessage,
        429 => Outcome::Quota { retry_after },
        503 => busy(retry_after),
        500 if is_json => Outcome::Internal { retry_after },
        408 | 500..600 => Outcome::Ambiguous(Ambiguity::Gateway),
        _ => Outcome::Configuration(ConfigurationFault::NotFcm),
    }
}

fn busy(retry_after: Option<Duration>) -> Outcome {
    Outcome::Unavailable {
        retry_after,
        because: Because::Busy,
    }
}

/// Whether the address is at fault or our message: said by the fields, by Apple, or only by the text.
fn argument(fault: &Fault) -> Outcome {
    const OF_ADDRESS: [&str; 4] = ["message.token", "message.fid", "token", "fid"];
    let fields: Vec<&str> = fault
        .of_type("google.rpc.BadRequest")
        .filter_map(|detail| detail.get("fieldViolations")?.as_array())
        .flatten()
        .filter_map(|violation| violation.get("field")?.as_str())
        .collect();
    let apple = fault.word("google.firebase.fcm.v1.ApnsError", "reason");
    let of_address = if fields.is_empty() {
        matches!(apple, Some("BadDeviceToken" | "DeviceTokenNotForTopic"))
            || fault.message.contains("registration token")
            || fault.message.contains("nstallation ID")
    } else {
        fields.iter().all(|field| OF_ADDRESS.contains(field))
    };
    if of_address {
        Outcome::BadAddress
    } else {
        Outcome::BadMessage
    }
}

fn forbidden(fault: &Fault) -> ConfigurationFault {
    let disabled = fault.word("google.rpc.ErrorInfo", "reason") == Some("SERVICE_DISABLED")
        || fault.message.contains("has not been used in project")
        || fault.message.contains("it is disabled");
    if disabled {
        ConfigurationFault::ApiDisabled
    } else {
        ConfigurationFault::Forbidden
    }
}

/// Why there is no access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoToken {
    Configuration(ConfigurationFault),
    Unavailable {
        retry_after: Option<Duration>,
        because: Because,
    },
}

impl From<NoToken> for Outcome {
    fn from(no: NoToken) -> Self {
        match no {
            NoToken::Configuration(fault) => Self::Configuration(fault),
            NoToken::Unavailable {
                retry_after,
                because,
            } => Self::Unavailable {
                retry_after,
                because,
            },
        }
    }
}

#[derive(Default, Deserialize)]
struct OAuthFault {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

/// What a refusal of the token server means.
pub(super) fn no_token(status: u16, retry_after: Option<Duration>, body: &[u8]) -> NoToken {
    let fault: OAuthFault = serde_json::from_slice(body).unwrap_or_default();
    let says = |words: &[&str]| {
        words
            .iter()
            .any(|word| fault.error_description.contains(word))
    };
    let wrong = match (status, fault.error.as_str()) {
        (408 | 429 | 500..600, _) => {
            return NoToken::Unavailable {
                retry_after,
                because: Because::NoToken,
            };
        }
        (_, "invalid_grant") if says(&["account not found"]) => ConfigurationFault::AccountUnknown,
        (_, "invalid_grant") if says(&["iat", "short-lived", "timeframe", "expired"]) => {
            ConfigurationFault::ClockWrong
        }
        (_, "invalid_grant") => ConfigurationFault::KeyRefused,
        (_, "invalid_client" | "unauthorized_client" | "deleted_client" | "disabled_client") => {
            ConfigurationFault::AccountUnknown
        }
        _ => ConfigurationFault::TokenRefused,
    };
    NoToken::Configuration(wrong)
}

/// How long `Retry-After` says to wait: seconds, or a day and time.
#[must_use]
pub fn retry_after(field: &str, now: DateTime<Utc>) -> Option<Duration> {
    let field = field.trim();
    let wait = if let Ok(seconds) = field.parse() {
        Duration::from_secs(seconds)
    } else {
        let until = DateTime::parse_from_rfc2822(field).ok()?;
        (until.with_timezone(&Utc) - now)
            .to_std()
            .unwrap_or_default()
    };
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
