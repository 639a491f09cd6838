//! What became of a message.

use std::time::Duration;

/// What FCM said of one message, or what is known where it said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// FCM has it.
    Accepted,
    /// The app is gone from the phone: the only outcome that may remove an address.
    Unregistered,
    /// FCM cannot read the address.
    BadAddress,
    /// FCM refuses the message itself.
    BadMessage,
    /// The address belongs to another project.
    WrongSender,
    /// The project's key for Apple or for web push is refused.
    ThirdPartyAuth,
    /// Too many messages.
    Quota { retry_after: Option<Duration> },
    /// Not delivered, and not for good.
    Unavailable {
        retry_after: Option<Duration>,
        because: Because,
    },
    /// FCM failed inside.
    Internal { retry_after: Option<Duration> },
    /// Nothing can be sent until somebody has seen to it.
    Configuration(ConfigurationFault),
    /// It may have been delivered or not.
    Ambiguous(Ambiguity),
}

/// Why a message cannot be delivered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// FCM said so.
    Busy,
    /// The connections were closed again and again before FCM looked at it.
    Refused,
    /// There is no connection.
    NoWay(NoWay),
    /// There is no connection to where access tokens are fetched.
    NoWayToToken(NoWay),
    /// No access token now: its server failed.
    NoToken,
}

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWay {
    /// The name is not found.
    Name,
    /// It took too long.
    Timeout,
    /// The certificate is not believed, or no common protocol.
    Tls,
    /// Refused or unreachable.
    Network,
}

/// What is wrong with the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigurationFault {
    /// The service account's key is refused: revoked, or of another account.
    KeyRefused,
    /// There is no such service account (any more).
    AccountUnknown,
    /// This machine's clock is wrong: the signed assertion is not of now.
    ClockWrong,
    /// The token server refuses for another reason.
    TokenRefused,
    /// A fresh access token is refused.
    Unauthorised,
    /// The project has not switched the Firebase Cloud Messaging API on.
    ApiDisabled,
    /// The service account may not send for the project.
    Forbidden,
    /// There is no such project, or the endpoint is not FCM's.
    ProjectUnknown,
    /// An answer that FCM does not give: the endpoint is not FCM's.
    NotFcm,
}

/// Why nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguity {
    /// No answer in time.
    Timeout,
    /// The connection broke before the answer was whole.
    ConnectionLost,
    /// A server before FCM answered for it.
    Gateway,
}
