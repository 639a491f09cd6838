//! Structured logs: one JSON object a line on the error output. `SOTAY_LOG` sets the level (`info` unless said).

use tracing_subscriber::EnvFilter;

/// Begins logging; a second call does nothing.
pub fn start() {
    let filter = EnvFilter::try_from_env("SOTAY_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    let _ = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
