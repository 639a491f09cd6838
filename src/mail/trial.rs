//! A test mail for the operator: outside the outbox, and with everything that can be wrong told apart.

use super::letters::Written;
use super::message;
use super::model::Language;
use super::rules::judge::{Failure, Fault, Stage};
use super::smtp::Dialler;
use crate::config::MailConfig;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// What is wrong, as an operator has to act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Address,
    Name,
    Unreachable,
    Timeout,
    Greeting,
    NoSmtp,
    NoStarttls,
    Certificate,
    Tls,
    NoSignIn,
    SignIn,
    Sender,
    Recipient,
    Policy,
    Content,
    Later,
}

/// What is wrong, and the server's code where it gave one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    pub what: Trouble,
    pub code: Option<u16>,
}

/// Sends a test mail; `None`: the server took it.
///
/// # Errors
/// The settings cannot be used.
pub async fn try_out(
    config: &MailConfig,
    address: &str,
    now: Instant,
) -> Result<Option<Problem>, Error> {
    let dialler = Dialler::new(config).map_err(Error::internal)?;
    let text = "Nếu bạn đọc được thư này, hệ thống Sổ tay gửi thư được.\n\nIf you can read this, Sổ tay can send mail.\n";
    let written = Written {
        subject: "Sổ tay: thư thử (test mail)",
        html: format!("<p>{}</p>", text.trim().replace("\n\n", "</p><p>")),
        plain: text.to_owned(),
        unsubscribe: None,
    };
    let id = PublicId::new(now);
    let ready = message::of(address, Language::Vi, written, (id, &config.from), now);
    let Ok(ready) = ready else {
        return Ok(Some(Problem {
            what: Trouble::Address,
            code: None,
        }));
    };
    let mut line = match dialler.connect().await {
        Ok(line) => line,
        Err(failure) => return Ok(Some(problem(failure))),
    };
    let sent = line
        .deliver(&config.from.email, &ready.to, &ready.bytes)
        .await;
    line.close().await;
    Ok(sent.err().map(problem))
}

fn problem(failure: Failure) -> Problem {
    Problem {
        what: trouble(failure),
        code: failure.code(),
    }
}

const fn trouble(Failure { stage, fault }: Failure) -> Trouble {
    match (stage, fault) {
        (_, Fault::Name) => Trouble::Name,
        (_, Fault::Unreachable) => Trouble::Unreachable,
        (_, Fault::Timeout) => Trouble::Timeout,
        (_, Fault::Certificate) => Trouble::Certificate,
        (_, Fault::NoEncryption) => Trouble::NoStarttls,
        (_, Fault::NoSignIn) => Trouble::NoSignIn,
        (Stage::Encrypting, _) => Trouble::Tls,
        (_, Fault::Nonsense | Fault::Lost) => Trouble::NoSmtp,
        (
            _,
            Fault::Reply {
                code: 530 | 534 | 535 | 538,
                ..
            },
        ) => Trouble::SignIn,
        (_, Fault::Reply { code: 421, .. }) => Trouble::Later,
        (Stage::Connecting | Stage::Greeting, _) => Trouble::Greeting,
        (Stage::SigningIn, _) => Trouble::SignIn,
        (Stage::Sender, _) => Trouble::Sender,
        (_, Fault::Reply { policy: true, .. }) => Trouble::Policy,
        (
            _,
            Fault::Reply {
                code: 400..=499, ..
            },
        ) => Trouble::Later,
        (Stage::Recipient, _) => Trouble::Recipient,
        (Stage::Content, _) => Trouble::Content,
    }
}
