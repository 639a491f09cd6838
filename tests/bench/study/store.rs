//! The server's database beside the server: tens of thousands of members cannot sign in by password before a measurement,
//! so their sessions are written here and their tokens signed with the server's own key. And what is found at the end is
//! counted here, behind the server's back.

use std::sync::Arc;

use chrono::Duration;
use clap::Parser as _;
use diesel::prelude::*;
use sotay::auth::keys::KeyRing;
use sotay::auth::{Secret, System, tokens};
use sotay::config::DataOptions;
use sotay::db::schema::{attempts, members, quizzes, sessions};
use sotay::db::{Conn, Db, DbOptions};
use sotay::error::Error;
use sotay::kernel::clock::Clock;
use sotay::kernel::ids::PublicId;
use sotay::kernel::instant::Instant;

use crate::process::Place;

/// As `serve` has it by default.
const ISSUER: &str = "sotay";
/// Sessions that one transaction writes: the server waits for it.
const TOGETHER: usize = 2_000;

pub struct Store {
    db: Db,
    secret: Arc<Secret>,
    runtime: tokio::runtime::Runtime,
}

/// Attempts that are closed and have their points.
#[derive(Debug)]
pub struct Ended {
    pub graded: usize,
    pub points: i64,
}

#[derive(clap::Parser)]
struct Options {
    #[command(flatten)]
    data: DataOptions,
}

impl Store {
    /// Of a place that was served already: it has a key.
    pub fn open(place: &Place<'_>) -> Self {
        let folder = place.folder().to_str().unwrap();
        let Options { data } = Options::parse_from(["bench", "--data", folder]);
        let url = data.database().unwrap();
        let secret = Arc::new(data.secret(url.engine()).unwrap());
        Self {
            db: Db::open(&url, None, &DbOptions::beside()).unwrap(),
            secret,
            runtime: tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap(),
        }
    }

    /// Access tokens of so many members who are counted in figures.
    pub fn sign_in(&self, count: usize) -> Vec<String> {
        let (ring, now) = (KeyRing::default(), Clock::System.now());
        let system = System::new(Arc::clone(&self.secret), now, "bench");
        let (keys, limit) = (ring.clone(), i64::try_from(count).unwrap());
        let counted: Vec<(i64, PublicId)> = self.write(move |conn| {
            keys.reload(conn, &system)?;
            Ok(members::table
                .filter(members::standing.eq_any(["official", "probationary"]))
                .order(members::id)
                .limit(limit)
                .select((members::id, members::public_id))
                .load(conn)?)
        });
        assert_eq!(counted.len(), count, "too few members are counted");
        let mut tokens = Vec::with_capacity(count);
        for some in counted.chunks(TOGETHER) {
            let holders: Vec<(i64, PublicId)> = some
                .iter()
                .map(|(member, _)| (*member, PublicId::new(now)))
                .collect();
            let sessions: Vec<PublicId> = holders.iter().map(|(_, session)| *session).collect();
            self.write(move |conn| open(conn, &holders, now));
            let of = some.iter().zip(sessions);
            tokens.extend(of.map(|((_, member), session)| {
                tokens::issue(&ring, ISSUER, *member, session, now).unwrap()
            }));
        }
        tokens
    }

    /// What became of the attempts at a quiz.
    pub fn ended(&self, quiz: &str) -> Ended {
        let quiz: PublicId = quiz.parse().unwrap();
        let points: Vec<Option<i64>> = self.write(move |conn| {
            Ok(attempts::table
                .inner_join(quizzes::table.on(quizzes::id.eq(attempts::quiz_id)))
                .filter(quizzes::public_id.eq(quiz))
                .filter(attempts::state.eq("closed"))
                .select(attempts::points)
                .load(conn)?)
        });
        let points: Vec<i64> = points.into_iter().flatten().collect();
        Ended {
            graded: points.len(),
            points: points.iter().sum(),
        }
    }

    fn write<T: Send + 'static>(
        &self,
        change: impl Fn(&mut Conn) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.runtime.block_on(self.db.write(change)).unwrap()
    }
}

fn open(conn: &mut Conn, holders: &[(i64, PublicId)], now: Instant) -> Result<(), Error> {
    for (member, session) in holders {
        diesel::insert_into(sessions::table)
            .values((
                sessions::public_id.eq(session),
                sessions::member_id.eq(member),
                sessions::device_name.eq("Điện thoại"),
                sessions::platform.eq("android"),
                sessions::network_digest.eq(vec![0_u8; 32]),
                sessions::created_at.eq(now),
                sessions::last_used_at.eq(now),
                sessions::expires_at.eq(now + Duration::days(30)),
            ))
            .execute(conn)?;
    }
    Ok(())
}
