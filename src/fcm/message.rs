//! A message, serialised once for all phones; only the notification's id and the address are spliced in for each.

use std::fmt;
use std::time::Duration;

use uuid::Uuid;

use crate::kernel::instant::Instant;

/// Where a message goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A registration token.
    Token(String),
    /// A Firebase installation id.
    Fid(String),
}

impl fmt::Debug for Address {
    /// Without the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token(_) => "Token(…)",
            Self::Fid(_) => "Fid(…)",
        })
    }
}

/// What is the same for all phones.
#[derive(Debug, Clone)]
pub struct Message {
    pub title: String,
    pub body: String,
    /// The kind (letters, digits, `-`, `_`; at most 32): a later one replaces an earlier one that a phone has not had.
    pub collapse_key: String,
    /// Wakes the phone.
    pub urgent: bool,
    /// How long FCM keeps trying; at most four weeks.
    pub ttl: Duration,
    /// From when the time to live counts.
    pub now: Instant,
    /// FCM checks the message and does not deliver it.
    pub validate_only: bool,
}

/// FCM keeps nothing longer.
const LONGEST_TTL: Duration = Duration::from_hours(28 * 24);

/// The bytes of a message around what differs from phone to phone.
#[derive(Debug)]
pub struct Prepared {
    /// Between each and the next stands the notification's id; after the last one the target.
    parts: Vec<String>,
    /// Bytes of all parts and ids.
    length: usize,
    urgent: bool,
}

/// Characters of an id in a message.
const ID: usize = uuid::fmt::Hyphenated::LENGTH;

impl Prepared {
    #[must_use]
    pub fn new(message: &Message) -> Self {
        let ttl = message.ttl.min(LONGEST_TTL);
        let seconds = ttl.as_secs();
        let expires = message.now.utc().timestamp() + i64::try_from(seconds).unwrap_or(0);
        let key = text(&message.collapse_key);
        let (priority, apns_priority, urgency) = if message.urgent {
            ("HIGH", "10", "high")
        } else {
            ("NORMAL", "5", "normal")
        };
        let check = if message.validate_only {
            r#""validate_only":true,"#
        } else {
            ""
        };
        let parts = vec![
            format!(
                r#"{{{check}"message":{{"notification":{{"title":{},"body":{}}},"data":{{"nid":""#,
                text(&message.title),
                text(&message.body)
            ),
            format!(
                r#""}},"android":{{"priority":"{priority}","ttl":"{seconds}s","collapse_key":{key},"notification":{{"tag":""#
            ),
            format!(
                r#""}}}},"apns":{{"headers":{{"apns-priority":"{apns_priority}","apns-expiration":"{expires}","apns-collapse-id":""#
            ),
            format!(
                r#""}},"payload":{{"aps":{{"sound":"default"}}}}}},"webpush":{{"headers":{{"TTL":"{seconds}","Urgency":"{urgency}","Topic":{key}}},"notification":{{"tag":""#
            ),
            r#""}},"#.to_owned(),
        ];
        let length = parts.iter().map(|part| part.len() + ID).sum();
        Self {
            parts,
            length,
            urgent: message.urgent,
        }
    }

    /// Goes before others.
    pub(super) fn is_urgent(&self) -> bool {
        self.urgent
    }

    /// The body of one request.
    #[must_use]
    pub fn body(&self, nid: &Uuid, to: &Address) -> Vec<u8> {
        let mut buffer = Uuid::encode_buffer();
        let nid = nid.hyphenated().encode_lower(&mut buffer).as_bytes();
        let (kind, address) = match to {
            Address::Token(address) => (r#""token":"#, address),
            Address::Fid(address) => (r#""fid":"#, address),
        };
        let mut body = Vec::with_capacity(self.length + address.len() + 16);
        for (at, part) in self.parts.iter().enumerate() {
            if at > 0 {
                body.extend_from_slice(nid);
            }
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(kind.as_bytes());
        push_text(&mut body, address);
        body.extend_from_slice(b"}}");
        body
    }
}

/// Text as JSON.
fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Text as JSON; what addresses consist of needs no look at each letter by the serialiser.
fn push_text(body: &mut Vec<u8>, address: &str) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:.~/+=%".contains(&byte);
    if address.bytes().all(plain) {
        body.push(b'"');
        body.extend_from_slice(address.as_bytes());
        body.push(b'"');
    } else {
        body.extend_from_slice(text(address).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::{Address, Message, Prepared};
    use crate::kernel::instant::Instant;

    const NID: Uuid = Uuid::from_u128(0x0193_6f2e_8a10_7c3e_9d41_5b7a_9e2f_1c00);

    fn message() -> Message {
        Message {
            title: "Sổ tay".to_owned(),
            body: "Bạn có văn bản mới trong \"Sổ tay\"".to_owned(),
            collapse_key: "directive".to_owned(),
            urgent: false,
            ttl: Duration::from_hours(1),
            now: Instant::from_micros(1_800_000_000_000_000).unwrap(),
            validate_only: false,
        }
    }

    fn body(message: &Message, to: &Address) -> Value {
        serde_json::from_slice(&Prepared::new(message).body(&NID, to)).unwrap()
    }

    #[test]
    fn a_message_has_the_blocks_of_every_platform() {
        let nid = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00";
        assert_eq!(
            body(&message(), &Address::Token("dia:chi-1".to_owned())),
            json!({"message": {
                "notification": {"title": "Sổ tay", "body": "Bạn có văn bản mới trong \"Sổ tay\""},
                "data": {"nid": nid},
                "android": {
                    "priority": "NORMAL", "ttl": "3600s", "collapse_key": "directive",
                    "notification": {"tag": nid},
                },
                "apns": {
                    "headers": {
                        "apns-priority": "5", "apns-expiration": "1800003600", "apns-collapse-id": nid,
                    },
                    "payload": {"aps": {"sound": "default"}},
                },
                "webpush": {
                    "headers": {"TTL": "3600", "Urgency": "normal", "Topic": "directive"},
                    "notification": {"tag": nid},
                },
                "token": "dia:chi-1",
            }})
        );
    }

    #[test]
    fn an_urgent_one_wakes_the_phone() {
        let urgent = Message {
            urgent: true,
            ..message()
        };
        let body = body(&urgent, &Address::Fid("cài-đặt".to_owned()));
        let message = &body["message"];
        assert_eq!(message["android"]["priority"], "HIGH");
        assert_eq!(message["apns"]["headers"]["apns-priority"], "10");
        assert_eq!(message["webpush"]["headers"]["Urgency"], "high");
        assert_eq!(message["fid"], "cài-đặt");
        assert_eq!(message.get("token"), None);
    }

    #[test]
    fn a_check_is_not_delivered_and_no_ttl_is_too_long() {
        let check = Message {
            validate_only: true,
            ttl: Duration::from_secs(u64::MAX),
            ..message()
        };
        let body = body(&check, &Address::Token("t".to_owned()));
        assert_eq!(body["validate_only"], true);
        assert_eq!(body["message"]["android"]["ttl"], "2419200s");
    }

    #[test]
    fn an_address_is_not_shown() {
        let shown = format!("{:?}", Address::Token("dia-chi".to_owned()));
        assert!(!shown.contains("dia-chi"), "{shown}");
    }

    proptest! {
        /// The last of two members with one name counts for FCM: no address may bring members of its own.
        #[test]
        fn whatever_the_texts_are_they_stay_texts(address in ".{0,60}", title in ".{0,60}", body_text in ".{0,60}") {
            let message = Message { title: title.clone(), body: body_text.clone(), ..message() };
            let sent = body(&message, &Address::Token(address.clone()));
            prop_assert_eq!(&sent["message"]["token"], &json!(address));
            prop_assert_eq!(&sent["message"]["notification"], &json!({"title": title, "body": body_text}));
            prop_assert_eq!(&sent["message"]["data"], &json!({"nid": NID.to_string()}));
        }
    }
}
