//! A directive for half a million phones, by the whole server on SQLite to the fake FCM of this process, on the same
//! processors: how long publishing takes, how fast it is brought, with how much memory, and how long a message waits that
//! is urgent and comes in the middle of it.
//!
//! `SOTAY_BENCH_MEMBERS` makes the city, and with it the phones, fewer.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::{Conn, DatabaseUrl, Db, DbOptions};
use sotay::error::Error;
use sotay::kernel::clock::Clock;

use crate::fake_fcm::FakeFcm;
use crate::measure::{self, MB_OF_MIB, get, sign_in};
use crate::process::{self, Place, Running};
use crate::report::{Goal, Report};
use crate::study::desk::Desk;

const PHONES: usize = 500_000;
/// More than can be sent: what is measured is the server.
const RATE: &str = "100000";
/// No campaign takes longer.
const PATIENCE: Duration = Duration::from_mins(10);

/// What is looked at while it is brought.
struct Brought {
    /// Until the last of the urgent messages was taken, from when the publisher had his answer.
    urgent: chrono::Duration,
    /// Of everything, from publishing on.
    took: Duration,
}

pub fn run(report: &mut Report) {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    let people = measure::members(PHONES);
    let sign_ins = process::seed(&place, (people, (people / 50).max(1), 0));
    let phones = give_phones(&place);
    let fake = FakeFcm::start();
    fake.forget();
    let (server, _) = process::serve_with(&place, &settings(&place, &fake));
    let (mut desk, cell) = (Desk::open(&server, &sign_ins), cell(&server, &sign_ins));
    let routine = desk.approved("05-CT/TU", "normal", &json!({"everyone": true}));
    let to_cell = json!({"everyone": false, "rules": [{"unit_id": cell}]});
    let urgent = desk.approved("06-CT/TU", "urgent", &to_cell);
    let begun = Instant::now();
    desk.publish(&routine);
    let answered = begun.elapsed();
    let name = format!("push: publishing to {phones} phones");
    report.value(&name, answered.as_secs_f64(), "s", Goal::Below(2.0));
    let brought = bring(&fake, &mut desk, (&urgent, phones), begun);
    let name = "push: an urgent message in the middle of that, until the last phone";
    let waited = brought.urgent.num_milliseconds() as f64 / 1_000.0;
    report.value(name, waited, "s", Goal::Below(2.0));
    let rate = phones as f64 / brought.took.as_secs_f64();
    let name = "push: messages of a campaign, the whole server";
    report.value(name, rate, "/s", Goal::None);
    let memory = server.memory_peak_mib() * MB_OF_MIB;
    let name = "push: memory at most, after all that";
    report.value(name, memory, "MB", Goal::Below(300.0));
}

fn settings(place: &Place<'_>, fake: &FakeFcm) -> Vec<(&'static str, String)> {
    let root = place.folder().join("fake-fcm.pem");
    std::fs::write(&root, fake.root()).unwrap();
    vec![
        ("SOTAY_PUSH", "fcm".to_owned()),
        ("SOTAY_PUSH_FCM_CREDENTIALS", fake.account().to_string()),
        ("SOTAY_PUSH_FCM_ENDPOINT", fake.endpoint()),
        ("SOTAY_PUSH_CA_FILE", root.to_str().unwrap().to_owned()),
        ("SOTAY_PUSH_RATE", RATE.to_owned()),
        ("SOTAY_PUSH_RAMP", "0".to_owned()),
        // A bench knows no night.
        ("SOTAY_PUSH_QUIET", "none".to_owned()),
    ]
}

/// Waits for a tenth of the phones, publishes what is urgent, and waits for all.
fn bring(
    fake: &FakeFcm,
    desk: &mut Desk<'_>,
    (urgent, phones): (&str, usize),
    begun: Instant,
) -> Brought {
    wait_until(|| fake.count() >= phones / 10);
    desk.publish(urgent);
    let published = Clock::System.now();
    wait_until(|| fake.count() >= phones);
    let took = begun.elapsed();
    let (count, last) = fake.urgent();
    assert!(count > 10, "only {count} urgent messages by the end");
    wait_until(|| fake.count() >= phones + fake.urgent().0);
    assert_eq!(
        fake.count(),
        phones + fake.urgent().0,
        "a message was repeated"
    );
    Brought {
        urgent: last.unwrap() - published,
        took,
    }
}

fn wait_until(is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "it does not end");
        // Not at once again: it would take the processor from what is measured.
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn cell(server: &Running, sign_ins: &Value) -> String {
    let secretary = sign_in(server, sign_ins, "cell_secretary");
    let me = get(server, "/api/v1/me", &secretary);
    me["unit"]["unit_id"].as_str().unwrap().to_owned()
}

/// A session and a phone for each member who may sign in; answers how many. The server was not started yet.
fn give_phones(place: &Place<'_>) -> usize {
    let url = DatabaseUrl::sqlite(&place.folder().join("sotay.db"));
    let db = Db::open(&url, None, &DbOptions::beside()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(db.write_much(put_phones)).unwrap()
}

fn put_phones(conn: &mut Conn) -> Result<usize, Error> {
    let now = Clock::System.now();
    let (now, later) = (now.micros(), (now + chrono::Duration::days(30)).micros());
    diesel::sql_query(format!(
        "INSERT INTO sessions (public_id, member_id, device_name, platform, network_digest, created_at, last_used_at, expires_at) \
         SELECT randomblob(16), id, 'Điện thoại', 'android', x'00', {now}, {now}, {later} FROM members \
         WHERE standing IN ('official', 'probationary', 'exempt', 'temporarily_exempt')"
    ))
    .execute(conn)?;
    Ok(diesel::sql_query(format!(
        "INSERT INTO devices (installation_id, member_id, session_id, address_kind, address, platform, created_at, seen_at) \
         SELECT randomblob(16), member_id, id, 'token', 'ok-' || printf('%0160d', member_id), 'android', {now}, {now} FROM sessions"
    ))
    .execute(conn)?)
}
