//! The database crashes and comes back while a paper is brought to 12,000 phones.

use std::io::Write as _;
use std::time::Duration;

use sotay::audiences::Audience;
use sotay::db::{Db, DbOptions};

use super::crash::{
    ROUNDS, fill, look_at_inboxes, look_at_phones, open_chunks, pause, publish, serve, waiting,
};
use crate::command_line::Serving;
use crate::support::fake_fcm::FakeFcm;
use crate::support::filled_on;
use crate::support::postgres::TestPostgres;

const DEVICES: usize = 12_000;
const CRASHES: usize = 3;
const PROCESSES: usize = 2;
/// How long everything may take after the last crash.
const PATIENCE: Duration = Duration::from_mins(3);

#[test]
fn a_database_that_crashes_in_mid_campaign_loses_nothing_and_the_worker_goes_on_by_itself() {
    crate::support::run(async {
        // SQLite is part of the process: it crashes with it, as in `crash.rs`.
        let Some(server) = TestPostgres::alone() else {
            return;
        };
        let place = filled_on(&server);
        let fcm = FakeFcm::start();
        let open = || Db::open(&place.url, None, &DbOptions::beside()).unwrap();
        let db = open();
        let people = fill(&db, DEVICES).await;
        publish(&db, "normal", Audience::Everyone).await;
        drop(db);
        let running: Vec<Serving> = (0..PROCESSES)
            .map(|_| serve(&place, &fcm, "error"))
            .collect();
        for crash in 1..=CRASHES {
            while fcm.count() < crash * 2_500 {
                pause(Duration::from_millis(10)).await;
            }
            server.crash_and_restart();
            assert!(fcm.count() < DEVICES, "it was over too soon");
        }
        let db = open();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while open_chunks(&db).await > 0 || waiting(&db).await > 0 {
            assert!(tokio::time::Instant::now() < deadline, "it does not end");
            pause(Duration::from_millis(200)).await;
        }
        look_at_inboxes(&db, people).await;
        // A chunk that was being taken when the connection broke was taken for nobody.
        let at_a_time = usize::try_from(ROUNDS).unwrap() + 1;
        let most = i32::try_from(at_a_time * PROCESSES * CRASHES).unwrap();
        look_at_phones(&db, &fcm.reached(), DEVICES, most).await;
        for server in running {
            let log = server.stop();
            let said = log.lines().filter(|line| line.contains("push")).count();
            let _ = writeln!(std::io::stdout(), "{said} lines about pushing");
            assert!(said <= CRASHES * 4, "{log}");
        }
    });
}
