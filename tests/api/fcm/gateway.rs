//! A gateway of the deployment's own, and pushing that is switched off.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use serde_json::{Value, json};
use sotay::config::{Hidden, ProviderConfig, PushConfig};
use sotay::kernel::clock::Clock;
use sotay::kernel::instant::Instant;
use sotay::providers::{self, AddressKind, Line, Notice, Platform, Target, Verdict};
use uuid::Uuid;

use crate::support::fake_fcm::FakeFcm;
use crate::support::run;

/// Answers each connection with the next of these and keeps what it was sent.
fn gateway(
    answers: &'static [&'static str],
) -> (u16, std::thread::JoinHandle<Vec<(String, Value)>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = std::thread::spawn(move || {
        let one = |answer: &&str| {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                assert!(reader.read_line(&mut head).unwrap() > 0);
            }
            let head = head.to_lowercase();
            let length = head.split("content-length: ").nth(1).unwrap();
            let length = length.split("\r\n").next().unwrap().parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let answer =
                format!("HTTP/1.1 {answer}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            (head, serde_json::from_slice(&body).unwrap())
        };
        answers.iter().map(one).collect()
    });
    (port, serving)
}

fn notice() -> Notice {
    Notice::new(Line {
        class: "directive".to_owned(),
        title: "Sổ tay".to_owned(),
        body: "Bạn có văn bản mới trong Sổ tay".to_owned(),
        urgent: true,
        ttl: Duration::from_hours(1),
        now: Instant::default(),
    })
}

fn target(address: &str) -> Target {
    Target {
        address_kind: AddressKind::Token,
        address: address.to_owned(),
        platform: Platform::Apple,
        nid: Uuid::from_u128(9),
    }
}

#[test]
fn a_gateway_is_told_as_much_as_fcm() {
    run(async {
        let (port, serving) = gateway(&[
            "202 Accepted",
            "410 Gone",
            "429 Too Many Requests\r\nRetry-After: 9",
            "503 Service Unavailable",
            "403 Forbidden",
        ]);
        let provider = ProviderConfig::Gateway {
            url: format!("http://127.0.0.1:{port}/day").parse().unwrap(),
            secret: Hidden::new("bi-mat".to_owned()),
            root: None,
        };
        let config = PushConfig {
            provider,
            ..PushConfig::off()
        };
        let provider = providers::open(&config, Clock::System).unwrap();
        let expected = [
            Verdict::Accepted,
            Verdict::Gone,
            Verdict::PauseAll {
                after: Some(Duration::from_secs(9)),
            },
            Verdict::Later { after: None },
            Verdict::Stop,
            // Nobody listens any more.
            Verdict::Later { after: None },
        ];
        let (notice, target) = (notice(), target("dia-chi"));
        for verdict in &expected[..5] {
            assert_eq!(provider.send(&notice, &target).await, *verdict);
        }
        let sent = serving.join().unwrap();
        assert_eq!(provider.send(&notice, &target).await, expected[5]);
        for (head, body) in sent {
            assert!(
                head.starts_with("post /day ") && head.contains("authorization: bearer bi-mat")
            );
            assert_eq!(
                body,
                json!({
                    "nid": Uuid::from_u128(9), "class": "directive", "address": "dia-chi",
                    "address_kind": "token", "platform": "apple", "urgent": true, "ttl": 3600,
                    "title": "Sổ tay", "body": "Bạn có văn bản mới trong Sổ tay",
                })
            );
        }
    });
}

#[test]
fn fcm_tells_the_sender_what_to_do() {
    run(async {
        let fake = FakeFcm::start();
        let provider = ProviderConfig::Fcm {
            credentials: Hidden::new(fake.account().to_string()),
            endpoint: fake.endpoint().parse().unwrap(),
            token_uri: None,
            root: Some(fake.root().as_bytes().to_vec()),
        };
        let config = PushConfig {
            provider,
            connections: 1,
            ..PushConfig::off()
        };
        let provider = providers::open(&config, Clock::System).unwrap();
        let notice = notice();
        let table = [
            ("ok-1", Verdict::Accepted),
            ("unregistered-1", Verdict::Gone),
            ("khong-ai-biet", Verdict::BadAddress),
            ("badmessage-1", Verdict::OurFault),
            ("mismatch-1", Verdict::WrongSender),
            ("thirdparty-1", Verdict::PlatformFault),
            ("quotabare-1", Verdict::PauseAll { after: None }),
            ("internal-1", Verdict::Later { after: None }),
            ("project404-1", Verdict::Stop),
            ("html-1", Verdict::Unsure),
        ];
        for (address, verdict) in table {
            assert_eq!(
                provider.send(&notice, &target(address)).await,
                verdict,
                "{address}"
            );
        }
        assert!(provider.is_on());
        let shown = format!("{:?}", target("dia-chi"));
        assert!(!shown.contains("dia-chi"), "{shown}");
    });
}

#[test]
fn nobody_is_sent_to_where_pushing_is_off() {
    let provider = providers::open(&PushConfig::off(), Clock::System).unwrap();
    assert!(!provider.is_on());
}
