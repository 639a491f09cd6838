//! Sending: a few HTTP/2 connections, each of so many messages at a time.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Certificate, Method, Request, RequestBuilder, Response, Url, redirect, retry};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::account::ServiceAccount;
use super::lost::{Lost, lost};
use super::message::{Address, Prepared};
use super::outcome::{Ambiguity, Because, ConfigurationFault, Outcome};
use super::places::Places;
use super::rules;
use super::token::{Token, Tokens};
use crate::kernel::clock::Clock;

/// Messages on one connection at a time: what FCM takes.
const STREAMS: usize = 100;
/// How often one message may be sent again that FCM had not begun with. Each time a connection was closed meanwhile.
const REPEATS: usize = 32;
/// Of an answer no more is read: what FCM says is shorter.
const LONGEST_ANSWER: usize = 16 * 1024;

/// Perhaps only the token has been withdrawn.
const STALE_TOKEN: Outcome = Outcome::Configuration(ConfigurationFault::Unauthorised);

/// What a client needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    pub account: ServiceAccount,
    /// Google's is `https://fcm.googleapis.com`.
    pub endpoint: Url,
    /// Instead of the address in the account.
    pub token_uri: Option<Url>,
    /// HTTP/2 connections.
    pub connections: usize,
    /// From sending to the whole answer.
    pub request_timeout: Duration,
    pub connect_timeout: Duration,
    /// A further certificate authority (PEM).
    pub root: Option<Vec<u8>>,
    pub clock: Clock,
}

/// Why there is no client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    #[error("the further certificate authority is no certificate in PEM")]
    Root,
    #[error("the endpoint is no address of a server")]
    Endpoint,
    #[error("this machine's certificate authorities cannot be read")]
    Tls,
}

/// A client of FCM; it is used by reference.
pub struct Client {
    url: Url,
    lanes: Vec<Lane>,
    /// As many as in all lanes.
    places: Places,
    next: AtomicUsize,
    tokens: Tokens,
    clock: Clock,
}

/// A connection: each client keeps one of its own.
struct Lane {
    http: reqwest::Client,
    places: Semaphore,
}

/// FCM's answer.
struct Answer {
    status: u16,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

impl Client {
    /// # Errors
    /// Settings that cannot be used. Nothing is asked of the network yet.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        let url = send_url(&settings)?;
        let lanes = (0..settings.connections.max(1)).map(|_| {
            let http = base(&settings)?
                .http2_prior_knowledge()
                .http2_keep_alive_interval(Duration::from_secs(30))
                .http2_keep_alive_timeout(Duration::from_secs(10))
                .pool_idle_timeout(Duration::from_mins(5))
                .build()
                .map_err(|_| SetupError::Tls)?;
            Ok(Lane {
                http,
                places: Semaphore::new(STREAMS),
            })
        });
        let lanes: Vec<Lane> = lanes.collect::<Result<_, _>>()?;
        let tokens = base(&settings)?.build().map_err(|_| SetupError::Tls)?;
        Ok(Self {
            url,
            places: Places::new(lanes.len() * STREAMS),
            lanes,
            next: AtomicUsize::new(0),
            tokens: Tokens::new(
                settings.account,
                settings.token_uri,
                tokens,
                settings.clock.clone(),
            ),
            clock: settings.clock,
        })
    }

    /// Messages that can be on the way at a time; more wait for their turn.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.lanes.len() * STREAMS
    }

    /// Sends one message. Whoever drops this before it ends does not know what became of the message.
    pub async fn send(&self, message: &Prepared, nid: &Uuid, to: &Address) -> Outcome {
        let Some(_place) = self.places.take(message.is_urgent()).await else {
            return refused();
        };
        let mut token = match self.tokens.get().await {
            Ok(token) => token,
            Err(no) => return no.into(),
        };
        let mut renewed = false;
        for before in 0..=REPEATS {
            let answer = match self.post(&token, message.body(nid, to)).await {
                Ok(answer) => answer,
                Err(Lost::NotTaken) => {
                    if before < REPEATS {
                        pause(before).await;
                    }
                    continue;
                }
                Err(Lost::NoWay(way)) => {
                    return Outcome::Unavailable {
                        retry_after: None,
                        because: Because::NoWay(way),
                    };
                }
                Err(Lost::Unknown(why)) => return Outcome::Ambiguous(why),
            };
            let outcome = rules::outcome(answer.status, answer.retry_after, &answer.body);
            if outcome == STALE_TOKEN && !renewed {
                renewed = true;
                token = match self.tokens.instead_of(&token).await {
                    Ok(token) => token,
                    Err(no) => return no.into(),
                };
                continue;
            }
            return outcome;
        }
        refused()
    }

    async fn post(&self, token: &Token, body: Vec<u8>) -> Result<Answer, Lost> {
        let Some((lane, _place)) = self.lane().await else {
            return Err(Lost::NotTaken);
        };
        let mut request = Request::new(Method::POST, self.url.clone());
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, token.header.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        let answer = RequestBuilder::from_parts(lane.http.clone(), request)
            .send()
            .await
            .map_err(|error| lost(&error))?;
        let (status, retry_after) = (answer.status(), wait_of(&answer, &self.clock));
        let body = match read_body(answer).await {
            Ok(body) => body,
            // It has been taken, whatever the rest was to say.
            Err(_) if status.is_success() => Vec::new(),
            Err(error) => return Err(lost_in_the_answer(&error)),
        };
        Ok(Answer {
            status: status.as_u16(),
            retry_after,
            body,
        })
    }

    /// A connection with a free place, the next in turn. There is one for whoever holds one of all places; only while
    /// others change theirs it may not be found at once.
    async fn lane(&self) -> Option<(&Lane, SemaphorePermit<'_>)> {
        let first = self.next.fetch_add(1, Ordering::Relaxed) % self.lanes.len();
        let in_turn = || self.lanes.iter().cycle().skip(first);
        let free = in_turn()
            .take(self.lanes.len())
            .find_map(|lane| Some((lane, lane.places.try_acquire().ok()?)));
        match (free, in_turn().next()) {
            (Some(free), _) => Some(free),
            (None, Some(lane)) => Some((lane, lane.places.acquire().await.ok()?)),
            (None, None) => None,
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("lanes", &self.lanes.len())
            .finish_non_exhaustive()
    }
}

/// What both kinds of connection have in common.
fn base(settings: &Settings) -> Result<reqwest::ClientBuilder, SetupError> {
    let builder = reqwest::Client::builder()
        .timeout(settings.request_timeout)
        .connect_timeout(settings.connect_timeout)
        .redirect(redirect::Policy::none())
        // What may be sent again is decided here, where it is counted.
        .retry(retry::never())
        // The environment is no place for settings.
        .no_proxy();
    Ok(match &settings.root {
        Some(pem) => {
            let roots = Certificate::from_pem_bundle(pem).map_err(|_| SetupError::Root)?;
            if roots.is_empty() {
                return Err(SetupError::Root);
            }
            builder.tls_certs_merge(roots)
        }
        None => builder,
    })
}

/// `…/v1/projects/PROJECT/messages:send`
fn send_url(settings: &Settings) -> Result<Url, SetupError> {
    let mut url = settings.endpoint.clone();
    url.path_segments_mut()
        .map_err(|()| SetupError::Endpoint)?
        .pop_if_empty()
        .extend([
            "v1",
            "projects",
            settings.account.project_id(),
            "messages:send",
        ]);
    Ok(url)
}

/// What `Retry-After` says.
pub(super) fn wait_of(answer: &Response, clock: &Clock) -> Option<Duration> {
    let field = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    rules::retry_after(field, clock.now().utc())
}

/// The body, as far as anybody needs it.
pub(super) async fn read_body(mut answer: Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            break;
        }
    }
    Ok(body)
}

/// The server had begun to answer, so it had begun with the message.
fn lost_in_the_answer(error: &reqwest::Error) -> Lost {
    match lost(error) {
        unknown @ Lost::Unknown(_) => unknown,
        Lost::NotTaken | Lost::NoWay(_) => Lost::Unknown(Ambiguity::ConnectionLost),
    }
}

/// Before a message is sent again that was sent so many times before.
#[expect(
    clippy::disallowed_methods,
    reason = "nobody tells when a front takes messages again that closes every connection"
)]
async fn pause(before: usize) {
    match rules::pause(before) {
        // Gives the connection's own task the time to see that it is over.
        None => tokio::task::yield_now().await,
        Some(pause) => tokio::time::sleep(pause).await,
    }
}

/// Nobody has begun with it.
fn refused() -> Outcome {
    Outcome::Unavailable {
        retry_after: None,
        because: Because::Refused,
    }
}
