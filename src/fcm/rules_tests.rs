//! The table: status, body and what it means.

use std::time::Duration;

use chrono::DateTime;
use serde_json::{Value, json};

use super::{NoToken, no_token, outcome, retry_after};
use crate::fcm::outcome::{Ambiguity, Because, ConfigurationFault, Outcome};

const WAIT: Option<Duration> = Some(Duration::from_secs(7));

fn fcm(code: &str) -> Value {
    json!({"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code})
}

fn field(name: &str) -> Value {
    json!({
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": name, "description": "wrong"}],
    })
}

fn error(message: &str, details: &[Value]) -> String {
    json!({"error": {"code": 0, "message": message, "status": "S", "details": details}}).to_string()
}

#[track_caller]
fn means(status: u16, body: &str, expected: Outcome) {
    assert_eq!(
        outcome(status, WAIT, body.as_bytes()),
        expected,
        "{status} {body}"
    );
}

#[test]
fn fcm_own_code_decides() {
    let unavailable = Outcome::Unavailable {
        retry_after: WAIT,
        because: Because::Busy,
    };
    let table = [
        (404, "UNREGISTERED", Outcome::Unregistered),
        (400, "UNREGISTERED", Outcome::Unregistered),
        (403, "SENDER_ID_MISMATCH", Outcome::WrongSender),
        (429, "QUOTA_EXCEEDED", Outcome::Quota { retry_after: WAIT }),
        (503, "UNAVAILABLE", unavailable),
        (500, "UNAVAILABLE", unavailable),
        (500, "INTERNAL", Outcome::Internal { retry_after: WAIT }),
        (401, "THIRD_PARTY_AUTH_ERROR", Outcome::ThirdPartyAuth),
        (400, "INVALID_ARGUMENT", Outcome::BadMessage),
        (404, "NEW_CODE", Outcome::Internal { retry_after: WAIT }),
        (503, "UNSPECIFIED_ERROR", unavailable),
    ];
    for (status, code, expected) in table {
        means(status, &error("Whatever.", &[fcm(code)]), expected);
    }
    means(
        200,
        r#"{"name":"projects/p/messages/1"}"#,
        Outcome::Accepted,
    );
    // Also a body that nobody can read: FCM has taken the message.
    means(200, "", Outcome::Accepted);
}

#[test]
fn without_fcm_own_code_nothing_is_removed() {
    let configuration = Outcome::Configuration;
    let gone = error("Requested entity was not found.", &[]);
    means(
        404,
        &gone,
        configuration(ConfigurationFault::ProjectUnknown),
    );
    means(
        404,
        "<html>",
        configuration(ConfigurationFault::ProjectUnknown),
    );
    // The code of somebody else.
    let foreign = json!({"@type": "type.googleapis.com/other.Error", "errorCode": "UNREGISTERED"});
    means(
        404,
        &error("Not found.", &[foreign]),
        configuration(ConfigurationFault::ProjectUnknown),
    );
    means(401, "", configuration(ConfigurationFault::Unauthorised));
    means(
        403,
        &error("The caller does not have permission", &[]),
        configuration(ConfigurationFault::Forbidden),
    );
    let disabled = json!({
        "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED",
    });
    means(
        403,
        &error("…", &[disabled]),
        configuration(ConfigurationFault::ApiDisabled),
    );
    let unused =
        "Firebase Cloud Messaging API has not been used in project 1 before or it is disabled.";
    means(
        403,
        &error(unused, &[]),
        configuration(ConfigurationFault::ApiDisabled),
    );
    for status in [301, 405, 410] {
        means(status, "", configuration(ConfigurationFault::NotFcm));
    }
}

#[test]
fn an_argument_is_the_address_or_the_message() {
    let code = || fcm("INVALID_ARGUMENT");
    let generic = "Request contains an invalid argument.";
    let address = "The registration token is not a valid FCM registration token";
    let apple = json!({
        "@type": "type.googleapis.com/google.firebase.fcm.v1.ApnsError",
        "statusCode": 400, "reason": "BadDeviceToken",
    });
    let table = [
        (
            error(generic, &[code(), field("message.token")]),
            Outcome::BadAddress,
        ),
        (
            error(generic, &[field("message.fid"), code()]),
            Outcome::BadAddress,
        ),
        (error(address, &[code()]), Outcome::BadAddress),
        (error(generic, &[code(), apple]), Outcome::BadAddress),
        (
            error(generic, &[code(), field("message.android.ttl")]),
            Outcome::BadMessage,
        ),
        (
            error(
                generic,
                &[field("message.token"), field("message.data[0].value")],
            ),
            Outcome::BadMessage,
        ),
        (error(generic, &[]), Outcome::BadMessage),
        ("<html>".to_owned(), Outcome::BadMessage),
    ];
    for (body, expected) in table {
        means(400, &body, expected);
    }
}

#[test]
fn a_server_before_fcm_leaves_it_open() {
    let html = "<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>";
    for status in [500, 502, 504, 408] {
        means(status, html, Outcome::Ambiguous(Ambiguity::Gateway));
    }
    means(429, html, Outcome::Quota { retry_after: WAIT });
    means(
        503,
        html,
        Outcome::Unavailable {
            retry_after: WAIT,
            because: Because::Busy,
        },
    );
}

#[test]
fn no_token_is_the_key_the_clock_or_the_server() {
    let said = |error: &str, description: &str| {
        json!({"error": error, "error_description": description}).to_string()
    };
    let clock = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.";
    let table = [
        (
            said("invalid_grant", "Invalid JWT Signature."),
            ConfigurationFault::KeyRefused,
        ),
        (said("invalid_grant", clock), ConfigurationFault::ClockWrong),
        (
            said("invalid_grant", "Invalid grant: account not found"),
            ConfigurationFault::AccountUnknown,
        ),
        (
            said("unauthorized_client", ""),
            ConfigurationFault::AccountUnknown,
        ),
        (said("invalid_scope", ""), ConfigurationFault::TokenRefused),
        ("<html>".to_owned(), ConfigurationFault::TokenRefused),
    ];
    for (body, expected) in table {
        assert_eq!(
            no_token(400, None, body.as_bytes()),
            NoToken::Configuration(expected),
            "{body}"
        );
    }
    for status in [429, 500, 503] {
        let busy = NoToken::Unavailable {
            retry_after: WAIT,
            because: Because::NoToken,
        };
        assert_eq!(no_token(status, WAIT, b"<html>"), busy);
    }
}

#[test]
fn retry_after_is_seconds_or_a_time() {
    let now = DateTime::from_timestamp(1_445_412_420, 0).unwrap();
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(retry_after("120", now), seconds(120));
    assert_eq!(retry_after(" 0 ", now), seconds(0));
    // A minute later, a minute earlier, and one that nobody waits for.
    assert_eq!(
        retry_after("Wed, 21 Oct 2015 07:28:00 GMT", now),
        seconds(60)
    );
    assert_eq!(
        retry_after("Wed, 21 Oct 2015 07:26:00 GMT", now),
        seconds(0)
    );
    assert_eq!(retry_after("99999999999", now), seconds(86_400));
    for wrong in ["", "soon", "-5", "1.5"] {
        assert_eq!(retry_after(wrong, now), None, "{wrong}");
    }
}

#[test]
fn what_is_never_taken_is_sent_again_more_and_more_slowly() {
    let pauses: Vec<Option<u64>> = (0..16)
        .map(|before| {
            let pause = super::pause(before)?;
            u64::try_from(pause.as_millis()).ok()
        })
        .collect();
    assert_eq!(pauses[..8], [None; 8]);
    let slower = [10, 20, 40, 80, 160, 160, 160, 160].map(Some);
    assert_eq!(pauses[8..], slower);
    assert!(super::pause(usize::MAX).is_some());
}
