//! FCM as tests need it: TLS and HTTP/2 on a free port of this machine, with the server that grants access tokens. It checks
//! the signed assertion as Google does, and an address says by its beginning what is answered:
//!
//! | address | answer |
//! |---|---|
//! | `ok-` | 200 |
//! | `unregistered-`, `mismatch-`, `thirdparty-`, `internal-` | the error of that name |
//! | `badaddress-`, `badmessage-` | 400 that names the field |
//! | `project404-`, `forbidden-`, `disabled-` | 404 and 403 without FCM's own code |
//! | `quota-`, `quotabare-` | 429 with `Retry-After: 7`, and without |
//! | `unavailable-` | 503 with `Retry-After: 3` |
//! | `html-` | 502 and a page |
//! | `slow-` | never |
//! | `reset-`, `drop-` | the stream is reset, the connection is cut; it may have been delivered |
//! | `refuse-` | the first time the stream is refused, then 200 |
//! | anything else | 400, no valid registration token |
//!
//! [`FakeFcm::go_away_every`] ends connections in mid-load, as a server does that is shut down: with a GOAWAY that names the
//! last stream it has begun with; later streams of that connection are not looked at.

#![allow(dead_code, reason = "tests and benches each use their own part of it")]

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use actix_web::web::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use http::{HeaderMap, Request, Response};
use serde_json::{Value, json};
use sotay::kernel::clock::Clock;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio_rustls::TlsAcceptor;

#[path = "fake_fcm/go_away.rs"]
mod go_away;
#[path = "fake_fcm/identity.rs"]
mod identity;
#[path = "fake_fcm/tokens.rs"]
mod tokens;

use go_away::Cut;
use identity::Identity;
pub use tokens::TokenServer;

/// The project that it knows.
pub const PROJECT: &str = "so-tay-thu";

/// A message that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// `token` or `fid`.
    pub kind: &'static str,
    pub address: String,
    pub nid: String,
    /// When it was taken, by the clock that it was given.
    pub at: sotay::kernel::instant::Instant,
}

/// A running server; it ends with this value.
pub struct FakeFcm {
    address: SocketAddr,
    state: Arc<State>,
    _stop: oneshot::Sender<()>,
}

struct State {
    clock: Clock,
    identity: &'static Identity,
    tokens: tokens::Tokens,
    /// Off for benches: only the count is kept.
    remember: AtomicBool,
    count: AtomicUsize,
    /// Of those that wake the phone: how many, and when the last came.
    urgent: Mutex<(usize, Option<sotay::kernel::instant::Instant>)>,
    received: Mutex<Vec<Received>>,
    bodies: Mutex<Vec<Value>>,
    refused: Mutex<HashSet<String>>,
    /// After how many messages a connection ends, and how often that still happens.
    go_away: Mutex<(usize, usize)>,
    since_go_away: AtomicUsize,
    gone_away: AtomicUsize,
    /// Messages that came too late on a connection that ended.
    not_begun: AtomicUsize,
    connections: AtomicUsize,
    /// The most streams that one connection had at a time.
    peak: AtomicUsize,
    /// Messages that came and have no answer yet.
    waiting: AtomicUsize,
    arrived: Notify,
}

impl FakeFcm {
    pub fn start() -> Self {
        Self::start_at(Clock::System)
    }

    /// With the clock of whoever signs.
    pub fn start_at(clock: Clock) -> Self {
        let state = Arc::new(State {
            clock,
            identity: Identity::get(),
            tokens: tokens::Tokens::default(),
            remember: AtomicBool::new(true),
            count: AtomicUsize::new(0),
            urgent: Mutex::default(),
            received: Mutex::default(),
            bodies: Mutex::default(),
            refused: Mutex::default(),
            go_away: Mutex::new((usize::MAX, 0)),
            since_go_away: AtomicUsize::new(0),
            gone_away: AtomicUsize::new(0),
            not_begun: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            arrived: Notify::new(),
        });
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&state);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                tokio::select! {
                    () = accept(listener, serving, address) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            state,
            _stop: stop,
        }
    }

    /// Where messages are taken.
    pub fn endpoint(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where access tokens are granted.
    pub fn token_uri(&self) -> String {
        token_uri(self.address)
    }

    /// The JSON of the service account that may send.
    pub fn account(&self) -> Value {
        json!({
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": identity::KEY_ID,
            "private_key": self.state.identity.account_key,
            "client_email": identity::ACCOUNT,
            "token_uri": self.token_uri(),
        })
    }

    /// The same with another key, which nobody has registered.
    pub fn foreign_account(&self) -> Value {
        let mut account = self.account();
        account["private_key"] = json!(identity::new_account_key().0);
        account
    }

    /// The certificate authority to believe, in PEM.
    pub fn root(&self) -> &str {
        &self.state.identity.root
    }

    /// The messages that were taken (not those that were only to be checked), in order.
    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().unwrap().clone()
    }

    /// How often each address was reached.
    pub fn reached(&self) -> HashMap<String, usize> {
        let mut reached = HashMap::new();
        for one in self.state.received.lock().unwrap().iter() {
            *reached.entry(one.address.clone()).or_insert(0) += 1;
        }
        reached
    }

    /// Every body that came, those that were only to be checked too.
    pub fn bodies(&self) -> Vec<Value> {
        self.state.bodies.lock().unwrap().clone()
    }

    /// Messages that were taken.
    pub fn count(&self) -> usize {
        self.state.count.load(Ordering::SeqCst)
    }

    /// Messages that wake the phone, and when the last of them was taken; they are counted also when nothing is kept.
    pub fn urgent(&self) -> (usize, Option<sotay::kernel::instant::Instant>) {
        *self.state.urgent.lock().unwrap()
    }

    /// From now on only counts.
    pub fn forget(&self) {
        self.state.remember.store(false, Ordering::SeqCst);
        self.state.received.lock().unwrap().clear();
        self.state.bodies.lock().unwrap().clear();
    }

    /// Ends a connection after each `messages`, so many times.
    pub fn go_away_every(&self, messages: usize, times: usize) {
        *self.state.go_away.lock().unwrap() = (messages, times);
    }

    /// How many connections were ended so.
    pub fn gone_away(&self) -> usize {
        self.state.gone_away.load(Ordering::SeqCst)
    }

    /// Messages that had arrived on such a connection and were not begun with.
    pub fn not_begun(&self) -> usize {
        self.state.not_begun.load(Ordering::SeqCst)
    }

    /// Connections there have been.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// The most messages that one connection had under way.
    pub fn peak(&self) -> usize {
        self.state.peak.load(Ordering::SeqCst)
    }

    /// Waits until so many messages have come that have no answer yet.
    pub async fn waiting(&self, messages: usize) {
        loop {
            let arrived = self.state.arrived.notified();
            if self.state.waiting.load(Ordering::SeqCst) >= messages {
                return;
            }
            arrived.await;
        }
    }

    /// How the server of access tokens behaves from now on.
    pub fn token_server(&self, behaviour: TokenServer) {
        self.state.tokens.behave(behaviour);
    }

    /// Access tokens that were asked for.
    pub fn token_requests(&self) -> usize {
        self.state.tokens.requests()
    }

    /// Refuses all tokens that were granted so far.
    pub fn revoke_tokens(&self) {
        self.state.tokens.revoke();
    }

    /// A token without asking for it.
    pub fn grant(&self) -> String {
        self.state.tokens.grant()
    }
}

fn token_uri(address: SocketAddr) -> String {
    format!("https://localhost:{}/token", address.port())
}

async fn accept(listener: std::net::TcpListener, state: Arc<State>, address: SocketAddr) {
    let listener = TcpListener::from_std(listener).unwrap();
    let acceptor = state.identity.acceptor();
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(connection(
            stream,
            acceptor.clone(),
            Arc::clone(&state),
            address,
        ));
    }
}

/// The connection, and what is read to its end when it is over.
fn twice(stream: TcpStream) -> (TcpStream, std::net::TcpStream) {
    stream.set_nodelay(true).unwrap();
    let stream = stream.into_std().unwrap();
    let rest = stream.try_clone().unwrap();
    (TcpStream::from_std(stream).unwrap(), rest)
}

fn served_streams() -> h2::server::Builder {
    let mut builder = h2::server::Builder::new();
    builder.max_concurrent_streams(1_000);
    builder
}

async fn connection(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    state: Arc<State>,
    address: SocketAddr,
) {
    let (stream, rest) = twice(stream);
    // Whoever does not believe the certificate goes without a word.
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    state.connections.fetch_add(1, Ordering::SeqCst);
    let last = Arc::new(AtomicU32::new(go_away::ANY));
    let cut_after = Cut::new(stream, Arc::clone(&last));
    let Ok(mut served) = served_streams().handshake::<_, Bytes>(cut_after).await else {
        return;
    };
    let streams = Arc::new(AtomicUsize::new(0));
    let cut = Arc::new(Notify::new());
    loop {
        let next = tokio::select! {
            next = served.accept() => next,
            () = cut.notified() => return,
        };
        let Some(Ok((request, respond))) = next else {
            drop(served);
            return linger(rest).await;
        };
        let id = respond.stream_id().as_u32();
        if id > last.load(Ordering::SeqCst) {
            state.not_begun.fetch_add(1, Ordering::SeqCst);
            continue;
        }
        let is_message = request.uri().path() != "/token";
        if is_message && state.goes_away() {
            last.store(id, Ordering::SeqCst);
            served.graceful_shutdown();
        }
        let under_way = streams.fetch_add(1, Ordering::SeqCst) + 1;
        state.peak.fetch_max(under_way, Ordering::SeqCst);
        let one = One {
            state: Arc::clone(&state),
            streams: Arc::clone(&streams),
            cut: Arc::clone(&cut),
            respond,
        };
        tokio::spawn(async move {
            if is_message {
                one.message(request).await;
            } else {
                one.token(request, address).await;
            }
        });
    }
}

/// Reads what still comes: a socket that is closed with bytes unread takes answers back that the other side has not read.
async fn linger(rest: std::net::TcpStream) {
    let mut rest = TcpStream::from_std(rest).unwrap();
    let _ = tokio::io::copy(&mut rest, &mut tokio::io::sink()).await;
}

/// One request.
struct One {
    state: Arc<State>,
    streams: Arc<AtomicUsize>,
    cut: Arc<Notify>,
    respond: SendResponse<Bytes>,
}

impl Drop for One {
    fn drop(&mut self) {
        self.streams.fetch_sub(1, Ordering::SeqCst);
    }
}

impl One {
    async fn token(mut self, request: Request<RecvStream>, address: SocketAddr) {
        let Some(body) = body(request.into_body()).await else {
            return;
        };
        let state = Arc::clone(&self.state);
        let key = &state.identity.account_public;
        let now = state.clock.now();
        let (status, answer) = state.tokens.answer(&body, &token_uri(address), key, now);
        self.answer(status, None, answer.to_string().into());
    }

    async fn message(mut self, request: Request<RecvStream>) {
        let state = Arc::clone(&self.state);
        let known = request.uri().path() == format!("/v1/projects/{PROJECT}/messages:send");
        let authorised = state.tokens.is_good(request.headers());
        let Some(body) = body(request.into_body()).await else {
            return;
        };
        if !authorised {
            let answer = error(401, "UNAUTHENTICATED", &[]);
            return self.answer(401, None, answer);
        }
        if !known {
            return self.answer(404, None, error(404, "NOT_FOUND", &[]));
        }
        let text = std::str::from_utf8(&body).unwrap();
        let (kind, address) = match member(text, "token") {
            Some(address) => ("token", address),
            None => ("fid", member(text, "fid").unwrap_or_default()),
        };
        let (status, retry_after, answer) = match address.split('-').next().unwrap_or_default() {
            "slow" => {
                state.waiting.fetch_add(1, Ordering::SeqCst);
                state.arrived.notify_waiters();
                // Until the other side gives up.
                let _ = std::future::poll_fn(|context| self.respond.poll_reset(context)).await;
                state.waiting.fetch_sub(1, Ordering::SeqCst);
                return;
            }
            "reset" => return self.respond.send_reset(Reason::INTERNAL_ERROR),
            "drop" => return self.cut.notify_one(),
            "refuse" if state.refused.lock().unwrap().insert(address.to_owned()) => {
                return self.respond.send_reset(Reason::REFUSED_STREAM);
            }
            word => table(word),
        };
        state.keep(status, text, kind, address);
        self.answer(status, retry_after, answer);
    }

    fn answer(&mut self, status: u16, retry_after: Option<u32>, body: Bytes) {
        let mut answer = Response::builder().status(status);
        if let Some(seconds) = retry_after {
            answer = answer.header("retry-after", seconds);
        }
        // The other side may have gone.
        if let Ok(mut stream) = self.respond.send_response(answer.body(()).unwrap(), false) {
            let _ = stream.send_data(body, true);
        }
    }
}

impl State {
    /// Whether this message is the last of its connection.
    fn goes_away(&self) -> bool {
        let mut go_away = self.go_away.lock().unwrap();
        if go_away.1 == 0 || self.since_go_away.fetch_add(1, Ordering::SeqCst) + 1 < go_away.0 {
            return false;
        }
        self.since_go_away.store(0, Ordering::SeqCst);
        go_away.1 -= 1;
        self.gone_away.fetch_add(1, Ordering::SeqCst);
        true
    }

    fn keep(&self, status: u16, text: &str, kind: &'static str, address: &str) {
        let checked_only = text.contains("\"validate_only\":true");
        if status == 200 && !checked_only {
            self.count.fetch_add(1, Ordering::SeqCst);
            if text.contains("\"priority\":\"HIGH\"") {
                let mut urgent = self.urgent.lock().unwrap();
                *urgent = (urgent.0 + 1, Some(self.clock.now()));
            }
        }
        if !self.remember.load(Ordering::SeqCst) {
            return;
        }
        self.bodies
            .lock()
            .unwrap()
            .push(serde_json::from_str(text).unwrap());
        if status == 200 && !checked_only {
            self.received.lock().unwrap().push(Received {
                kind,
                address: address.to_owned(),
                nid: member(text, "nid").unwrap_or_default().to_owned(),
                at: self.clock.now(),
            });
        }
    }
}

/// The whole body; `None` where the other side gave up.
async fn body(mut stream: RecvStream) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = stream.data().await {
        let chunk = chunk.ok()?;
        stream.flow_control().release_capacity(chunk.len()).ok()?;
        body.extend_from_slice(&chunk);
    }
    Some(body)
}

/// The text of a member, looked for as text: that is quicker than reading all of it.
fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = text.rfind(&format!("\"{name}\":\""))? + name.len() + 4;
    text[start..].split('"').next()
}

/// What is answered to an address of this kind.
fn table(word: &str) -> (u16, Option<u32>, Bytes) {
    let fcm = |status, code| error(status, code, &[fcm_error(code)]);
    let field = |name| {
        let violation = json!({
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"field": name, "description": "Invalid value"}],
        });
        error(
            400,
            "INVALID_ARGUMENT",
            &[fcm_error("INVALID_ARGUMENT"), violation],
        )
    };
    match word {
        "ok" | "refuse" => (
            200,
            None,
            Bytes::from_static(br#"{"name":"projects/so-tay-thu/messages/0:1"}"#),
        ),
        "unregistered" => (404, None, fcm(404, "UNREGISTERED")),
        "mismatch" => (403, None, fcm(403, "SENDER_ID_MISMATCH")),
        "thirdparty" => (401, None, fcm(401, "THIRD_PARTY_AUTH_ERROR")),
        "internal" => (500, None, fcm(500, "INTERNAL")),
        "badaddress" => (400, None, field("message.token")),
        "badmessage" => (400, None, field("message.android.ttl")),
        "project404" => (404, None, error(404, "NOT_FOUND", &[])),
        "forbidden" => (403, None, error(403, "PERMISSION_DENIED", &[])),
        "disabled" => {
            let info = json!({
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED", "domain": "googleapis.com",
            });
            (403, None, error(403, "PERMISSION_DENIED", &[info]))
        }
        "quota" => (429, Some(7), fcm(429, "QUOTA_EXCEEDED")),
        "quotabare" => (429, None, fcm(429, "QUOTA_EXCEEDED")),
        "unavailable" => (503, Some(3), fcm(503, "UNAVAILABLE")),
        "html" => (
            502,
            None,
            Bytes::from_static(b"<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>"),
        ),
        _ => {
            let message = "The registration token is not a valid FCM registration token";
            let details = [fcm_error("INVALID_ARGUMENT")];
            let answer = json!({"error": {
                "code": 400, "message": message, "status": "INVALID_ARGUMENT", "details": details,
            }});
            (400, None, answer.to_string().into())
        }
    }
}

fn fcm_error(code: &str) -> Value {
    json!({"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code})
}

fn error(status: u16, name: &str, details: &[Value]) -> Bytes {
    json!({"error": {"code": status, "message": "No.", "status": name, "details": details}})
        .to_string()
        .into()
}

/// The bearer token of a request.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get("authorization")?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

/// One identity a process: keys take their time.
static IDENTITY: OnceLock<Identity> = OnceLock::new();
