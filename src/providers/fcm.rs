//! FCM as a provider.

use std::sync::{Mutex, PoisonError};

use super::model::{AddressKind, Notice, Target, Verdict};
use super::{Provider, Sending};
use crate::fcm::{Address, Client, ConfigurationFault, Outcome};

/// FCM.
#[derive(Debug)]
pub struct Fcm {
    client: Client,
    /// What was said last: one line for the operator, not one a message.
    said: Mutex<Option<ConfigurationFault>>,
}

impl Fcm {
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            said: Mutex::default(),
        }
    }

    fn tell(&self, outcome: Outcome) {
        let fault = match outcome {
            Outcome::Configuration(fault) => Some(fault),
            Outcome::Accepted => None,
            _ => return,
        };
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said == fault {
            return;
        }
        *said = fault;
        if let Some(fault) = fault {
            tracing::error!(
                ?fault,
                "FCM cannot be used as it is set up; `sotay push check` says what to do"
            );
        } else {
            tracing::info!("FCM takes messages again");
        }
    }
}

impl Provider for Fcm {
    fn send<'a>(&'a self, message: &'a Notice, to: &'a Target) -> Sending<'a> {
        Box::pin(async move {
            let address = match to.address_kind {
                AddressKind::Token => Address::Token(to.address.clone()),
                AddressKind::Fid => Address::Fid(to.address.clone()),
            };
            let outcome = self.client.send(message.for_fcm(), &to.nid, &address).await;
            self.tell(outcome);
            verdict(outcome)
        })
    }
}

/// What the sender must do about an outcome.
fn verdict(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Accepted => Verdict::Accepted,
        Outcome::Unregistered => Verdict::Gone,
        Outcome::BadAddress => Verdict::BadAddress,
        Outcome::BadMessage => Verdict::OurFault,
        Outcome::WrongSender => Verdict::WrongSender,
        Outcome::ThirdPartyAuth => Verdict::PlatformFault,
        Outcome::Quota { retry_after } => Verdict::PauseAll { after: retry_after },
        Outcome::Unavailable { retry_after, .. } | Outcome::Internal { retry_after } => {
            Verdict::Later { after: retry_after }
        }
        Outcome::Configuration(_) => Verdict::Stop,
        Outcome::Ambiguous(_) => Verdict::Unsure,
    }
}
