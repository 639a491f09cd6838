//! The ways out to phones, behind one small trait: FCM, an HTTPS gateway of the deployment's own, or none.
//!
//! It has no tables. A provider says what became of one message ([`Verdict`]); whom to send to, how fast and what to do then
//! is the caller's. Nothing here logs an address, a token or a key.

mod fcm;
mod gateway;
mod model;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

pub use fcm::Fcm;
pub use gateway::Gateway;
pub use model::{AddressKind, Line, Notice, Platform, Target, Verdict};

use crate::config::{ProviderConfig, PushConfig};
use crate::fcm::{AccountError, Client, ServiceAccount, Settings};
use crate::kernel::clock::Clock;

/// From sending a message to its whole answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a provider cannot be used: one line for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Client(#[from] crate::fcm::SetupError),
    #[error("the gateway's secret has letters that no request can carry")]
    Secret,
    #[error("the further certificate authority is no certificate in PEM")]
    Root,
}

/// The provider that was chosen; nothing is asked of the network yet.
///
/// # Errors
/// Settings that cannot be used.
pub fn open(config: &PushConfig, clock: Clock) -> Result<Arc<dyn Provider>, SetupError> {
    Ok(match &config.provider {
        ProviderConfig::Off => Arc::new(Off),
        ProviderConfig::Gateway { url, secret, root } => {
            let root = root.as_deref();
            Arc::new(Gateway::new(url, secret, root, config.connections, clock)?)
        }
        ProviderConfig::Fcm { .. } => match fcm_client(config, clock)? {
            Some(client) => Arc::new(Fcm::new(client)),
            None => Arc::new(Off),
        },
    })
}

/// The client of FCM, where that is the provider.
///
/// # Errors
/// Settings that cannot be used.
pub fn fcm_client(config: &PushConfig, clock: Clock) -> Result<Option<Client>, SetupError> {
    let ProviderConfig::Fcm {
        credentials,
        endpoint,
        token_uri,
        root,
    } = &config.provider
    else {
        return Ok(None);
    };
    Ok(Some(Client::new(Settings {
        account: ServiceAccount::parse(credentials.reveal())?,
        endpoint: endpoint.clone(),
        token_uri: token_uri.clone(),
        connections: config.connections,
        request_timeout: REQUEST_TIMEOUT,
        connect_timeout: CONNECT_TIMEOUT,
        root: root.clone(),
        clock,
    })?))
}

/// What a provider is doing for one message.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// Somebody who carries messages to phones.
pub trait Provider: Send + Sync {
    /// Sends one message, or says why not. Ends within a minute of its turn; whoever drops it before does not know what became of it.
    fn send<'a>(&'a self, message: &'a Notice, to: &'a Target) -> Sending<'a>;

    /// Whether there is anybody at all: without, nobody needs to be claimed for sending.
    fn is_on(&self) -> bool {
        true
    }
}

/// Nobody: pushing is switched off, the inbox works by polling.
#[derive(Debug, Default)]
pub struct Off;

impl Provider for Off {
    fn send<'a>(&'a self, _: &'a Notice, _: &'a Target) -> Sending<'a> {
        Box::pin(std::future::ready(Verdict::Stop))
    }

    fn is_on(&self) -> bool {
        false
    }
}
