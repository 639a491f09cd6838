//! The access token: fetched once however many wait for it, renewed before it ends and when it is refused.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Deserialize;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;

use super::account::ServiceAccount;
use super::client::{read_body, wait_of};
use super::lost::{Lost, lost};
use super::outcome::{Because, ConfigurationFault, NoWay};
use super::rules::{NoToken, no_token};
use crate::kernel::clock::Clock;

/// A failed fetch is not tried again sooner: senders would otherwise ask as fast as they can.
const PAUSE: Duration = Duration::from_secs(1);

/// A token as it is sent. Its serial tells a sender whether the one that was refused to him is still the current one.
pub(super) struct Token {
    pub header: HeaderValue,
    serial: u64,
    /// From then on one sender fetches a new one, while the others go on with this.
    renew_at: Instant,
    good_until: Instant,
}

pub(super) struct Tokens {
    account: ServiceAccount,
    uri: Url,
    http: reqwest::Client,
    clock: Clock,
    current: RwLock<Option<Arc<Token>>>,
    /// Whoever holds it fetches; inside is how the last fetch failed.
    fetching: Mutex<Option<Failed>>,
}

#[derive(Clone, Copy)]
struct Failed {
    at: Instant,
    why: NoToken,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: u64,
}

impl Tokens {
    pub(super) fn new(
        account: ServiceAccount,
        uri: Option<Url>,
        http: reqwest::Client,
        clock: Clock,
    ) -> Self {
        Self {
            uri: uri.unwrap_or_else(|| account.token_uri().clone()),
            account,
            http,
            clock,
            current: RwLock::default(),
            fetching: Mutex::default(),
        }
    }

    /// A token that holds.
    pub(super) async fn get(&self) -> Result<Arc<Token>, NoToken> {
        let now = Instant::now();
        match self.current() {
            Some(token) if now < token.renew_at => Ok(token),
            Some(token) if now < token.good_until => Ok(self.renew(&token).await.unwrap_or(token)),
            old => self.fetch(old.map_or(0, |token| token.serial)).await,
        }
    }

    /// A token instead of one that was refused.
    pub(super) async fn instead_of(&self, refused: &Token) -> Result<Arc<Token>, NoToken> {
        self.fetch(refused.serial).await
    }

    /// A new token ahead of time, unless somebody is at it or it has just failed.
    async fn renew(&self, old: &Token) -> Option<Arc<Token>> {
        let fetching = self.fetching.try_lock().ok()?;
        if fetching.is_some_and(|failed| failed.at + PAUSE > Instant::now()) {
            return None;
        }
        match self.current().filter(|token| token.serial > old.serial) {
            Some(newer) => Some(newer),
            None => self.exchange(fetching).await.ok(),
        }
    }

    /// A token newer than this one: waits for whoever fetches, and takes what he got, be it a refusal.
    async fn fetch(&self, older: u64) -> Result<Arc<Token>, NoToken> {
        let asked = Instant::now();
        let fetching = self.fetching.lock().await;
        if let Some(token) = self.current().filter(|token| token.serial > older) {
            return Ok(token);
        }
        match *fetching {
            Some(failed) if failed.at >= asked || failed.at + PAUSE > Instant::now() => {
                Err(failed.why)
            }
            _ => self.exchange(fetching).await,
        }
    }

    async fn exchange(
        &self,
        mut fetching: MutexGuard<'_, Option<Failed>>,
    ) -> Result<Arc<Token>, NoToken> {
        let serial = self.current().map_or(0, |token| token.serial) + 1;
        match self.ask(serial).await {
            Ok(token) => {
                let token = Arc::new(token);
                *self.current.write().unwrap_or_else(PoisonError::into_inner) =
                    Some(Arc::clone(&token));
                *fetching = None;
                Ok(token)
            }
            Err(why) => {
                *fetching = Some(Failed {
                    at: Instant::now(),
                    why,
                });
                Err(why)
            }
        }
    }

    async fn ask(&self, serial: u64) -> Result<Token, NoToken> {
        let assertion = self
            .account
            .assertion(&self.uri, self.clock.now())
            .map_err(|_| NoToken::Configuration(ConfigurationFault::KeyRefused))?;
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
            .append_pair("assertion", &assertion)
            .finish();
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let asked = Instant::now();
        let request = self.http.post(self.uri.clone());
        let request = request.header(CONTENT_TYPE, form_type).body(form);
        let answer = request.send().await.map_err(|error| unreachable(&error))?;
        let (status, retry_after) = (answer.status(), wait_of(&answer, &self.clock));
        let body = read_body(answer)
            .await
            .map_err(|error| unreachable(&error))?;
        if !status.is_success() {
            return Err(no_token(status.as_u16(), retry_after, &body));
        }
        token(&body, serial, asked).ok_or(NoToken::Unavailable {
            retry_after,
            because: Because::NoToken,
        })
    }

    fn current(&self) -> Option<Arc<Token>> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// What was granted; counted from when it was asked for, so that it never ends sooner than it is thought to.
fn token(body: &[u8], serial: u64, asked: Instant) -> Option<Token> {
    let granted: Granted = serde_json::from_slice(body).ok()?;
    let mut header = HeaderValue::from_str(&format!("Bearer {}", granted.access_token)).ok()?;
    header.set_sensitive(true);
    let life = Duration::from_secs(granted.expires_in.min(86_400));
    let ahead = Duration::from_mins(5).min(life / 4);
    Some(Token {
        header,
        serial,
        renew_at: asked + life.saturating_sub(ahead),
        good_until: asked + life.saturating_sub(ahead / 10),
    })
}

fn unreachable(error: &reqwest::Error) -> NoToken {
    let way = match lost(error) {
        Lost::NoWay(way) => way,
        Lost::Unknown(super::outcome::Ambiguity::Timeout) => NoWay::Timeout,
        Lost::NotTaken | Lost::Unknown(_) => NoWay::Network,
    };
    NoToken::Unavailable {
        retry_after: None,
        because: Because::NoWayToToken(way),
    }
}
