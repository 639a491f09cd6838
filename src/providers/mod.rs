//! The ways out to phones, behind one small trait: FCM, an HTTPS gateway of the deployment's own, or none.
//!
//! It has no tables. A provider says what became of one message ([`Verdict`]); whom to send to, how fast and what to do then
//! is the caller's. Nothing here logs an address, a token or a key.

mod model;

use std::future::Future;
use std::pin::Pin;

pub use model::{AddressKind, Line, Notice, Platform, Target, Verdict};

/// What a provider is doing for one message.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// Somebody who carries messages to phones.
pub trait Provider: Send + Sync {
    /// Sends one message, or says why not. Ends within a minute; whoever drops it before does not know what became of it.
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
