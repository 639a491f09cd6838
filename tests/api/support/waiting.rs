//! Somebody else at work on a test's PostgreSQL database, in the middle of a transaction: what must wait for him can be seen
//! to wait. SQLite has one writer, so there is nobody.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tokio::task::JoinHandle;

use super::{Engine, TestApp};

pub struct Other {
    works: PgConnection,
    looks: PgConnection,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Other {
    /// `None`: the database is SQLite.
    pub fn of(app: &TestApp) -> Option<Self> {
        if app.state().db.engine() != Engine::Postgres {
            return None;
        }
        let open = || PgConnection::establish(&app.place().address).expect("a connection");
        Some(Self {
            works: open(),
            looks: open(),
        })
    }

    pub fn run(&mut self, statements: &str) {
        self.works.batch_execute(statements).expect(statements);
    }

    fn somebody_waits(&mut self) -> bool {
        let waiting: Count = diesel::sql_query(
            "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .get_result(&mut self.looks)
        .expect("who waits");
        waiting.count > 0
    }

    /// Until the task is done, or waits for what somebody holds.
    pub async fn until_done_or_waiting<T>(&mut self, task: &JoinHandle<T>) {
        while !task.is_finished() && !self.somebody_waits() {
            tokio::task::yield_now().await;
        }
    }
}
