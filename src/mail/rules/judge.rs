//! What an answer of the mail server means, by the stage at which it came.

/// How far a delivery was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mail) enum Stage {
    /// Finding and reaching the server.
    Connecting,
    /// Its greeting, and what it says it can do.
    Greeting,
    /// Encrypting the connection.
    Encrypting,
    /// Proving who we are.
    SigningIn,
    /// Naming our address.
    Sender,
    /// Naming the member's.
    Recipient,
    /// Handing the text over.
    Content,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mail) enum Fault {
    /// The server's name is not known.
    Name,
    /// Nobody takes the connection.
    Unreachable,
    Timeout,
    /// The connection ended.
    Lost,
    /// Its certificate is not believed.
    Certificate,
    /// It offers no encryption.
    NoEncryption,
    /// It offers no way to sign in that we know.
    NoSignIn,
    /// It answered something that is no SMTP.
    Nonsense,
    /// It said no. `policy`: by an enhanced code of security or policy (5.7.x), of itself (5.3.x), or of how much we have sent
    /// (5.4.5): not of this recipient.
    Reply {
        code: u16,
        policy: bool,
    },
}

/// A delivery that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mail) struct Failure {
    pub stage: Stage,
    pub fault: Fault,
}

/// What follows for the mail and for those behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mail) enum Verdict {
    /// This mail will never be taken.
    Refused(u16),
    /// This mail later; others may go.
    Later,
    /// Nothing goes: the server is away, or does not take us. All wait, and no mail is to blame.
    Halt,
    /// Perhaps nothing goes, perhaps only this mail does not: all wait as when nothing goes, and this one as when it failed for
    /// itself, so that the others are tried first when the wait is over.
    HaltAndLater,
}

/// Only what the server says about the recipient or the text is about this mail; everything before is about us. Some answers
/// are about us by their code, but a server that gives one to a recipient or a text may mean that mail alone, and would give
/// it again: it must not keep all others waiting for as long as that mail lives.
pub(in crate::mail) const fn judge(failure: Failure) -> Verdict {
    match (failure.stage, failure.fault) {
        // 421: it closes. 530 and its like: it wants us to sign in or to encrypt, and says so late.
        (
            Stage::Recipient | Stage::Content,
            Fault::Reply {
                code: 421 | 454 | 530 | 534 | 535 | 538,
                ..
            },
        ) => Verdict::HaltAndLater,
        (Stage::Recipient | Stage::Content, Fault::Reply { code, policy }) => {
            if code >= 500 && !policy {
                Verdict::Refused(code)
            } else {
                Verdict::Later
            }
        }
        // Perhaps it is this mail that ends the connection: it must not keep the others.
        (Stage::Recipient | Stage::Content, _) => Verdict::Later,
        _ => Verdict::Halt,
    }
}

impl Failure {
    /// A word for the log and the database.
    pub const fn word(self) -> &'static str {
        match self.fault {
            Fault::Name => "name_unknown",
            Fault::Unreachable => "unreachable",
            Fault::Timeout => "timeout",
            Fault::Lost => "connection_lost",
            Fault::Certificate => "certificate",
            Fault::NoEncryption => "no_starttls",
            Fault::NoSignIn => "no_auth_mechanism",
            Fault::Nonsense => "no_smtp",
            Fault::Reply { .. } => match self.stage {
                Stage::Connecting | Stage::Greeting => "greeting_refused",
                Stage::Encrypting => "starttls_refused",
                Stage::SigningIn => "sign_in_refused",
                Stage::Sender => "sender_refused",
                Stage::Recipient => "recipient_refused",
                Stage::Content => "content_refused",
            },
        }
    }

    /// The server's code, where it gave one.
    pub const fn code(self) -> Option<u16> {
        match self.fault {
            Fault::Reply { code, .. } => Some(code),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stage::{Connecting, Content, Encrypting, Greeting, Recipient, Sender, SigningIn};
    use super::*;

    const fn reply(code: u16) -> Fault {
        Fault::Reply {
            code,
            policy: false,
        }
    }
    const POLICY: Fault = Fault::Reply {
        code: 550,
        policy: true,
    };

    #[test]
    fn only_what_is_about_the_mail_ends_the_mail() {
        use Verdict::{Halt, HaltAndLater, Later, Refused};
        for (stage, fault, verdict) in [
            (Connecting, Fault::Name, Halt),
            (Connecting, Fault::Unreachable, Halt),
            (Connecting, Fault::Timeout, Halt),
            (Greeting, reply(554), Halt),
            (Greeting, reply(421), Halt),
            (Greeting, Fault::Nonsense, Halt),
            (Encrypting, Fault::NoEncryption, Halt),
            (Encrypting, Fault::Certificate, Halt),
            (Encrypting, reply(454), Halt),
            (SigningIn, reply(535), Halt),
            (SigningIn, Fault::NoSignIn, Halt),
            (Sender, reply(550), Halt),
            (Sender, reply(451), Halt),
            (Sender, reply(421), Halt),
            (Sender, reply(530), Halt),
            (Sender, Fault::Lost, Halt),
            (Recipient, reply(550), Refused(550)),
            (Recipient, reply(553), Refused(553)),
            (Recipient, POLICY, Later),
            (Recipient, reply(450), Later),
            (Recipient, reply(421), HaltAndLater),
            (Recipient, reply(454), HaltAndLater),
            (Recipient, reply(530), HaltAndLater),
            (Recipient, reply(535), HaltAndLater),
            (Recipient, Fault::Timeout, Later),
            (Recipient, Fault::Lost, Later),
            (Content, reply(554), Refused(554)),
            (Content, reply(452), Later),
            (Content, reply(421), HaltAndLater),
            (Content, reply(454), HaltAndLater),
            (Content, reply(538), HaltAndLater),
            (Content, Fault::Lost, Later),
            (Content, Fault::Timeout, Later),
        ] {
            assert_eq!(
                judge(Failure { stage, fault }),
                verdict,
                "{stage:?} {fault:?}"
            );
        }
    }
}
