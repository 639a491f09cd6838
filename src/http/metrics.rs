//! Counters in the Prometheus text format. Labels are the operation's path pattern, method and status: never a value
//! of a request.

use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder,
};

use crate::error::Error;

/// The metrics of this process.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl Metrics {
    /// # Errors
    /// A metric's name is used twice.
    pub fn new() -> Result<Self, Error> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new(
                "sotay_http_requests_total",
                "Requests answered, by path pattern, method and status.",
            ),
            &["path", "method", "status"],
        )
        .map_err(broken)?;
        let seconds = HistogramVec::new(
            HistogramOpts::new(
                "sotay_http_request_seconds",
                "Time to answer, in seconds, by path pattern.",
            )
            .buckets(vec![0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0]),
            &["path"],
        )
        .map_err(broken)?;
        registry
            .register(Box::new(requests.clone()))
            .map_err(broken)?;
        registry
            .register(Box::new(seconds.clone()))
            .map_err(broken)?;
        Ok(Self {
            registry,
            requests,
            seconds,
        })
    }

    /// Counts an answer. `path` is the pattern (`/api/v1/units/{unit_id}`) or `unmatched`.
    pub fn record(&self, path: &str, method: &str, status: u16, took: Duration) {
        let status = status.to_string();
        self.requests
            .with_label_values(&[path, method, &status])
            .inc();
        self.seconds
            .with_label_values(&[path])
            .observe(took.as_secs_f64());
    }

    /// Adds what a room counts itself. Its labels must never be a value of a request.
    ///
    /// # Errors
    /// Its name is used already.
    pub fn register(&self, collector: impl Collector + 'static) -> Result<(), Error> {
        self.registry.register(Box::new(collector)).map_err(broken)
    }

    /// Everything as text.
    ///
    /// # Errors
    /// A metric cannot be written.
    pub fn text(&self) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        TextEncoder::new()
            .encode(&self.registry.gather(), &mut out)
            .map_err(broken)?;
        Ok(out)
    }
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("metrics: {error}"))
}
