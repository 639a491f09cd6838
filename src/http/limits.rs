//! Rate limits by network address and by account (GCRA, from `governor`); sign-in and other ways into an account have
//! stricter ones. The state of the nearest limit goes into `RateLimit` and `RateLimit-Policy`.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::{HttpMessage, HttpRequest};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::app::App;
use crate::error::Error;

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// Requests a minute; the whole minute's worth may come at once.
#[derive(Debug, Clone)]
pub struct LimitOptions {
    /// By address, everything.
    pub address_per_minute: NonZeroU32,
    /// By account, everything.
    pub account_per_minute: NonZeroU32,
    /// By address, ways into an account (sign-in, activation, reset).
    pub sign_in_per_minute: NonZeroU32,
}

/// The counters of this process.
pub struct Limits {
    address: Keyed<IpAddr>,
    account: Keyed<i64>,
    sign_in: Keyed<IpAddr>,
}

/// What the `RateLimit` field says.
#[derive(Debug, Clone, Copy)]
pub struct LimitState {
    pub name: &'static str,
    pub quota: u32,
    pub remaining: u32,
}

impl Limits {
    #[must_use]
    pub fn new(options: &LimitOptions) -> Self {
        Self {
            address: keyed(options.address_per_minute),
            account: keyed(options.account_per_minute),
            sign_in: keyed(options.sign_in_per_minute),
        }
    }

    /// Forgets callers who have been quiet, so that memory stays bounded.
    pub fn forget_quiet(&self) {
        self.address.retain_recent();
        self.account.retain_recent();
        self.sign_in.retain_recent();
    }
}

/// Counts a request against its address.
///
/// # Errors
/// 429 with the time to wait.
pub fn check_address(app: &App, request: &HttpRequest) -> Result<(), Error> {
    let address = client_network(app, request);
    check(&app.limits.address, &address, "address", request)
}

/// Counts a request against its account.
///
/// # Errors
/// 429 with the time to wait.
pub fn check_account(app: &App, request: &HttpRequest, member_id: i64) -> Result<(), Error> {
    check(&app.limits.account, &member_id, "account", request)
}

/// Counts an attempt to get into an account against its address.
///
/// # Errors
/// 429 with the time to wait.
pub fn check_sign_in(app: &App, request: &HttpRequest) -> Result<(), Error> {
    let address = client_network(app, request);
    check(&app.limits.sign_in, &address, "sign_in", request)
}

/// The caller's address: the peer's, or what a trusted proxy says in `X-Forwarded-For`. IPv6 is cut to /64, since
/// one subscriber has all of it.
#[must_use]
pub fn client_network(app: &App, request: &HttpRequest) -> IpAddr {
    let peer = request
        .peer_addr()
        .map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
    let trusted = |address: &IpAddr| {
        app.config
            .trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    };
    let mut address = peer;
    if trusted(&peer) {
        let forwarded = request
            .headers()
            .get_all("x-forwarded-for")
            .filter_map(|value| value.to_str().ok());
        let hops: Vec<IpAddr> = forwarded
            .flat_map(|value| value.split(','))
            .filter_map(|hop| hop.trim().parse().ok())
            .collect();
        address = hops
            .iter()
            .rev()
            .find(|hop| !trusted(hop))
            .or(hops.first())
            .copied()
            .unwrap_or(peer);
    }
    match address {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn keyed<K: std::hash::Hash + Eq + Clone>(per_minute: NonZeroU32) -> Keyed<K> {
    RateLimiter::keyed(Quota::per_minute(per_minute)).with_middleware()
}

fn check<K: std::hash::Hash + Eq + Clone>(
    limiter: &Keyed<K>,
    key: &K,
    name: &'static str,
    request: &HttpRequest,
) -> Result<(), Error> {
    match limiter.check_key(key) {
        Ok(snapshot) => {
            let state = LimitState {
                name,
                quota: snapshot.quota().burst_size().get(),
                remaining: snapshot.remaining_burst_capacity(),
            };
            let mut extensions = request.extensions_mut();
            if extensions
                .get::<LimitState>()
                .is_none_or(|other| other.remaining > state.remaining)
            {
                extensions.insert(state);
            }
            Ok(())
        }
        Err(refusal) => {
            let quota = refusal.quota().burst_size().get();
            request.extensions_mut().insert(LimitState {
                name,
                quota,
                remaining: 0,
            });
            let wait = refusal.wait_time_from(DefaultClock::default().now());
            Err(Error::TooManyRequests {
                retry_after: wait.max(Duration::from_secs(1)),
            })
        }
    }
}
