//! How members are written to: through which server, as whom, how fast.

use std::num::{NonZeroU8, NonZeroU32};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use lettre::message::Mailbox;
use reqwest::Url;

use super::{ConfigError, Hidden, read_text};

/// How long the server may take for an answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// Options of mail, for every command that may write to somebody.
#[derive(Debug, Clone, Args)]
pub struct MailOptions {
    /// The SMTP server: smtp://host:587 (TLS by STARTTLS) or smtps://host:465; without one nobody is written to.
    #[arg(long, env = "SOTAY_MAIL_URL", value_parser = server, global = true)]
    pub mail_url: Option<Server>,
    /// Whether the connection to smtp:// must be encrypted; `off` is only for a server on this machine.
    #[arg(
        long,
        env = "SOTAY_MAIL_TLS",
        value_enum,
        default_value = "required",
        global = true
    )]
    pub mail_tls: TlsName,
    /// The name under which the server knows us.
    #[arg(long, env = "SOTAY_MAIL_USER", global = true)]
    pub mail_user: Option<String>,
    /// Its password; better in a file.
    #[arg(
        long,
        env = "SOTAY_MAIL_PASSWORD",
        hide_env_values = true,
        value_parser = hidden,
        global = true
    )]
    pub mail_password: Option<Hidden>,
    /// A file that holds the password.
    #[arg(long, env = "SOTAY_MAIL_PASSWORD_FILE", global = true)]
    pub mail_password_file: Option<PathBuf>,
    /// From whom mails are: an address, or `Sổ tay <so-tay@example.vn>`.
    #[arg(long, env = "SOTAY_MAIL_FROM", value_parser = mailbox, global = true)]
    pub mail_from: Option<Mailbox>,
    /// Where this server is found from outside, for links in mails: https://…
    #[arg(long, env = "SOTAY_MAIL_PUBLIC_URL", value_parser = public, global = true)]
    pub mail_public_url: Option<Url>,
    /// Where the app opens, for buttons in mails: an https:// link of the app or of a web client; default: this server.
    #[arg(long, env = "SOTAY_MAIL_APP_URL", value_parser = secure, global = true)]
    pub mail_app_url: Option<Url>,
    /// A certificate authority (PEM) to believe besides the machine's.
    #[arg(long, env = "SOTAY_MAIL_CA_FILE", global = true)]
    pub mail_ca_file: Option<PathBuf>,
    /// Connections to the server at a time, of each process.
    #[arg(
        long,
        env = "SOTAY_MAIL_CONNECTIONS",
        default_value = "2",
        global = true
    )]
    pub mail_connections: NonZeroU8,
    /// Mails a minute, of each process.
    #[arg(long, env = "SOTAY_MAIL_RATE", default_value = "600", global = true)]
    pub mail_rate: NonZeroU32,
}

/// Whether the connection to smtp:// must be encrypted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum TlsName {
    /// STARTTLS, or nothing is sent.
    #[default]
    Required,
    /// In the clear.
    Off,
}

/// An SMTP server as its URL names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    /// Encrypted from the first byte.
    pub implicit_tls: bool,
}

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// By STARTTLS; a server that does not offer it gets nothing.
    Starttls,
    /// From the first byte.
    Implicit,
    /// Not: only to this machine.
    Off,
}

/// Checked settings of mail.
#[derive(Debug, Clone)]
pub struct MailConfig {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    pub login: Option<(String, Hidden)>,
    pub from: Mailbox,
    /// Ends without a slash.
    pub public_url: String,
    /// Where buttons in mails lead.
    pub app_url: String,
    /// A further certificate authority (PEM).
    pub root: Option<Vec<u8>>,
    pub connections: usize,
    pub per_minute: NonZeroU32,
    /// How long the server may take for an answer.
    pub patience: Duration,
}

impl MailOptions {
    /// The checked settings; `None`: nobody is written to.
    ///
    /// # Errors
    /// One line: what is missing or cannot be read.
    pub fn config(&self) -> Result<Option<MailConfig>, ConfigError> {
        let Some(server) = &self.mail_url else {
            return Ok(None);
        };
        let missing = |what: &'static str| ConfigError::Mail(what);
        let root = self.mail_ca_file.as_deref().map(read_text).transpose()?;
        let from = self.mail_from.clone().ok_or(missing(
            "SOTAY_MAIL_URL needs SOTAY_MAIL_FROM: the address from which mails come",
        ))?;
        let public_url = self
            .mail_public_url
            .as_ref()
            .map(|url| url.as_str().trim_end_matches('/').to_owned())
            .ok_or(missing(
                "SOTAY_MAIL_URL needs SOTAY_MAIL_PUBLIC_URL: the https:// address under which members find this server",
            ))?;
        let app_url = self.mail_app_url.as_ref().map(Url::to_string);
        Ok(Some(MailConfig {
            host: server.host.clone(),
            port: server.port,
            tls: self.tls(server)?,
            login: self.login()?,
            from,
            app_url: app_url.unwrap_or_else(|| public_url.clone()),
            public_url,
            root: root.map(String::into_bytes),
            connections: usize::from(self.mail_connections.get()),
            per_minute: self.mail_rate,
            patience: PATIENCE,
        }))
    }

    fn tls(&self, server: &Server) -> Result<MailTls, ConfigError> {
        let here = matches!(server.host.as_str(), "127.0.0.1" | "localhost" | "::1");
        match (server.implicit_tls, self.mail_tls) {
            (true, _) => Ok(MailTls::Implicit),
            (false, TlsName::Required) => Ok(MailTls::Starttls),
            (false, TlsName::Off) if here => Ok(MailTls::Off),
            (false, TlsName::Off) => Err(ConfigError::Mail(
                "SOTAY_MAIL_TLS=off is only for a server on this machine (localhost): mails hold codes",
            )),
        }
    }

    fn login(&self) -> Result<Option<(String, Hidden)>, ConfigError> {
        let password = match (&self.mail_password, &self.mail_password_file) {
            (Some(given), _) => Some(given.clone()),
            (None, Some(path)) => Some(Hidden::new(read_text(path)?)),
            (None, None) => None,
        };
        match (&self.mail_user, password) {
            (Some(user), Some(password)) => Ok(Some((user.clone(), password))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(ConfigError::Mail(
                "SOTAY_MAIL_USER needs SOTAY_MAIL_PASSWORD_FILE (or SOTAY_MAIL_PASSWORD)",
            )),
            (None, Some(_)) => Err(ConfigError::Mail(
                "a password of the mail server needs SOTAY_MAIL_USER",
            )),
        }
    }
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "the shape that the command line asks for"
)]
fn hidden(text: &str) -> Result<Hidden, String> {
    Ok(Hidden::new(text.to_owned()))
}

/// No user or password in it: what is an address may be shown, and these may not.
fn server(text: &str) -> Result<Server, String> {
    let wrong = || "smtp://host:587 or smtps://host:465 is needed".to_owned();
    let url: Url = text.parse().map_err(|_| wrong())?;
    let (implicit_tls, usual) = match url.scheme() {
        "smtp" => (false, 587),
        "smtps" => (true, 465),
        _ => return Err(wrong()),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "user and password go into SOTAY_MAIL_USER and SOTAY_MAIL_PASSWORD_FILE".to_owned(),
        );
    }
    let host = url.host_str().filter(|host| !host.is_empty());
    let host = host.ok_or_else(wrong)?.trim_matches(['[', ']']).to_owned();
    if !matches!(url.path(), "" | "/") || url.query().is_some() {
        return Err(wrong());
    }
    Ok(Server {
        host,
        port: url.port().unwrap_or(usual),
        implicit_tls,
    })
}

fn mailbox(text: &str) -> Result<Mailbox, String> {
    let wrong = || "an address, or `Sổ tay <so-tay@example.vn>`, is needed".to_owned();
    if text.chars().any(char::is_control) {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

/// Codes and unsubscriptions go through here, so in the clear only on this machine.
fn secure(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|_| "no address".to_owned())?;
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if here => Ok(url),
        _ => Err("an https:// address is needed".to_owned()),
    }
}

/// Paths are put behind it.
fn public(text: &str) -> Result<Url, String> {
    let url = secure(text)?;
    if url.query().is_none() && url.fragment().is_none() {
        Ok(url)
    } else {
        Err("an https:// address without ? and # is needed".to_owned())
    }
}

#[cfg(test)]
#[path = "mail_tests.rs"]
mod tests;
