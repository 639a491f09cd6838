//! Nothing that goes wrong with one chunk stops the others, nothing that was learnt is dropped, and nothing is kept for ever.

use std::sync::{Arc, OnceLock};
use std::time::Duration as Wait;

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_query;
use serde_json::{Value, json};
use sotay::db::Db;
use sotay::db::schema::{
    devices, notification_events, notifications, push_campaigns, push_chunks, push_pace,
    push_retries,
};
use sotay::kernel::instant::Instant;
use sotay::providers::{Notice, Provider, Sending, Target, Verdict};

use super::crash::pause;
use super::{kinds, paper, phones};
use crate::support::{Engine, TestApp};

/// From now on nobody can be told of the newest event.
async fn poison(app: &TestApp) {
    let engine = app.state().db.engine();
    app.state()
        .db
        .write(move |conn| {
            let event: i64 = notification_events::table
                .order(notification_events::id.desc())
                .select(notification_events::id)
                .first(conn)?;
            let statement = if engine == Engine::Sqlite {
                format!("CREATE TRIGGER poison BEFORE INSERT ON notifications WHEN NEW.event_id = {event} BEGIN SELECT RAISE(ABORT, 'poison'); END")
            } else {
                format!("ALTER TABLE notifications ADD CONSTRAINT poison CHECK (event_id <> {event})")
            };
            sql_query(statement).execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
}

async fn cure(app: &TestApp) {
    let statement = if app.state().db.engine() == Engine::Sqlite {
        "DROP TRIGGER poison"
    } else {
        "ALTER TABLE notifications DROP CONSTRAINT poison"
    };
    let cure = move |conn: &mut sotay::db::Conn| Ok(sql_query(statement).execute(conn)?);
    app.state().db.write(cure).await.unwrap();
}

/// State and failures of every chunk, the oldest first.
async fn chunks(app: &TestApp) -> Vec<(String, i32)> {
    app.state()
        .db
        .read(|conn| {
            Ok(push_chunks::table
                .order(push_chunks::id)
                .select((push_chunks::state, push_chunks::failures))
                .load(conn)?)
        })
        .await
        .unwrap()
}

on_both_engines!(
    a_chunk_that_cannot_be_taken_makes_way_and_is_set_aside_in_the_end,
    |app| async move {
        phones(&app, &["member"]).await;
        paper().publish(&app).await;
        poison(&app).await;
        paper().with("symbol", json!("2-NQ/TU")).publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["member"], "the other goes on");
        let done = ("done".to_owned(), 0);
        assert_eq!(
            chunks(&app).await,
            [("waiting".to_owned(), 1), done.clone()]
        );
        // Ever more rarely, not at each look.
        app.clock.advance(Duration::seconds(3));
        assert_eq!(app.drain_pushes().await, 0);
        for _ in 0..60 {
            app.clock.advance(Duration::minutes(1));
            app.drain_pushes().await;
        }
        assert_eq!(chunks(&app).await, [("set_aside".to_owned(), 8), done]);
        let reply = app.publisher().get("/api/v1/push/campaigns").await;
        let states: Vec<Value> = reply.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["state"].clone())
            .collect();
        assert_eq!(states, ["done", "set_aside"]);
        sotay::push::measure(&app.state()).await.unwrap();
        let metrics = app.anonymous().get("/metrics").await;
        let gauge = "sotay_push_chunks_set_aside 1";
        assert!(metrics.assert(200).text().contains(gauge), "{metrics}");
        // Repaired, and a server starts.
        cure(&app).await;
        let senders = sotay::push::start(&app.state()).unwrap();
        while app.phones().addresses().is_empty() {
            pause(Wait::from_millis(20)).await;
        }
        senders.stop().await;
        assert_eq!(kinds(&app, "member").await, ["edition_published"; 2]);
    }
);

/// A provider in whose time another worker takes the chunk over.
#[derive(Default)]
struct Thief {
    db: OnceLock<Db>,
}

impl Provider for Thief {
    fn send<'a>(&'a self, _: &'a Notice, to: &'a Target) -> Sending<'a> {
        Box::pin(async move {
            let steal = |conn: &mut sotay::db::Conn| {
                Ok(diesel::update(push_chunks::table)
                    .set(push_chunks::attempt.eq(push_chunks::attempt + 1))
                    .execute(conn)?)
            };
            self.db.get().unwrap().write(steal).await.unwrap();
            match to.address.as_str() {
                "member" => Verdict::Gone,
                "colleague" => Verdict::PauseAll {
                    after: Some(Wait::from_mins(7)),
                },
                _ => Verdict::Accepted,
            }
        })
    }
}

/// On both engines, with a thief.
fn robbed(engine: Engine) {
    crate::support::run(async move {
        let thief = Arc::new(Thief::default());
        let builder = TestApp::builder().provider(thief.clone());
        let Some(app) = builder.start(engine).await else {
            return;
        };
        assert!(thief.db.set(app.state().db.clone()).is_ok());
        phones(&app, &["member", "colleague"]).await;
        paper().publish(&app).await;
        app.drain_pushes().await;
        let (buried, paused, finished, retries): (
            Vec<String>,
            Option<Instant>,
            Vec<Option<Instant>>,
            i64,
        ) = app
            .state()
            .db
            .read(|conn| {
                Ok((
                    devices::table
                        .filter(devices::dead_at.is_not_null())
                        .select(devices::address)
                        .load(conn)?,
                    push_pace::table
                        .find("all")
                        .select(push_pace::paused_until)
                        .first(conn)?,
                    push_chunks::table
                        .select(push_chunks::finished_at)
                        .load(conn)?,
                    push_retries::table.count().get_result(conn)?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(buried, ["member"]);
        assert_eq!(paused, Some(app.clock.now() + Duration::minutes(7)));
        assert_eq!(
            (finished, retries),
            (vec![None], 0),
            "the chunk is another's"
        );
    });
}

#[test]
fn who_lost_his_chunk_still_says_what_he_has_learnt() {
    robbed(Engine::Sqlite);
    robbed(Engine::Postgres);
}

/// Campaigns, chunks, notifications and events that there are.
async fn kept(app: &TestApp) -> [i64; 4] {
    app.state()
        .db
        .read(|conn| {
            Ok([
                push_campaigns::table.count().get_result(conn)?,
                push_chunks::table.count().get_result(conn)?,
                notifications::table.count().get_result(conn)?,
                notification_events::table.count().get_result(conn)?,
            ])
        })
        .await
        .unwrap()
}

on_both_engines!(
    campaigns_are_forgotten_after_half_a_year_notifications_after_400_days,
    |app| async move {
        phones(&app, &["member"]).await;
        paper().publish(&app).await;
        app.drain_pushes().await;
        // One that is not over is kept, however old it is.
        paper().with("symbol", json!("2-NQ/TU")).publish(&app).await;
        let forget = async |days| {
            app.clock.advance(Duration::days(days));
            sotay::push::forget_old(&app.state()).await.unwrap();
            kept(&app).await
        };
        let before = kept(&app).await;
        let told = before[2];
        assert_eq!(before, [2, 2, told, 2]);
        assert_eq!(forget(180).await, before);
        assert_eq!(forget(1).await, [1, 1, told, 2]);
        assert_eq!(forget(219).await, [1, 1, told, 2]);
        // What happened stays known: it is not announced again.
        assert_eq!(forget(1).await, [1, 1, 0, 2]);
    }
);
