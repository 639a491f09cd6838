//! Processes are killed at any moment while a paper is brought to 40,000 phones: each is reached, nothing is missing from an
//! inbox, nothing is there twice, and no more is repeated than was on its way.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use sotay::audiences::{self, Audience, Rule};
use sotay::auth::{Secret, System};
use sotay::db::schema::{
    documents, notification_events, notifications, push_chunks, push_retries, units,
};
use sotay::db::{Conn, Db, DbOptions};
use sotay::kernel::clock::Clock;
use sotay::kernel::ids::PublicId;
use sotay::kernel::instant::Instant;
use sotay::library::{Change, PublishedEdition};

use crate::command_line::{Serving, on, on_command};
use crate::support::fake_fcm::FakeFcm;
use crate::support::{Engine, Filled, Place, SECRET};

const DEVICES: usize = 40_000;
const KILLS: usize = 20;
/// Routine rounds that one process has on their way at a time.
pub const ROUNDS: i32 = 3;
/// How long everything may take after the last kill.
const PATIENCE: Duration = Duration::from_mins(5);

on_both_engines!(
    killed_processes_lose_nothing_and_repeat_only_what_was_on_its_way,
    Filled,
    |place| async move {
        let fcm = FakeFcm::start();
        let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
        let people = fill(&db, DEVICES).await;
        publish(&db, "normal", Audience::Everyone).await;
        let processes = if place.engine() == Engine::Postgres {
            3
        } else {
            1
        };
        let mut running: Vec<Serving> =
            (0..processes).map(|_| serve(&place, &fcm, "off")).collect();
        let mut dice: u64 = 20_261_127;
        let mut in_mid_campaign = 0;
        for kill in 0..KILLS {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            pause(Duration::from_millis(30 + (dice >> 33) % 800)).await;
            in_mid_campaign += usize::from(open_chunks(&db).await > 0);
            drop(running.swap_remove(kill % processes));
            running.push(serve(&place, &fcm, "off"));
        }
        assert!(
            in_mid_campaign >= KILLS / 2,
            "it was over too soon: {in_mid_campaign}"
        );
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while open_chunks(&db).await > 0 || waiting(&db).await > 0 {
            assert!(tokio::time::Instant::now() < deadline, "it does not end");
            pause(Duration::from_millis(200)).await;
        }
        for server in running {
            server.stop();
        }
        look_at_inboxes(&db, people).await;
        let most = ROUNDS * i32::try_from(KILLS).unwrap();
        look_at_phones(&db, &fcm.reached(), DEVICES, most).await;
    }
);

pub async fn look_at_inboxes(db: &Db, people: i64) {
    let (told, phones): (i64, i64) = db
        .read(|conn| {
            let distinct = "SELECT count(DISTINCT member_id) AS count FROM notifications";
            Ok((
                notifications::table.count().get_result(conn)?,
                diesel::sql_query(distinct).get_result::<Count>(conn)?.count,
            ))
        })
        .await
        .unwrap();
    assert_eq!(
        (told, phones),
        (people, people),
        "an inbox lacks it, or has it twice"
    );
}

/// A phone is reached at most as often as its chunk was taken, and no more chunks than `most` were taken once more.
pub async fn look_at_phones(db: &Db, reached: &HashMap<String, usize>, devices: usize, most: i32) {
    let chunks: Vec<(i64, i64, i32)> = db
        .read(|conn| {
            Ok(push_chunks::table
                .select((
                    push_chunks::after_member,
                    push_chunks::last_member,
                    push_chunks::attempt,
                ))
                .load(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(
        reached.len(),
        devices,
        "phones that were not reached, or are not ours"
    );
    let mut repeats = 0;
    for (address, times) in reached {
        let member: i64 = address.trim_start_matches("ok-").parse().unwrap();
        let chunk = chunks
            .iter()
            .find(|(after, last, _)| *after < member && member <= *last);
        let attempts = usize::try_from(chunk.unwrap().2).unwrap();
        assert!(*times <= attempts, "{times} times in {attempts} attempts");
        repeats += times - 1;
    }
    let again: i32 = chunks.iter().map(|(_, _, attempt)| attempt - 1).sum();
    assert!(again <= most, "{again} chunks were taken again");
    let line = format!("{repeats} messages repeated, {again} chunks taken again");
    let _ = writeln!(std::io::stdout(), "{line}");
}

pub fn serve(place: &Place, fcm: &FakeFcm, log: &str) -> Serving {
    let ca = place.folder.path().join("fake-fcm.pem");
    std::fs::write(&ca, fcm.root()).unwrap();
    let mut command = on(place, "serve");
    command
        .env("SOTAY_LOG", log)
        .env("SOTAY_WORKERS", "1")
        .env("SOTAY_JOB_WORKERS", "0")
        .env("SOTAY_PUSH", "fcm")
        .env("SOTAY_PUSH_FCM_CREDENTIALS", fcm.account().to_string())
        .env("SOTAY_PUSH_FCM_ENDPOINT", fcm.endpoint())
        .env("SOTAY_PUSH_FCM_TOKEN_URI", fcm.token_uri())
        .env("SOTAY_PUSH_CA_FILE", &ca)
        .env("SOTAY_PUSH_RAMP", "0")
        .env("SOTAY_PUSH_RATE", "2000")
        .env("SOTAY_PUSH_QUIET", "none");
    Serving::start(&mut command)
}

/// The moment of a kill, and the pause between two looks.
pub async fn pause(time: Duration) {
    let mut ticks = tokio::time::interval(time);
    ticks.tick().await;
    ticks.tick().await;
}

pub async fn open_chunks(db: &Db) -> i64 {
    db.read(|conn| {
        Ok(push_chunks::table
            .filter(push_chunks::finished_at.is_null())
            .count()
            .get_result(conn)?)
    })
    .await
    .unwrap()
}

pub async fn waiting(db: &Db) -> i64 {
    db.read(|conn| Ok(push_retries::table.count().get_result(conn)?))
        .await
        .unwrap()
}

fn system() -> System {
    let secret = std::sync::Arc::new(Secret::new(SECRET).unwrap());
    System::new(secret, Clock::System.now(), "test")
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// So many members more, each with a session and a phone; answers how many members there are who may sign in.
pub async fn fill(db: &Db, phones: usize) -> i64 {
    db.write(move |conn| {
        for statement in statements(conn, phones, Clock::System.now()) {
            diesel::sql_query(statement).execute(conn)?;
        }
        let active = "SELECT count(*) AS count FROM members WHERE standing IN ('official', 'probationary', 'exempt', 'temporarily_exempt')";
        Ok(diesel::sql_query(active).get_result::<Count>(conn)?.count)
    })
    .await
    .unwrap()
}

fn statements(conn: &Conn, phones: usize, now: Instant) -> [String; 3] {
    let later = now + chrono::Duration::days(30);
    let (id, numbers, bytes, now, later) = match conn {
        Conn::Sqlite(_) => (
            "randomblob(16)",
            format!(
                "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {phones}) SELECT i FROM n)"
            ),
            "x'00'",
            now.micros().to_string(),
            later.micros().to_string(),
        ),
        Conn::Postgres(_) => (
            "gen_random_uuid()",
            format!("generate_series(1, {phones})"),
            "'\\x00'::bytea",
            format!("'{now}'::timestamptz"),
            format!("'{later}'::timestamptz"),
        ),
    };
    [
        format!(
            "INSERT INTO members (public_id, full_name, name_key, name_exact, name_sort, home_unit_id, standing, created_at, updated_at) \
             SELECT {id}, 'Nguyễn Văn Thử', 'nguyen van thu', 'nguyễn văn thử', {bytes}, \
             (SELECT min(id) FROM units WHERE kind = 'cell'), 'official', {now}, {now} FROM {numbers} AS numbers"
        ),
        format!(
            "INSERT INTO sessions (public_id, member_id, device_name, platform, network_digest, created_at, last_used_at, expires_at) \
             SELECT {id}, id, 'thử', 'android', {bytes}, {now}, {now}, {later} FROM members WHERE name_key = 'nguyen van thu'"
        ),
        format!(
            "INSERT INTO devices (installation_id, member_id, session_id, address_kind, address, platform, created_at, seen_at) \
             SELECT {id}, member_id, id, 'token', 'ok-' || member_id, 'android', {now}, {now} FROM sessions WHERE device_name = 'thử'"
        ),
    ]
}

/// A paper, as far as its being published writes a campaign.
pub async fn publish(db: &Db, urgency: &'static str, audience: Audience) {
    db.write(move |conn| {
        let system = system();
        let audience_id = audiences::keep(conn, &system, &audience)?;
        let unit: i64 = units::table
            .filter(units::parent_id.is_null())
            .select(units::id)
            .first(conn)?;
        let now = system.now();
        let document_id: i64 = diesel::insert_into(documents::table)
            .values((
                documents::public_id.eq(PublicId::new(now)),
                documents::genre.eq("official"),
                documents::kind_id.eq(1),
                documents::owner_unit_id.eq(unit),
                documents::title.eq("Thử"),
                documents::urgency.eq(urgency),
                documents::circulation.eq("internal"),
                documents::tier.eq("required"),
                documents::audience_id.eq(audience_id),
                documents::state.eq("published"),
                documents::shown_at.eq(now),
                documents::created_at.eq(now),
                documents::updated_at.eq(now),
            ))
            .returning(documents::id)
            .get_result(conn)?;
        let edition = PublishedEdition {
            document_id,
            edition_id: document_id,
            change: Change::Major,
        };
        sotay::push::edition_published(conn, &system, &edition)
    })
    .await
    .unwrap();
}

on_both_engines!(
    a_routine_campaign_does_not_hold_up_an_urgent_message,
    Filled,
    |place| async move {
        let fcm = FakeFcm::start();
        let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
        fill(&db, 20_000).await;
        // A hundred of them are probationary: to them goes what is urgent.
        db.write(|conn| {
            let some = "UPDATE members SET standing = 'probationary' WHERE id IN \
                        (SELECT id FROM members WHERE name_key = 'nguyen van thu' ORDER BY id LIMIT 100)";
            diesel::sql_query(some).execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
        publish(&db, "normal", Audience::Everyone).await;
        let server = serve(&place, &fcm, "off");
        while fcm.count() < 2_000 {
            pause(Duration::from_millis(20)).await;
        }
        let rule = Rule {
            standing: Some("probationary"),
            ..Rule::default()
        };
        publish(&db, "urgent", Audience::Rules(vec![rule])).await;
        let published = Clock::System.now();
        let mut last = None;
        while last.is_none() {
            pause(Duration::from_millis(20)).await;
            let waits = Clock::System.now() - published;
            assert!(waits < chrono::Duration::seconds(20), "it does not arrive");
            last = when_all_arrived(&db, &fcm).await;
        }
        assert!(
            open_chunks(&db).await > 5,
            "the routine campaign was over too soon"
        );
        let took = last.unwrap() - published;
        let line = format!(
            "urgent messages arrived within {} ms",
            took.num_milliseconds()
        );
        let _ = writeln!(std::io::stdout(), "{line}");
        assert!(took < chrono::Duration::seconds(2), "{line}");
        drop(server);
    }
);

/// When the last of the hundred urgent messages arrived; `None`: not all have.
async fn when_all_arrived(db: &Db, fcm: &FakeFcm) -> Option<Instant> {
    let urgent: Vec<PublicId> = db
        .read(|conn| {
            let of_urgent = notifications::table
                .inner_join(
                    notification_events::table
                        .on(notification_events::id.eq(notifications::event_id)),
                )
                .filter(notification_events::urgent.eq(true));
            Ok(of_urgent.select(notifications::public_id).load(conn)?)
        })
        .await
        .unwrap();
    let urgent: HashSet<String> = urgent.iter().map(ToString::to_string).collect();
    let received = fcm.received();
    let arrived: Vec<Instant> = received
        .iter()
        .filter(|one| urgent.contains(&one.nid))
        .map(|one| one.at)
        .collect();
    (arrived.len() >= 100).then(|| arrived.into_iter().max().unwrap())
}

on_both_engines!(
    a_server_that_is_told_to_stop_gives_back_what_it_has_not_sent,
    Filled,
    |place| async move {
        let fcm = FakeFcm::start();
        let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
        let people = fill(&db, 6_000).await;
        publish(&db, "normal", Audience::Everyone).await;
        let server = serve(&place, &fcm, "off");
        while fcm.count() < 1_000 {
            pause(Duration::from_millis(10)).await;
        }
        server.stop();
        let held: i64 = db
            .read(|conn| {
                Ok(push_chunks::table
                    .filter(push_chunks::state.eq("sending"))
                    .count()
                    .get_result(conn)?)
            })
            .await
            .unwrap();
        assert_eq!(
            held, 0,
            "chunks that nobody may take until their lease ends"
        );
        assert!(waiting(&db).await > 0, "nothing was on its way");
        let server = serve(&place, &fcm, "off");
        while open_chunks(&db).await > 0 || waiting(&db).await > 0 {
            pause(Duration::from_millis(50)).await;
        }
        server.stop();
        look_at_inboxes(&db, people).await;
        let reached = fcm.reached();
        assert_eq!(reached.len(), 6_000);
        assert!(
            reached.values().all(|times| *times == 1),
            "something was repeated"
        );
        let watch = on_command(&place, &["push", "watch"]).output().unwrap();
        let said = String::from_utf8(watch.stdout).unwrap();
        assert!(
            said.contains(" done: ") && said.contains("6000 of 6000 messages accepted"),
            "{said}"
        );
    }
);
