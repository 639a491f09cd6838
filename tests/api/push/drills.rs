//! The provider is away in one way or another, then back: nothing is lost, nothing is sent twice, and nobody knocks in vain
//! more than a few times a minute.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use chrono::Duration;
use serde_json::json;
use sotay::config::{Hidden, ProviderConfig, PushConfig};
use sotay::kernel::clock::Clock;
use sotay::providers::{self, Notice, Provider, Sending, Target};

use super::crash::pause;
use super::{campaign, kinds, paper, phone};
use crate::support::fake_fcm::{FakeFcm, TokenServer};
use crate::support::{Engine, Request, START, TestApp};

/// The real client, pointed to nowhere until the test says otherwise.
struct Switch {
    away: Arc<dyn Provider>,
    back: Arc<dyn Provider>,
    is_back: AtomicBool,
    knocks: AtomicUsize,
}

impl Switch {
    fn new(fcm: &FakeFcm, away: &str, clock: &Clock) -> Arc<Self> {
        Arc::new(Self {
            away: client(fcm, away, clock),
            back: client(fcm, &fcm.endpoint(), clock),
            is_back: AtomicBool::new(false),
            knocks: AtomicUsize::new(0),
        })
    }
}

impl Provider for Switch {
    fn send<'a>(&'a self, message: &'a Notice, to: &'a Target) -> Sending<'a> {
        self.knocks.fetch_add(1, Ordering::Relaxed);
        if self.is_back.load(Ordering::Relaxed) {
            self.back.send(message, to)
        } else {
            self.away.send(message, to)
        }
    }
}

pub fn client(fcm: &FakeFcm, endpoint: &str, clock: &Clock) -> Arc<dyn Provider> {
    let config = PushConfig {
        provider: ProviderConfig::Fcm {
            credentials: Hidden::new(fcm.account().to_string()),
            endpoint: endpoint.parse().unwrap(),
            token_uri: None,
            root: Some(fcm.root().as_bytes().to_vec()),
        },
        ..PushConfig::off()
    };
    providers::open(&config, clock.clone()).unwrap()
}

const PEOPLE: [&str; 3] = ["colleague", "deputy", "member"];

/// A paper is published while the provider is away; it comes back after some minutes.
async fn drill(app: &TestApp, fcm: &FakeFcm, switch: &Switch, back: impl Fn()) {
    for name in PEOPLE {
        let request = Request::put(super::device(app), phone(&format!("ok-{name}")));
        app.actor(name).send(request).await.assert(200);
    }
    paper().publish(app).await;
    app.drain_pushes().await;
    assert_eq!(kinds(app, "member").await, ["edition_published"]);
    for _ in 0..40 {
        app.clock.advance(Duration::seconds(15));
        app.drain_pushes().await;
    }
    let knocks = switch.knocks.load(Ordering::Relaxed);
    assert!((6..90).contains(&knocks), "{knocks} in ten minutes");
    assert_eq!(fcm.count(), 0);
    let waits = campaign(app).await;
    assert_eq!(
        (&waits["accepted"], &waits["waiting"]),
        (&json!(0), &json!(3))
    );
    assert_eq!(waits["failed"], json!([]));
    back();
    // The client does not ask for an access token again within a second of the machine's own time.
    for _ in 0..200 {
        if fcm.count() >= PEOPLE.len() {
            break;
        }
        pause(std::time::Duration::from_millis(50)).await;
        app.clock.advance(Duration::minutes(2));
        app.drain_pushes().await;
    }
    app.clock.advance(Duration::minutes(2));
    app.drain_pushes().await;
    let mut reached: Vec<(String, usize)> = fcm.reached().into_iter().collect();
    reached.sort();
    let once = PEOPLE.map(|name| (format!("ok-{name}"), 1));
    assert_eq!(reached, once);
    let done = campaign(app).await;
    assert_eq!(
        (&done["state"], &done["accepted"]),
        (&json!("done"), &json!(3))
    );
}

/// Runs a drill on both engines. `away`: where the client looks for FCM at first, where that is elsewhere.
fn both(away: Option<&'static str>, tokens: TokenServer) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        crate::support::run(async move {
            let clock = Clock::fixed(START.parse().unwrap());
            let fcm = FakeFcm::start_at(clock.clone());
            fcm.token_server(tokens);
            let endpoint = away.map_or_else(|| fcm.endpoint(), str::to_owned);
            let switch = Switch::new(&fcm, &endpoint, &clock);
            let builder = TestApp::builder().clock(clock).provider(switch.clone());
            let Some(app) = builder.start(engine).await else {
                return;
            };
            let back = || {
                fcm.token_server(TokenServer::Works);
                switch.is_back.store(away.is_some(), Ordering::Relaxed);
            };
            drill(&app, &fcm, &switch, back).await;
        });
    }
}

#[test]
fn fcm_refuses_connections() {
    // Nobody listens on the port of "discard" here.
    both(Some("https://127.0.0.1:9"), TokenServer::Works);
}

#[test]
fn the_name_of_fcm_is_not_known() {
    both(Some("https://fcm.invalid"), TokenServer::Works);
}

#[test]
fn the_server_of_access_tokens_fails() {
    both(None, TokenServer::Fails);
}

#[test]
fn the_access_tokens_are_not_taken() {
    both(None, TokenServer::Worthless);
}
