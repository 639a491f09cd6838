//! What an operator can set: by option, by environment variable or (for secrets) in a file. Parsed and checked once.

mod files;
mod mail;
mod push;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use ipnet::IpNet;

pub use files::{DOCUMENT_MIB, FileConfig, FileLimits, FileOptions, FilePlace};
pub use mail::{MailConfig, MailOptions, MailTls};
pub use push::{Hidden, ProviderConfig, PushConfig, PushOptions, QuietHours};

use crate::auth::secret::{Secret, random};
use crate::db::{DatabaseUrl, DbOptions, Engine};
use crate::http::limits::LimitOptions;

/// Options shared by every command that opens the database.
#[derive(Debug, Clone, Args)]
pub struct DataOptions {
    /// Folder for the embedded database and the deployment's secret.
    #[arg(long, env = "SOTAY_DATA", default_value = "sotay-data", global = true)]
    pub data: PathBuf,
    /// postgres://… or the path of a SQLite file; default: sotay.db in the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// A file that holds the database URL.
    #[arg(long, env = "DATABASE_URL_FILE", global = true)]
    pub database_url_file: Option<PathBuf>,
    /// A PostgreSQL replica for lists and reports.
    #[arg(
        long,
        env = "DATABASE_REPLICA_URL",
        hide_env_values = true,
        global = true
    )]
    pub database_replica_url: Option<String>,
    /// A file with the deployment's secret (at least 32 random bytes, or their base64). SQLite deployments get one made
    /// in the data folder; processes that share a PostgreSQL database must share it.
    #[arg(long, env = "SOTAY_SECRET_FILE", global = true)]
    pub secret_file: Option<PathBuf>,
    #[command(flatten)]
    pub files: FileOptions,
    #[command(flatten)]
    pub push: PushOptions,
    #[command(flatten)]
    pub mail: MailOptions,
}

/// Options of a server.
#[derive(Debug, Clone, Args)]
pub struct ServerOptions {
    /// Address and port to listen on.
    #[arg(long, env = "SOTAY_BIND", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    /// Web worker threads; default: one a core.
    #[arg(long, env = "SOTAY_WORKERS")]
    pub workers: Option<usize>,
    /// Database threads that read; on PostgreSQL also as many that write.
    #[arg(long, env = "SOTAY_DB_THREADS", default_value_t = 4)]
    pub db_threads: usize,
    /// Name of this deployment in access tokens.
    #[arg(long, env = "SOTAY_ISSUER", default_value = "sotay")]
    pub issuer: String,
    /// Proxies whose X-Forwarded-For is believed (addresses or networks, comma-separated).
    #[arg(long, env = "SOTAY_TRUSTED_PROXIES", value_delimiter = ',', value_parser = parse_network)]
    pub trusted_proxies: Vec<IpNet>,
    /// Web origins that may call the API from a browser (comma-separated); none by default.
    #[arg(long, env = "SOTAY_CORS_ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<String>,
    /// Requests a minute from one address.
    #[arg(long, env = "SOTAY_LIMIT_ADDRESS", default_value = "6000")]
    pub limit_address: NonZeroU32,
    /// Requests a minute by one account.
    #[arg(long, env = "SOTAY_LIMIT_ACCOUNT", default_value = "600")]
    pub limit_account: NonZeroU32,
    /// Attempts a minute to sign in, activate or reset from one address.
    #[arg(long, env = "SOTAY_LIMIT_SIGN_IN", default_value = "30")]
    pub limit_sign_in: NonZeroU32,
    /// Long jobs (imports, exports) done at a time; 0 leaves them to other processes.
    #[arg(long, env = "SOTAY_JOB_WORKERS", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=8))]
    pub job_workers: u8,
    /// Bearer token that /metrics asks for; without it /metrics answers only this machine.
    #[arg(long, env = "SOTAY_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
}

/// Checked configuration of a server.
#[derive(Debug, Clone)]
pub struct Config {
    pub data: PathBuf,
    pub files: FileConfig,
    pub push: PushConfig,
    /// `None`: nobody is written to.
    pub mail: Option<MailConfig>,
    pub bind: SocketAddr,
    pub workers: Option<usize>,
    pub issuer: String,
    pub trusted_proxies: Vec<IpNet>,
    pub cors_origins: Vec<String>,
    pub limits: LimitOptions,
    pub metrics_token: Option<String>,
    pub job_workers: usize,
}

/// A setting that cannot be used: one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the folder {} cannot be used: {reason}", path.display())]
    Folder { path: PathBuf, reason: String },
    #[error("the file {} cannot be read: {reason}", path.display())]
    File { path: PathBuf, reason: String },
    #[error(
        "SOTAY_SECRET_FILE is needed with PostgreSQL: every process must share one secret (make it with: openssl rand -base64 32)"
    )]
    SecretNeeded,
    #[error(
        "SOTAY_S3_BUCKET needs SOTAY_S3_ACCESS_KEY and SOTAY_S3_SECRET_KEY (or SOTAY_S3_SECRET_KEY_FILE)"
    )]
    S3KeysNeeded,
    #[error("{0}")]
    Push(&'static str),
    #[error("{0}")]
    Mail(&'static str),
    #[error("the secret in {}: {reason}", path.display())]
    Secret { path: PathBuf, reason: String },
    #[error(transparent)]
    Database(#[from] crate::db::OpenError),
}

impl DataOptions {
    /// Where the database is. Makes the data folder where SQLite needs it.
    ///
    /// # Errors
    /// One line: what cannot be used.
    pub fn database(&self) -> Result<DatabaseUrl, ConfigError> {
        let text = match (&self.database_url, &self.database_url_file) {
            (Some(url), _) => Some(url.clone()),
            (None, Some(path)) => Some(read_text(path)?),
            (None, None) => None,
        };
        let url = match text {
            Some(text) => DatabaseUrl::parse(&text)?,
            None => DatabaseUrl::sqlite(&self.data.join("sotay.db")),
        };
        if let Some(folder) = url
            .sqlite_path()
            .and_then(Path::parent)
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            make_folder(folder)?;
        }
        Ok(url)
    }

    /// The read replica, where one is set.
    ///
    /// # Errors
    /// The address is not one.
    pub fn replica(&self) -> Result<Option<DatabaseUrl>, ConfigError> {
        Ok(self
            .database_replica_url
            .as_deref()
            .map(DatabaseUrl::parse)
            .transpose()?)
    }

    /// The deployment's secret; made on the first start with SQLite.
    ///
    /// # Errors
    /// One line: what cannot be used.
    pub fn secret(&self, engine: Engine) -> Result<Secret, ConfigError> {
        match (&self.secret_file, engine) {
            (Some(path), _) => read_secret(path),
            (None, Engine::Sqlite) => {
                make_folder(&self.data)?;
                let path = self.data.join("secret.key");
                if !path.exists() {
                    write_secret(&path)?;
                }
                read_secret(&path)
            }
            (None, Engine::Postgres) => Err(ConfigError::SecretNeeded),
        }
    }
}

impl ServerOptions {
    /// The checked configuration; files lie in the data folder unless [`FileOptions::config`] says otherwise,
    /// nothing is pushed unless [`PushOptions::config`] does, nobody is written to unless [`MailOptions::config`] does.
    #[must_use]
    pub fn config(&self, data: &Path) -> Config {
        Config {
            data: data.to_path_buf(),
            files: FileConfig::beside(data),
            push: PushConfig::off(),
            mail: None,
            bind: self.bind,
            workers: self.workers,
            issuer: self.issuer.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            cors_origins: self.cors_origins.clone(),
            limits: LimitOptions {
                address_per_minute: self.limit_address,
                account_per_minute: self.limit_account,
                sign_in_per_minute: self.limit_sign_in,
            },
            metrics_token: self.metrics_token.clone(),
            job_workers: usize::from(self.job_workers),
        }
    }

    /// How the database is used.
    #[must_use]
    pub fn db_options(&self) -> DbOptions {
        DbOptions {
            readers: self.db_threads,
            writers: self.db_threads,
            ..DbOptions::default()
        }
    }
}

fn parse_network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
        .map_err(|_| format!("`{text}` is neither an address nor a network"))
}

fn make_folder(path: &Path) -> Result<(), ConfigError> {
    std::fs::create_dir_all(path).map_err(|error| ConfigError::Folder {
        path: path.to_path_buf(),
        reason: error.to_string(),
    })
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map(|text| text.trim().to_owned())
        .map_err(|error| ConfigError::File {
            path: path.to_path_buf(),
            reason: error.to_string(),
        })
}

fn read_secret(path: &Path) -> Result<Secret, ConfigError> {
    let raw = std::fs::read(path).map_err(|error| ConfigError::File {
        path: path.to_path_buf(),
        reason: error.to_string(),
    })?;
    let text = std::str::from_utf8(&raw)
        .ok()
        .and_then(|text| STANDARD.decode(text.trim()).ok());
    Secret::new(text.as_deref().unwrap_or(&raw)).map_err(|error| ConfigError::Secret {
        path: path.to_path_buf(),
        reason: error.to_string(),
    })
}

fn write_secret(path: &Path) -> Result<(), ConfigError> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let failed = |reason: String| ConfigError::Secret {
        path: path.to_path_buf(),
        reason,
    };
    let bytes: [u8; 32] = random().map_err(|error| failed(error.to_string()))?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| failed(error.to_string()))?;
    writeln!(file, "{}", STANDARD.encode(bytes))
        .and_then(|()| file.sync_all())
        .map_err(|error| failed(error.to_string()))
}
