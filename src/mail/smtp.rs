//! A connection to the mail server, step by step, so that it is known at which step it said no: a refused recipient ends one
//! mail, a refused sender or password must end none.

use std::error::Error as _;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::Instant as Moment;

use super::rules::judge::{Failure, Fault, Stage};
use crate::config::{Hidden, MailConfig, MailTls};

/// How long reaching the server may take.
const REACHING: Duration = Duration::from_secs(15);
/// All of a delivery together: less than a mail is held.
const DELIVERING: Duration = Duration::from_mins(4);
/// Mails on one connection, and how long it may rest: servers close what is used longer.
const MOST: u32 = 100;
const RESTS: Duration = Duration::from_secs(30);

/// What it takes to reach the server.
#[derive(Clone)]
pub(super) struct Dialler {
    host: String,
    port: u16,
    kind: MailTls,
    tls: Option<TlsParameters>,
    login: Option<(String, Hidden)>,
    hello: ClientId,
    patience: Duration,
}

/// A connection on which mails can be sent.
pub(super) struct Line {
    connection: AsyncSmtpConnection,
    sent: u32,
    used: Moment,
    patience: Duration,
}

impl Dialler {
    /// # Errors
    /// The certificate authority is none, or the machine has no certificates.
    pub fn new(config: &MailConfig) -> Result<Self, String> {
        let tls = match config.tls {
            MailTls::Off => None,
            MailTls::Starttls | MailTls::Implicit => Some(trust(config)?),
        };
        Ok(Self {
            host: config.host.clone(),
            port: config.port,
            kind: config.tls,
            tls,
            login: config.login.clone(),
            hello: ClientId::Domain(config.from.email.domain().to_owned()),
            patience: config.patience,
        })
    }

    /// Reaches the server, encrypts, signs in.
    pub async fn connect(&self) -> Result<Line, Failure> {
        let mut connection = self.reach().await?;
        if self.kind == MailTls::Starttls {
            self.encrypt(&mut connection).await?;
        }
        if let Some((user, password)) = &self.login {
            self.sign_in(&mut connection, user, password).await?;
        }
        Ok(Line {
            connection,
            sent: 0,
            used: Moment::now(),
            patience: self.patience,
        })
    }

    async fn reach(&self) -> Result<AsyncSmtpConnection, Failure> {
        let at = |fault| Failure {
            stage: Stage::Connecting,
            fault,
        };
        let found = tokio::net::lookup_host((self.host.as_str(), self.port));
        let addresses: Vec<_> = tokio::time::timeout(REACHING, found)
            .await
            .map_err(|_| at(Fault::Name))?
            .map_err(|_| at(Fault::Name))?
            .collect();
        let tls = self.tls.clone().filter(|_| self.kind == MailTls::Implicit);
        let connecting = AsyncSmtpConnection::connect_tokio1(
            addresses.as_slice(),
            Some(REACHING),
            &self.hello,
            tls,
            None,
        );
        let reached = tokio::time::timeout(REACHING + self.patience, connecting).await;
        // What is refused before there is a connection is an error of another kind than what is answered on it.
        reached.map_err(|_| at(Fault::Timeout))?.map_err(|error| {
            let fault = fault(&error);
            let stage = match fault {
                Fault::Certificate => Stage::Encrypting,
                Fault::Nonsense if self.kind == MailTls::Implicit => Stage::Encrypting,
                Fault::Reply { .. } | Fault::Nonsense => Stage::Greeting,
                _ => Stage::Connecting,
            };
            let fault = if stage == Stage::Connecting && fault == Fault::Lost {
                Fault::Unreachable
            } else {
                fault
            };
            Failure { stage, fault }
        })
    }

    async fn encrypt(&self, connection: &mut AsyncSmtpConnection) -> Result<(), Failure> {
        let at = |fault| Failure {
            stage: Stage::Encrypting,
            fault,
        };
        let Some(tls) = self.tls.clone().filter(|_| connection.can_starttls()) else {
            connection.abort().await;
            return Err(at(Fault::NoEncryption));
        };
        let upgrade = connection.starttls(tls, &self.hello);
        tokio::time::timeout(self.patience, upgrade)
            .await
            .map_err(|_| at(Fault::Timeout))?
            .map_err(|error| at(fault(&error)))
    }

    async fn sign_in(
        &self,
        connection: &mut AsyncSmtpConnection,
        user: &str,
        password: &Hidden,
    ) -> Result<(), Failure> {
        let at = |fault| Failure {
            stage: Stage::SigningIn,
            fault,
        };
        let credentials = Credentials::new(user.to_owned(), password.reveal().to_owned());
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        if connection
            .server_info()
            .get_auth_mechanism(&mechanisms)
            .is_none()
        {
            connection.abort().await;
            return Err(at(Fault::NoSignIn));
        }
        let proof = connection.auth(&mechanisms, &credentials);
        tokio::time::timeout(self.patience, proof)
            .await
            .map_err(|_| at(Fault::Timeout))?
            .map(drop)
            .map_err(|error| at(fault(&error)))
    }
}

impl Line {
    /// Whether one more mail should go this way.
    pub fn is_good(&self) -> bool {
        !self.connection.has_broken() && self.sent < MOST && self.used.elapsed() < RESTS
    }

    /// Whether a mail went this way before.
    pub fn is_used(&self) -> bool {
        self.sent > 0
    }

    /// Hands a mail over. After a failure the line is as good as it was only where [`Line::is_good`] says so.
    pub async fn deliver(
        &mut self,
        from: &Address,
        to: &Address,
        mail: &[u8],
    ) -> Result<(), Failure> {
        let mut stage = Stage::Sender;
        let handing = self.hand_over(from, to, mail, &mut stage);
        let done = tokio::time::timeout(DELIVERING, handing)
            .await
            .unwrap_or(Err(Fault::Timeout));
        self.sent += 1;
        self.used = Moment::now();
        match done {
            Ok(()) => Ok(()),
            Err(fault) => {
                let is_said = matches!(fault, Fault::Reply { code, .. } if code != 421);
                if !is_said || self.command("RSET\r\n").await.is_err() {
                    self.sent = MOST;
                }
                Err(Failure { stage, fault })
            }
        }
    }

    async fn hand_over(
        &mut self,
        from: &Address,
        to: &Address,
        mail: &[u8],
        stage: &mut Stage,
    ) -> Result<(), Fault> {
        self.command(Mail::new(Some(from.clone()), Vec::new()))
            .await?;
        *stage = Stage::Recipient;
        self.command(Rcpt::new(to.clone(), Vec::new())).await?;
        *stage = Stage::Content;
        self.command(Data).await?;
        let patience = self.patience * 2;
        tokio::time::timeout(patience, self.connection.message(mail))
            .await
            .map_err(|_| Fault::Timeout)?
            .map(drop)
            .map_err(|error| fault(&error))
    }

    async fn command<C: std::fmt::Display>(&mut self, command: C) -> Result<(), Fault> {
        tokio::time::timeout(self.patience, self.connection.command(command))
            .await
            .map_err(|_| Fault::Timeout)?
            .map(drop)
            .map_err(|error| fault(&error))
    }

    /// Says good-bye, for as long as that takes no time.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(2), self.connection.quit()).await;
    }
}

fn trust(config: &MailConfig) -> Result<TlsParameters, String> {
    let mut builder = TlsParametersBuilder::new(config.host.clone());
    if let Some(root) = &config.root {
        let root = Certificate::from_pem(root)
            .map_err(|_| "SOTAY_MAIL_CA_FILE holds no certificate (PEM)".to_owned())?;
        builder = builder.add_root_certificate(root);
    }
    builder
        .build()
        .map_err(|error| format!("the machine's certificates cannot be used: {error}"))
}

/// What an error of the library comes to. Its text may hold an address, so nothing of it is kept but the code.
fn fault(error: &SmtpError) -> Fault {
    if let Some(code) = error.status() {
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        return Fault::Reply {
            code: code.into(),
            policy: ["5.7.", "5.3.", "5.4.5"]
                .iter()
                .any(|ours| said.starts_with(ours)),
        };
    }
    if error.is_timeout() {
        return Fault::Timeout;
    }
    if error.is_response() {
        let ended = error
            .source()
            .is_some_and(|source| source.to_string() == "incomplete response");
        return if ended { Fault::Lost } else { Fault::Nonsense };
    }
    let (mut text, mut cause) = (String::new(), error.source());
    while let Some(this) = cause {
        text.push_str(&this.to_string());
        cause = this.source();
    }
    if text.contains("certificate") {
        return Fault::Certificate;
    }
    // Of TLS itself, not of the network or of a connection that ended: what came is no TLS.
    if text.contains("corrupt message") || text.contains("handshake") {
        Fault::Nonsense
    } else {
        Fault::Lost
    }
}
