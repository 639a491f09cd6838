//! What `Db` promises, on both engines.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;

use diesel::prelude::*;
use sotay::db::schema::{audit_chains, idempotency_keys};
use sotay::db::{Conn, DatabaseUrl, Db, DbOptions, Engine};
use sotay::error::Error;
use sotay::kernel::instant::Instant;
use tokio::task::JoinSet;

use crate::support::{Empty, Filled};

/// A row that says nothing but its number.
fn insert(conn: &mut Conn, number: i64) -> Result<(), Error> {
    diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::member_id.eq(number),
            idempotency_keys::idempotency_key.eq("a test"),
            idempotency_keys::fingerprint.eq(vec![1_u8]),
            idempotency_keys::created_at.eq(Instant::default()),
        ))
        .execute(conn)?;
    Ok(())
}

async fn numbers(db: &Db) -> Vec<i64> {
    let query = idempotency_keys::table
        .select(idempotency_keys::member_id)
        .order(idempotency_keys::member_id);
    db.read(move |conn| Ok(query.load(conn)?)).await.unwrap()
}

/// Something that holds a database thread until the test lets go of it.
pub(crate) struct Hold {
    release: mpsc::Sender<()>,
    task: tokio::task::JoinHandle<Result<(), Error>>,
}

impl Hold {
    /// Returns when the thread is held.
    pub(crate) async fn on(db: &Db, writes: bool) -> Self {
        let (release, wait) = mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let state = std::sync::Mutex::new((Some(begun), wait));
        let db = db.clone();
        let block = move |_: &mut Conn| {
            let mut state = state.lock().unwrap();
            if let Some(begun) = state.0.take() {
                begun.send(()).unwrap();
            }
            let _ = state.1.recv();
            Ok(())
        };
        let task = tokio::spawn(async move {
            if writes {
                db.write(block).await
            } else {
                db.read(block).await
            }
        });
        has_begun.await.unwrap();
        Self { release, task }
    }

    pub(crate) async fn let_go(self) {
        drop(self.release);
        self.task.await.unwrap().unwrap();
    }
}

/// Starts a task and lets it hand its work to the database.
async fn spawn_and_submit<F>(tasks: &mut JoinSet<F::Output>, future: F)
where
    F: Future<Output: Send> + Send + 'static,
{
    tasks.spawn(future);
    tokio::task::yield_now().await;
}

on_both_engines!(
    a_change_that_fails_rolls_back_alone,
    Filled,
    |place| async move {
        let db = place.open(&DbOptions {
            writers: 1,
            ..DbOptions::default()
        });
        // While the writer is held the rest gathers, so that SQLite commits it as one group.
        let hold = Hold::on(&db, true).await;
        let mut changes = JoinSet::new();
        for number in 0..60 {
            let db = db.clone();
            let change = async move {
                let change = move |conn: &mut Conn| {
                    insert(conn, number)?;
                    match number % 3 {
                        0 => Ok(()),
                        1 => Err(Error::NotFound),
                        _ => insert(conn, number), // the same row again
                    }
                };
                // Some want a group of their own, in the middle of those that do not.
                let done = if number % 5 == 0 {
                    db.write_much(change).await
                } else {
                    db.write(change).await
                };
                (number, done)
            };
            spawn_and_submit(&mut changes, change).await;
        }
        hold.let_go().await;
        for (number, done) in changes.join_all().await {
            match number % 3 {
                0 => done.unwrap(),
                1 => assert!(matches!(done, Err(Error::NotFound))),
                _ => assert!(matches!(done, Err(Error::Database(_)))),
            }
        }
        assert_eq!(
            numbers(&db).await,
            (0..60).filter(|number| number % 3 == 0).collect::<Vec<_>>()
        );
    }
);

on_both_engines!(a_panic_stops_no_thread, Filled, |place| async move {
    let db = place.open(&DbOptions {
        readers: 2,
        writers: 2,
        ..DbOptions::default()
    });
    for number in 0..6 {
        let change = db.write(move |conn| {
            insert(conn, number)?;
            if number >= 0 {
                panic!("as the test wants it")
            } else {
                Ok(())
            }
        });
        assert!(matches!(change.await, Err(Error::Internal(_))));
        let query = db.read(move |_| {
            if number >= 0 {
                panic!("as the test wants it")
            } else {
                Ok(())
            }
        });
        assert!(matches!(query.await, Err(Error::Internal(_))));
    }
    db.write(|conn| insert(conn, 77)).await.unwrap();
    assert_eq!(numbers(&db).await, [77]);
});

on_both_engines!(
    a_reading_connection_refuses_to_write,
    Filled,
    |place| async move {
        let db = place.open(&DbOptions::default());
        assert!(matches!(
            db.read(|conn| insert(conn, 1)).await,
            Err(Error::Database(_))
        ));
        assert!(matches!(
            db.report(|conn| insert(conn, 2)).await,
            Err(Error::Database(_))
        ));
        let dropping =
            db.read(|conn| Ok(diesel::sql_query("DROP TABLE idempotency_keys").execute(conn)?));
        assert!(matches!(dropping.await, Err(Error::Database(_))));
        assert_eq!(numbers(&db).await, [0_i64; 0]);
    }
);

on_both_engines!(
    sixty_four_writers_lose_nothing,
    Filled,
    |place| async move {
        let db = place.open(&DbOptions::default());
        let first = (
            audit_chains::chain.eq(1),
            audit_chains::length.eq(0_i64),
            audit_chains::head.eq(vec![0_u8]),
        );
        db.write(move |conn| {
            Ok(diesel::insert_into(audit_chains::table)
                .values(first.clone())
                .execute(conn)?)
        })
        .await
        .unwrap();
        let mut writers = JoinSet::new();
        for writer in 0..64_i64 {
            let db = db.clone();
            writers.spawn(async move {
                for turn in 0..10 {
                    db.write(move |conn| {
                        insert(conn, writer * 10 + turn)?;
                        diesel::update(audit_chains::table.find(1))
                            .set(audit_chains::length.eq(audit_chains::length + 1))
                            .execute(conn)?;
                        Ok(())
                    })
                    .await
                    .unwrap();
                }
            });
        }
        writers.join_all().await;
        assert_eq!(numbers(&db).await, (0..640).collect::<Vec<i64>>());
        let counted: i64 = db
            .read(|conn| {
                Ok(audit_chains::table
                    .find(1)
                    .select(audit_chains::length)
                    .first(conn)?)
            })
            .await
            .unwrap();
        assert_eq!(counted, 640);
    }
);

on_both_engines!(a_full_queue_is_busy_at_once, Filled, |place| async move {
    let db = place.open(&DbOptions {
        readers: 1,
        writers: 1,
        queue: 2,
        ..DbOptions::default()
    });
    for writes in [true, false] {
        let hold = Hold::on(&db, writes).await;
        let mut waiting = JoinSet::new();
        for _ in 0..2 {
            let db = db.clone();
            let work = async move {
                if writes {
                    db.write(|_| Ok(())).await
                } else {
                    db.read(|_| Ok(())).await
                }
            };
            spawn_and_submit(&mut waiting, work).await;
        }
        let refused = if writes {
            db.write(|_| Ok(())).await
        } else {
            db.read(|_| Ok(())).await
        };
        assert!(
            matches!(refused, Err(Error::Busy)),
            "writes: {writes}: {refused:?}"
        );
        hold.let_go().await;
        assert!(waiting.join_all().await.iter().all(Result::is_ok));
    }
});

on_both_engines!(
    a_transaction_runs_again_when_the_engine_asks,
    Filled,
    |place| async move {
        if place.engine() == Engine::Sqlite {
            return; // one writer: nothing to ask for
        }
        let db = place.open(&DbOptions::default());
        let collide = |conn: &mut Conn| {
            diesel::sql_query("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$").execute(conn)
        };
        for (collisions, fits) in [(2, true), (u32::MAX, false)] {
            let runs = Arc::new(AtomicU32::new(0));
            let counted = Arc::clone(&runs);
            let done = db.write(move |conn| {
                insert(conn, 5)?;
                if counted.fetch_add(1, Ordering::SeqCst) < collisions {
                    collide(conn)?;
                }
                Ok(())
            });
            match done.await {
                Ok(()) => assert!(fits && runs.load(Ordering::SeqCst) == 3),
                Err(error) => assert!(!fits && matches!(error, Error::Busy), "{error:?}"),
            }
            assert_eq!(numbers(&db).await, vec![5; usize::from(fits)]);
            db.write(|conn| Ok(diesel::delete(idempotency_keys::table).execute(conn)?))
                .await
                .unwrap();
        }
    }
);

on_both_engines!(
    a_second_server_on_one_file_is_refused,
    Filled,
    |place| async move {
        let first = place.open(&DbOptions::default());
        let second = Db::open(&place.url, None, &DbOptions::default());
        if place.engine() == Engine::Postgres {
            assert!(second.is_ok(), "several processes share one PostgreSQL");
            return;
        }
        let line = second.err().unwrap().to_string();
        assert!(
            line.contains("in use by another process") && !line.contains('\n'),
            "{line}"
        );
        // A command works beside a server, and the file is free again when the server is gone.
        Db::open(&place.url, None, &DbOptions::beside())
            .unwrap()
            .write(|conn| insert(conn, 3))
            .await
            .unwrap();
        assert_eq!(numbers(&first).await, [3]);
        drop(first);
        place.open(&DbOptions::default());
    }
);

on_both_engines!(
    a_database_of_a_newer_version_is_refused,
    Filled,
    |place| async move {
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
        let db = place.open(&DbOptions::default());
        db.write(move |conn| Ok(diesel::sql_query(newer).execute(conn)?))
            .await
            .unwrap();
        drop(db);
        let line = Db::open(&place.url, None, &DbOptions::default())
            .err()
            .unwrap()
            .to_string();
        assert!(
            line.contains("99990101000000") && line.contains("newer") && !line.contains('\n'),
            "{line}"
        );
    }
);

/// Where the child finds its database, and the first number it writes.
const CHILD: &str = "SOTAY_TEST_CHILD";

/// Not a test of its own: what the next test starts and kills. It writes as fast as it can and says what was answered.
#[test]
#[ignore = "started by another test"]
fn child_that_is_killed() {
    #[expect(clippy::disallowed_methods, reason = "the parent's word to its child")]
    let told = std::env::var(CHILD).expect("started by its parent");
    let (first, address) = told.split_once(' ').expect("a number and an address");
    let (first, url): (i64, _) = (first.parse().unwrap(), DatabaseUrl::parse(address).unwrap());
    crate::support::run(async move {
        let db = Db::open(&url, None, &DbOptions::default()).unwrap();
        let mut writers = JoinSet::new();
        for writer in 0..8 {
            let db = db.clone();
            writers.spawn(async move {
                for turn in 0.. {
                    let number = first + turn * 8 + writer;
                    db.write(move |conn| insert(conn, number)).await.unwrap();
                    // Past the test harness, which keeps what `println!` prints.
                    writeln!(std::io::stdout(), "acknowledged {number}")
                        .expect("the parent listens");
                }
            });
        }
        writers.join_all().await;
    });
}

fn start_child(first: i64, address: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "database::child_that_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(CHILD, format!("{first} {address}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

on_both_engines!(
    what_was_acknowledged_survives_a_killed_process,
    Empty,
    |place| async move {
        let mut acknowledged = Vec::new();
        for round in 0..5_i64 {
            let mut child = start_child(round * 1_000_000, &place.address);
            let mut lines = BufReader::new(child.stdout.take().unwrap())
                .lines()
                .map(Result::unwrap);
            let numbers = |line: String| {
                line.strip_prefix("acknowledged ")
                    .and_then(|number| number.parse::<i64>().ok())
            };
            let before_kill = usize::try_from(round).unwrap() * 70 + 30;
            acknowledged.extend(lines.by_ref().filter_map(numbers).take(before_kill));
            child.kill().unwrap();
            // What stood in the pipe was acknowledged too.
            acknowledged.extend(lines.filter_map(numbers));
            child.wait().unwrap();
            assert!(
                acknowledged.len() >= before_kill,
                "the child wrote too little"
            );
        }
        let db = place.open(&DbOptions::default());
        let kept: std::collections::BTreeSet<i64> = numbers(&db).await.into_iter().collect();
        let lost: Vec<_> = acknowledged
            .iter()
            .filter(|number| !kept.contains(number))
            .collect();
        assert!(
            lost.is_empty(),
            "{} of {} acknowledged writes are gone: {lost:?}",
            lost.len(),
            acknowledged.len()
        );
    }
);
