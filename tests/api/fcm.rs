//! The client of FCM against a fake one over TLS and HTTP/2. No database, so each test runs once.

mod check;
mod gateway;
mod load;
mod tokens;

use std::collections::HashMap;
use std::time::Duration;

use sotay::fcm::{
    Address, Ambiguity, Because, Client, ConfigurationFault, Message, NoWay, Outcome, Prepared,
    ServiceAccount, Settings,
};
use sotay::kernel::clock::Clock;
use sotay::kernel::instant::Instant;
use uuid::Uuid;

use crate::support::fake_fcm::FakeFcm;
use crate::support::run;

fn settings(fake: &FakeFcm) -> Settings {
    Settings {
        account: ServiceAccount::parse(&fake.account().to_string()).unwrap(),
        endpoint: fake.endpoint().parse().unwrap(),
        token_uri: None,
        connections: 2,
        request_timeout: Duration::from_secs(30),
        connect_timeout: Duration::from_secs(20),
        root: Some(fake.root().as_bytes().to_vec()),
        clock: Clock::System,
    }
}

fn client(fake: &FakeFcm) -> Client {
    Client::new(settings(fake)).unwrap()
}

fn message(validate_only: bool) -> Prepared {
    Prepared::new(&said(validate_only, true))
}

/// One that can wait.
fn routine() -> Prepared {
    Prepared::new(&said(false, false))
}

fn said(validate_only: bool, urgent: bool) -> Message {
    Message {
        title: "Sổ tay".to_owned(),
        body: "Bạn có văn bản mới trong Sổ tay".to_owned(),
        collapse_key: "directive".to_owned(),
        urgent,
        ttl: Duration::from_hours(4),
        now: Instant::default(),
        validate_only,
    }
}

async fn send(client: &Client, address: &str) -> Outcome {
    let to = Address::Token(address.to_owned());
    client.send(&message(false), &Uuid::nil(), &to).await
}

#[test]
fn each_answer_means_what_the_table_says() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        let wait = |seconds| Some(Duration::from_secs(seconds));
        let configuration = Outcome::Configuration;
        let table = [
            ("ok-1", Outcome::Accepted),
            ("unregistered-1", Outcome::Unregistered),
            ("badaddress-1", Outcome::BadAddress),
            ("khong-ai-biet", Outcome::BadAddress),
            ("badmessage-1", Outcome::BadMessage),
            ("mismatch-1", Outcome::WrongSender),
            ("thirdparty-1", Outcome::ThirdPartyAuth),
            (
                "quota-1",
                Outcome::Quota {
                    retry_after: wait(7),
                },
            ),
            ("quotabare-1", Outcome::Quota { retry_after: None }),
            (
                "unavailable-1",
                Outcome::Unavailable {
                    retry_after: wait(3),
                    because: Because::Busy,
                },
            ),
            ("internal-1", Outcome::Internal { retry_after: None }),
            (
                "project404-1",
                configuration(ConfigurationFault::ProjectUnknown),
            ),
            ("forbidden-1", configuration(ConfigurationFault::Forbidden)),
            ("disabled-1", configuration(ConfigurationFault::ApiDisabled)),
            ("html-1", Outcome::Ambiguous(Ambiguity::Gateway)),
            ("reset-1", Outcome::Ambiguous(Ambiguity::ConnectionLost)),
            ("drop-1", Outcome::Ambiguous(Ambiguity::ConnectionLost)),
            ("ok-2", Outcome::Accepted),
        ];
        for (address, expected) in table {
            assert_eq!(send(&client, address).await, expected, "{address}");
        }
        let reached = HashMap::from([("ok-1".to_owned(), 1), ("ok-2".to_owned(), 1)]);
        assert_eq!(fake.reached(), reached);
        assert_eq!(
            fake.token_requests(),
            1,
            "no answer but a bare 401 asks for a new token"
        );
    });
}

#[test]
fn a_message_says_which_notification_and_no_more() {
    run(async {
        let fake = FakeFcm::start();
        let client = client(&fake);
        let nid = Uuid::from_u128(7);
        let to = Address::Fid("ok-cai-dat".to_owned());
        assert_eq!(
            client.send(&message(false), &nid, &to).await,
            Outcome::Accepted
        );
        // Only checked: nothing is delivered.
        assert_eq!(
            client.send(&message(true), &nid, &to).await,
            Outcome::Accepted
        );
        let received = fake.received();
        assert_eq!(received.len(), 1);
        assert_eq!(
            (
                received[0].kind,
                received[0].address.as_str(),
                received[0].nid.as_str()
            ),
            ("fid", "ok-cai-dat", nid.to_string().as_str())
        );
        let [delivered, checked] = &fake.bodies()[..] else {
            panic!("two bodies");
        };
        assert_eq!(delivered["message"], checked["message"]);
        assert_eq!(checked["validate_only"], true);
        assert_eq!(
            delivered["message"]["data"],
            serde_json::json!({"nid": nid.to_string()})
        );
    });
}

#[test]
fn a_project_that_is_not_ours_removes_no_address() {
    run(async {
        let fake = FakeFcm::start();
        let mut account = fake.account();
        account["project_id"] = "du-an-khac".into();
        let client = Client::new(Settings {
            account: ServiceAccount::parse(&account.to_string()).unwrap(),
            ..settings(&fake)
        })
        .unwrap();
        assert_eq!(
            send(&client, "ok-1").await,
            Outcome::Configuration(ConfigurationFault::ProjectUnknown)
        );
    });
}

#[test]
fn no_answer_in_time_leaves_it_open() {
    run(async {
        let fake = FakeFcm::start();
        let client = Client::new(Settings {
            request_timeout: Duration::from_millis(1_500),
            ..settings(&fake)
        })
        .unwrap();
        assert_eq!(send(&client, "ok-1").await, Outcome::Accepted);
        assert_eq!(
            send(&client, "slow-1").await,
            Outcome::Ambiguous(Ambiguity::Timeout)
        );
        assert_eq!(send(&client, "ok-2").await, Outcome::Accepted);
    });
}

fn no_way(way: NoWay) -> Outcome {
    Outcome::Unavailable {
        retry_after: None,
        because: Because::NoWay(way),
    }
}

#[test]
fn a_server_that_is_not_there_has_got_nothing() {
    run(async {
        let fake = FakeFcm::start();
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let table = [
            (format!("https://127.0.0.1:{port}"), NoWay::Network),
            ("https://khong-co.invalid".to_owned(), NoWay::Name),
        ];
        for (endpoint, way) in table {
            let client = Client::new(Settings {
                endpoint: endpoint.parse().unwrap(),
                ..settings(&fake)
            })
            .unwrap();
            assert_eq!(send(&client, "ok-1").await, no_way(way), "{endpoint}");
        }
    });
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_not_believed() {
    run(async {
        let fake = FakeFcm::start();
        let client = Client::new(Settings {
            root: None,
            ..settings(&fake)
        })
        .unwrap();
        let expected = Outcome::Unavailable {
            retry_after: None,
            because: Because::NoWayToToken(NoWay::Tls),
        };
        assert_eq!(send(&client, "ok-1").await, expected);
        assert_eq!(fake.token_requests(), 0);
    });
}

#[test]
fn nothing_secret_is_shown() {
    run(async {
        let fake = FakeFcm::start();
        let account = fake.account();
        let settings = settings(&fake);
        let shown = format!("{settings:?} {:?}", client(&fake));
        for secret in ["private_key", "client_email"] {
            let secret = account[secret].as_str().unwrap();
            let lines = secret.lines().filter(|line| !line.starts_with("---"));
            for line in lines {
                assert!(!shown.contains(line), "{shown}");
            }
        }
        let address = Address::Token("dia-chi-cua-may".to_owned());
        assert!(!format!("{address:?}").contains("dia-chi"));
    });
}
