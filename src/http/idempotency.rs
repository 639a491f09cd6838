//! `Idempotency-Key`: a request that was acknowledged once is answered the same way again, and done only once.
//! The key is taken in the transaction of the change itself, so that both are durable or neither is. Answers are kept
//! sealed for 48 hours.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::Duration;

use super::answer::Answer;
use super::queries;
use crate::app::App;
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::auth::secret::{Purpose, Tag};
use crate::db::Conn;
use crate::error::{Error, Rule, Text};

/// How long an answer is remembered, in hours.
pub const KEPT_HOURS: i64 = 48;

const REUSED: Rule = Rule::invalid(
    "idempotency_key_reused",
    "Idempotency-Key",
    "Khóa Idempotency-Key này đã dùng cho một yêu cầu khác.",
    "This Idempotency-Key was used for another request.",
);
pub(crate) const RUNNING: Rule = Rule::conflict(
    "request_in_progress",
    "Yêu cầu đầu tiên với khóa này đang được xử lý.",
    "The first request with this key is still running.",
);

/// The key of a request that creates or acts, where the caller sent one.
#[derive(Debug, Clone)]
pub struct Once {
    key: Option<String>,
    operation: String,
}

impl FromRequest for Once {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request
            .headers()
            .get("idempotency-key")
            .map(|value| value.to_str().unwrap_or_default().to_owned());
        let fits = key.as_ref().is_none_or(|key| {
            (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
        });
        let operation = format!("{} {}", request.method(), request.path());
        ready(if fits {
            Ok(Self { key, operation })
        } else {
            Err(Error::field(
                "Idempotency-Key",
                "wrong_format",
                Text::new(
                    "Khóa phải gồm 1–255 ký tự ASCII nhìn thấy được.",
                    "The key must have 1 to 255 visible ASCII characters.",
                ),
            ))
        })
    }
}

impl Once {
    /// Does `work` in one transaction, once for each key of a caller; a repeat gets the first answer, marked
    /// `Idempotency-Replayed: true`. `digest` identifies the body.
    ///
    /// # Errors
    /// What `work` answers (then the key stays free), 422 for a key of another request, 409 while the first runs.
    pub async fn run<A, F>(
        self,
        app: &App,
        actor: &A,
        digest: Tag,
        work: F,
    ) -> Result<Answer, Error>
    where
        A: Actor + Clone + Send + 'static,
        F: Fn(&mut Conn) -> Result<Answer, Error> + Send + 'static,
    {
        let Some(key) = self.key else {
            return app.db.write(work).await;
        };
        let actor = actor.clone();
        // Keyed: a body may hold a password, and a plain digest of it could be guessed from a stolen database.
        let fingerprint = actor.stamp().secret().tag(
            Purpose::Idempotency,
            &[b"fingerprint", self.operation.as_bytes(), &digest],
        );
        app.db
            .write(move |conn| {
                if let Some(answer) = replay(conn, &actor, &key, &fingerprint)? {
                    return Ok(answer);
                }
                if !queries::take_key(conn, &actor, &key, &fingerprint).map_err(running)? {
                    return replay(conn, &actor, &key, &fingerprint)?.ok_or_else(|| RUNNING.into());
                }
                let answer = work(conn)?;
                let plain = serde_json::to_vec(&answer)
                    .map_err(|error| Error::internal(error.to_string()))?;
                let sealed =
                    actor
                        .stamp()
                        .secret()
                        .seal(Purpose::Idempotency, key.as_bytes(), &plain)?;
                queries::remember(conn, &actor, &key, &sealed)?;
                Ok(answer)
            })
            .await
    }
}

/// Forgets answers older than [`KEPT_HOURS`].
///
/// # Errors
/// The database.
pub fn purge(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    queries::forget(conn, system, system.now() - Duration::hours(KEPT_HOURS))
}

fn replay(
    conn: &mut Conn,
    actor: &impl Actor,
    key: &str,
    fingerprint: &Tag,
) -> Result<Option<Answer>, Error> {
    let Some((first, sealed)) = queries::remembered(conn, actor, key)? else {
        return Ok(None);
    };
    if first != fingerprint {
        return Err(REUSED.into());
    }
    let sealed = sealed.ok_or(RUNNING)?;
    let plain = actor
        .stamp()
        .secret()
        .open(Purpose::Idempotency, key.as_bytes(), &sealed)?;
    let answer: Answer =
        serde_json::from_slice(&plain).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Some(answer.field("idempotency-replayed", "true")))
}

/// A lock that was not given in time means that the first request still runs.
fn running(error: Error) -> Error {
    match &error {
        Error::Database(diesel::result::Error::DatabaseError(_, info))
            if info.message().contains("lock timeout") =>
        {
            RUNNING.into()
        }
        _ => error,
    }
}
