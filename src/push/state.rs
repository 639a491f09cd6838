//! What a process holds for pushing: the provider, and its counters. No label says whom a message was for.

use std::sync::Arc;

use prometheus::{IntCounterVec, IntGauge, Opts};

use super::model::Outcome;
use super::queries::due::Depth;
use crate::error::Error;
use crate::http::metrics::Metrics;
use crate::providers::Provider;

/// The provider and the counters.
pub struct State {
    pub provider: Arc<dyn Provider>,
    pub(super) meters: Meters,
}

pub(super) struct Meters {
    messages: IntCounterVec,
    paused: IntGauge,
    chunks: IntGauge,
    set_aside: IntGauge,
    retries: IntGauge,
}

impl State {
    /// # Errors
    /// A metric's name is used already.
    pub fn new(provider: Arc<dyn Provider>, metrics: &Metrics) -> Result<Self, Error> {
        let broken = |error: prometheus::Error| Error::internal(format!("metrics: {error}"));
        let gauge = |name: &str, help: &str| IntGauge::new(name, help).map_err(broken);
        let messages = IntCounterVec::new(
            Opts::new(
                "sotay_push_messages_total",
                "Messages to phones, by what became of them.",
            ),
            &["outcome"],
        )
        .map_err(broken)?;
        let meters = Meters {
            messages,
            paused: gauge("sotay_push_paused", "1 while nothing may be sent.")?,
            chunks: gauge(
                "sotay_push_queue_chunks",
                "Chunks of members that are not finished.",
            )?,
            set_aside: gauge(
                "sotay_push_chunks_set_aside",
                "Chunks of members that could not be told and are not tried again by this server.",
            )?,
            retries: gauge(
                "sotay_push_queue_retries",
                "Messages that wait to be tried again.",
            )?,
        };
        metrics.register(meters.messages.clone())?;
        metrics.register(meters.paused.clone())?;
        metrics.register(meters.chunks.clone())?;
        metrics.register(meters.set_aside.clone())?;
        metrics.register(meters.retries.clone())?;
        Ok(Self { provider, meters })
    }
}

impl Meters {
    pub(super) fn paused(&self, paused: bool) {
        self.paused.set(i64::from(paused));
    }

    pub(super) fn queue(&self, depth: Depth) {
        self.chunks.set(depth.chunks);
        self.set_aside.set(depth.set_aside);
        self.retries.set(depth.retries);
    }

    pub(super) fn count(&self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            let label = match outcome {
                Outcome::Accepted => "accepted",
                Outcome::Failed(reason) => reason.code(),
                Outcome::Again(_) => "again",
                Outcome::NotSent => "not_sent",
                Outcome::Parked(_) => "parked",
            };
            self.messages.with_label_values(&[label]).inc();
        }
    }
}
