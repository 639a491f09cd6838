//! How phones are told that there is something in the inbox: through which provider, how fast, and when not.

use std::fmt;
use std::num::{NonZeroU8, NonZeroU32};
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveTime;
use clap::{Args, ValueEnum};
use reqwest::Url;

use super::{ConfigError, read_text};

/// Where Google takes messages.
const FCM_ENDPOINT: &str = "https://fcm.googleapis.com";

/// Text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself: not for logs.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Who carries messages to phones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ProviderName {
    /// Nobody: the inbox works by polling.
    #[default]
    Off,
    /// Firebase Cloud Messaging.
    Fcm,
    /// An HTTPS gateway of your own.
    Gateway,
}

/// Options of pushing, for every command that may reach a phone.
#[derive(Debug, Clone, Args)]
pub struct PushOptions {
    /// Who carries messages to phones; without one the inbox works by polling.
    #[arg(
        long = "push",
        env = "SOTAY_PUSH",
        value_enum,
        default_value = "off",
        global = true
    )]
    pub push_provider: ProviderName,
    /// A file with the JSON of the FCM service account.
    #[arg(long, env = "SOTAY_PUSH_FCM_CREDENTIALS_FILE", global = true)]
    pub push_fcm_credentials_file: Option<PathBuf>,
    /// That JSON itself; better in a file.
    #[arg(
        long,
        env = "SOTAY_PUSH_FCM_CREDENTIALS",
        hide_env_values = true,
        value_parser = hidden,
        global = true
    )]
    pub push_fcm_credentials: Option<Hidden>,
    /// Where FCM takes messages; default: Google's.
    #[arg(long, env = "SOTAY_PUSH_FCM_ENDPOINT", value_parser = address, global = true)]
    pub push_fcm_endpoint: Option<Url>,
    /// Where FCM's access tokens are fetched; default: the address in the service account.
    #[arg(long, env = "SOTAY_PUSH_FCM_TOKEN_URI", value_parser = address, global = true)]
    pub push_fcm_token_uri: Option<Url>,
    /// Where the gateway takes messages.
    #[arg(long, env = "SOTAY_PUSH_GATEWAY", value_parser = address, global = true)]
    pub push_gateway: Option<Url>,
    /// The gateway's bearer secret; better in a file.
    #[arg(
        long,
        env = "SOTAY_PUSH_GATEWAY_SECRET",
        hide_env_values = true,
        value_parser = hidden,
        global = true
    )]
    pub push_gateway_secret: Option<Hidden>,
    /// A file that holds the gateway's bearer secret.
    #[arg(long, env = "SOTAY_PUSH_GATEWAY_SECRET_FILE", global = true)]
    pub push_gateway_secret_file: Option<PathBuf>,
    /// A certificate authority (PEM) to believe besides the machine's, where the provider is behind a gateway of yours.
    #[arg(long, env = "SOTAY_PUSH_CA_FILE", global = true)]
    pub push_ca_file: Option<PathBuf>,
    /// HTTP/2 connections to the provider, each of at most 100 messages at a time.
    #[arg(
        long,
        env = "SOTAY_PUSH_CONNECTIONS",
        default_value = "4",
        global = true
    )]
    pub push_connections: NonZeroU8,
    /// Messages a second, over all processes.
    #[arg(long, env = "SOTAY_PUSH_RATE", default_value = "8000", global = true)]
    pub push_rate: NonZeroU32,
    /// Seconds in which the rate is reached.
    #[arg(
        long,
        env = "SOTAY_PUSH_RAMP",
        default_value_t = 60,
        value_parser = clap::value_parser!(u16).range(0..=3_600),
        global = true
    )]
    pub push_ramp: u16,
    /// When routine messages wait (HH:MM-HH:MM in Asia/Ho_Chi_Minh), or `none`.
    #[arg(
        long,
        env = "SOTAY_PUSH_QUIET",
        default_value = "21:00-06:30",
        value_parser = quiet_hours,
        global = true
    )]
    pub push_quiet: QuietHours,
}

/// Checked settings of pushing.
#[derive(Debug, Clone)]
pub struct PushConfig {
    pub provider: ProviderConfig,
    /// HTTP/2 connections to the provider.
    pub connections: usize,
    /// Messages a second, over all processes.
    pub rate: NonZeroU32,
    /// In which the rate is reached.
    pub ramp: Duration,
    pub quiet: QuietHours,
}

/// The chosen provider and what it needs.
#[derive(Debug, Clone)]
pub enum ProviderConfig {
    Off,
    Fcm {
        /// The JSON of the service account.
        credentials: Hidden,
        endpoint: Url,
        token_uri: Option<Url>,
        /// A further certificate authority (PEM).
        root: Option<Vec<u8>>,
    },
    Gateway {
        url: Url,
        secret: Hidden,
        root: Option<Vec<u8>>,
    },
}

/// When routine messages wait, in Asia/Ho_Chi_Minh; it may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours(Option<(NaiveTime, NaiveTime)>);

impl QuietHours {
    /// Never.
    pub const NONE: Self = Self(None);

    /// From when (included) until when (excluded); `None`: never.
    #[must_use]
    pub fn span(self) -> Option<(NaiveTime, NaiveTime)> {
        self.0
    }

    /// Whether it is quiet at this time of the day.
    #[must_use]
    pub fn at(self, time: NaiveTime) -> bool {
        self.0.is_some_and(|(from, until)| {
            if from <= until {
                from <= time && time < until
            } else {
                from <= time || time < until
            }
        })
    }
}

impl PushConfig {
    /// Nothing is pushed; the rest as the options have it by default.
    #[must_use]
    pub fn off() -> Self {
        Self {
            provider: ProviderConfig::Off,
            connections: 4,
            rate: NonZeroU32::MIN.saturating_add(7_999),
            ramp: Duration::from_mins(1),
            quiet: quiet_hours("21:00-06:30").unwrap_or(QuietHours::NONE),
        }
    }
}

impl PushOptions {
    /// The checked settings.
    ///
    /// # Errors
    /// One line: what is missing or cannot be read.
    pub fn config(&self) -> Result<PushConfig, ConfigError> {
        Ok(PushConfig {
            provider: self.provider()?,
            connections: usize::from(self.push_connections.get()),
            rate: self.push_rate,
            ramp: Duration::from_secs(u64::from(self.push_ramp)),
            quiet: self.push_quiet,
        })
    }

    fn provider(&self) -> Result<ProviderConfig, ConfigError> {
        let root = || {
            let read = self.push_ca_file.as_deref().map(read_text).transpose();
            read.map(|text| text.map(String::into_bytes))
        };
        Ok(match self.push_provider {
            ProviderName::Off => ProviderConfig::Off,
            ProviderName::Fcm => ProviderConfig::Fcm {
                credentials: secret(
                    (&self.push_fcm_credentials, &self.push_fcm_credentials_file),
                    "SOTAY_PUSH=fcm needs SOTAY_PUSH_FCM_CREDENTIALS_FILE (or SOTAY_PUSH_FCM_CREDENTIALS): the JSON of the service account",
                )?,
                endpoint: match &self.push_fcm_endpoint {
                    Some(endpoint) => endpoint.clone(),
                    None => address(FCM_ENDPOINT).map_err(|_| ConfigError::Push(FCM_ENDPOINT))?,
                },
                token_uri: self.push_fcm_token_uri.clone(),
                root: root()?,
            },
            ProviderName::Gateway => ProviderConfig::Gateway {
                url: self.push_gateway.clone().ok_or(ConfigError::Push(
                    "SOTAY_PUSH=gateway needs SOTAY_PUSH_GATEWAY: where it takes messages",
                ))?,
                secret: secret(
                    (&self.push_gateway_secret, &self.push_gateway_secret_file),
                    "SOTAY_PUSH=gateway needs SOTAY_PUSH_GATEWAY_SECRET_FILE (or SOTAY_PUSH_GATEWAY_SECRET)",
                )?,
                root: root()?,
            },
        })
    }
}

fn secret(
    (given, file): (&Option<Hidden>, &Option<PathBuf>),
    missing: &'static str,
) -> Result<Hidden, ConfigError> {
    match (given, file) {
        (Some(given), _) => Ok(given.clone()),
        (None, Some(path)) => Ok(Hidden::new(read_text(path)?)),
        (None, None) => Err(ConfigError::Push(missing)),
    }
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "the shape that the command line asks for"
)]
fn hidden(text: &str) -> Result<Hidden, String> {
    Ok(Hidden::new(text.to_owned()))
}

/// Messages and secrets leave through here, so in the clear only to this machine.
fn address(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|_| "no address".to_owned())?;
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if here => Ok(url),
        _ => Err("an https:// address is needed".to_owned()),
    }
}

fn quiet_hours(text: &str) -> Result<QuietHours, String> {
    if text == "none" {
        return Ok(QuietHours::NONE);
    }
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    text.split_once('-')
        .and_then(|(from, until)| Some((time(from)?, time(until)?)))
        .filter(|(from, until)| from != until)
        .map(|span| QuietHours(Some(span)))
        .ok_or_else(|| "two times like 21:00-06:30, or `none`".to_owned())
}

#[cfg(test)]
#[path = "push_tests.rs"]
mod tests;
