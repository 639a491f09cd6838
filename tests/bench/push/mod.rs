//! The figures of pushing. The client: messages a second of the client over TLS to the fake FCM, beside a bare HTTP/2 client that posts bodies
//! of the same size over as many connections. The server is a thread of this process; each client has one thread.
//! A campaign of the whole server to half a million phones is in `campaign`.

mod bare;
mod campaign;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sotay::fcm::{Address, Client, Message, Outcome, Prepared, ServiceAccount, Settings};
use sotay::kernel::clock::Clock;
use uuid::Uuid;

use crate::fake_fcm::FakeFcm;
use crate::report::{Goal, Report};

/// Messages of a round.
const MESSAGES: usize = 60_000;
const ROUNDS: usize = 3;
const CONNECTIONS: usize = 4;
/// Messages on a connection at a time.
const STREAMS: usize = 100;

pub use campaign::run as campaign;

pub fn client(report: &mut Report) {
    let fake = FakeFcm::start();
    fake.forget();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(compare(report, &fake));
}

async fn compare(report: &mut Report, fake: &FakeFcm) {
    let message = Prepared::new(&Message {
        title: "Sổ tay".to_owned(),
        body: "Bạn có văn bản mới trong Sổ tay".to_owned(),
        collapse_key: "directive".to_owned(),
        urgent: false,
        ttl: Duration::from_hours(24),
        now: Clock::System.now(),
        validate_only: false,
    });
    let ours = Arc::new(Ours {
        client: Client::new(settings(fake)).unwrap(),
        message,
    });
    let body = ours.message.body(&Uuid::nil(), &address(0));
    let bare = bare::Bare::connect(fake, CONNECTIONS, body).await;
    // The connections of both, and the access token.
    round(&ours, CONNECTIONS * STREAMS).await;
    bare.round(CONNECTIONS * STREAMS).await;
    let (mut mine, mut yardstick) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        yardstick.push(MESSAGES as f64 / bare.round(MESSAGES).await);
        mine.push(MESSAGES as f64 / round(&ours, MESSAGES).await);
    }
    let sent = 2 * (CONNECTIONS * STREAMS + ROUNDS * MESSAGES);
    assert_eq!(fake.count(), sent, "a message was lost or repeated");
    let (rate, bare) = (median(&mut mine), median(&mut yardstick));
    let name = "push: messages over TLS to a fake FCM";
    report.ratio(name, rate, "/s", bare, Goal::AtLeast(0.5));
    let name = "push: the same, as such";
    report.value(name, rate, "/s", Goal::AtLeast(10_000.0));
    report.value("push: bare HTTP/2 client", bare, "/s", Goal::None);
}

fn settings(fake: &FakeFcm) -> Settings {
    Settings {
        account: ServiceAccount::parse(&fake.account().to_string()).unwrap(),
        endpoint: fake.endpoint().parse().unwrap(),
        token_uri: None,
        connections: CONNECTIONS,
        request_timeout: Duration::from_secs(20),
        connect_timeout: Duration::from_secs(5),
        root: Some(fake.root().as_bytes().to_vec()),
        clock: Clock::System,
    }
}

/// As long as a real one.
fn address(number: usize) -> Address {
    Address::Token(format!("ok-{number:0>160}"))
}

struct Ours {
    client: Client,
    message: Prepared,
}

/// Sends so many messages, as many at a time as the client takes; answers the seconds.
async fn round(ours: &Arc<Ours>, messages: usize) -> f64 {
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let workers: Vec<_> = (0..ours.client.capacity())
        .map(|_| {
            let (ours, next) = (Arc::clone(ours), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= messages {
                        return;
                    }
                    let nid = Uuid::from_u128(number as u128);
                    let to = address(number);
                    let outcome = ours.client.send(&ours.message, &nid, &to).await;
                    assert_eq!(outcome, Outcome::Accepted);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    begun.elapsed().as_secs_f64()
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
