//! Every failure the API can answer, and the one match that turns it into a problem (RFC 9457).
//!
//! Texts exist in Vietnamese and English and never carry personal data. Rooms state their own rules as
//! [`Rule`] constants beside the rule; everything else is a variant here.

mod known;
mod rule;

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

pub use rule::{FieldError, Rule, Text};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("malformed request at {0:?}")]
    Malformed(Option<FieldError>),
    #[error("invalid request: {0:?}")]
    Invalid(Vec<FieldError>),
    #[error("not signed in")]
    Unauthenticated,
    #[error("the access token has expired or was withdrawn")]
    TokenRejected,
    #[error("not permitted")]
    Forbidden,
    #[error("not found")]
    NotFound,
    #[error("method not allowed")]
    MethodNotAllowed,
    #[error("rule {}", .0.code)]
    Rule(Box<Rule>),
    #[error("the resource has changed")]
    Stale,
    #[error("If-Match is missing")]
    PreconditionRequired,
    #[error("the request is too large")]
    TooLarge,
    #[error("the media type is not supported")]
    UnsupportedMediaType,
    #[error("too many requests")]
    TooManyRequests { retry_after: Duration },
    #[error("too many requests wait")]
    Busy,
    #[error("the database is not available")]
    Unavailable,
    #[error("database: {0}")]
    Database(#[from] DieselError),
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    #[must_use]
    pub fn internal(what: impl Into<String>) -> Self {
        Self::Internal(what.into())
    }

    /// One invalid member.
    #[must_use]
    pub fn field(pointer: impl Into<String>, code: &'static str, text: Text) -> Self {
        Self::Invalid(vec![FieldError {
            pointer: pointer.into(),
            code: Cow::Borrowed(code),
            text,
        }])
    }

    /// Whether the engine asks to run the transaction again (serialisation failure, deadlock).
    #[must_use]
    pub fn asks_to_run_again(&self) -> bool {
        match self {
            Self::Database(DieselError::DatabaseError(
                DatabaseErrorKind::SerializationFailure,
                _,
            )) => true,
            Self::Database(DieselError::DatabaseError(_, info)) => {
                info.message().contains("deadlock detected")
            }
            _ => false,
        }
    }

    /// Whether the connection is gone.
    #[must_use]
    pub fn is_lost_connection(&self) -> bool {
        match self {
            Self::Database(DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)) => {
                true
            }
            Self::Database(DieselError::DatabaseError(_, info)) => [
                "server closed the connection",
                "terminating connection",
                "no connection to the server",
                "could not receive data from server",
                "could not send data to server",
                "connection not open",
                "the database system is",
            ]
            .iter()
            .any(|sign| info.message().contains(sign)),
            _ => false,
        }
    }

    /// Whether it says nothing of what was tried, only of the database as it is now: trying again may help by itself.
    #[must_use]
    pub fn is_of_the_moment(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable)
            || self.asks_to_run_again()
            || self.is_lost_connection()
    }

    /// Whether this is the violation of the unique column `table.column`. `PostgreSQL` names the constraint,
    /// `SQLite` the column.
    #[must_use]
    pub fn violates(&self, table: &str, column: &str) -> bool {
        let Self::Database(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)) =
            self
        else {
            return false;
        };
        match info.constraint_name() {
            Some(name) => name == format!("{table}_{column}_key"),
            None => info
                .message()
                .split([' ', ','])
                .any(|word| word == format!("{table}.{column}")),
        }
    }

    /// What may be logged: a database's message can carry a member's data, so only its kind is.
    #[must_use]
    pub fn for_log(&self) -> String {
        match self {
            Self::Database(DieselError::DatabaseError(kind, info)) => {
                let place = info
                    .constraint_name()
                    .or(info.table_name())
                    .unwrap_or_default();
                format!("database: {kind:?} {place}")
            }
            other => other.to_string(),
        }
    }

    /// Status, stable code and text: the one match.
    #[must_use]
    pub fn problem(&self) -> (StatusCode, &'static str, Text) {
        match self {
            Self::Rule(rule) => (rule.status, rule.code, rule.text.clone()),
            Self::Malformed(_) => known::MALFORMED_REQUEST,
            Self::Invalid(_) => known::INVALID_REQUEST,
            Self::Unauthenticated => known::NOT_SIGNED_IN,
            Self::TokenRejected => known::TOKEN_REJECTED,
            Self::Forbidden => known::NOT_PERMITTED,
            Self::NotFound => known::NOT_FOUND,
            Self::MethodNotAllowed => known::METHOD_NOT_ALLOWED,
            Self::Stale => known::STALE,
            Self::PreconditionRequired => known::IF_MATCH_REQUIRED,
            Self::TooLarge => known::TOO_LARGE,
            Self::UnsupportedMediaType => known::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyRequests { .. } => known::TOO_MANY_REQUESTS,
            Self::Busy | Self::Unavailable => known::BUSY,
            Self::Database(_) | Self::Internal(_) => known::INTERNAL,
        }
    }

    /// The members of the request that are wrong.
    #[must_use]
    pub fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Malformed(field) => field.iter().cloned().collect(),
            Self::Invalid(fields) => fields.clone(),
            Self::Rule(rule) => rule
                .pointer
                .map(|pointer| FieldError {
                    pointer: pointer.to_owned(),
                    code: Cow::Borrowed(rule.code),
                    text: rule.text.clone(),
                })
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    /// How long to wait before the next try, where waiting helps.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooManyRequests { retry_after } => {
                Some((*retry_after).max(Duration::from_secs(1)))
            }
            Self::Busy | Self::Unavailable => Some(Duration::from_secs(2)),
            // A rule that says "not now" waits for a person to act.
            Self::Rule(rule) if rule.status == StatusCode::SERVICE_UNAVAILABLE => {
                Some(Duration::from_mins(10))
            }
            _ => None,
        }
    }
}

impl From<Rule> for Error {
    fn from(rule: Rule) -> Self {
        Self::Rule(Box::new(rule))
    }
}

impl From<&Rule> for Error {
    fn from(rule: &Rule) -> Self {
        Self::Rule(Box::new(rule.clone()))
    }
}

impl actix_web::ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.problem().0
    }

    /// Only the status: `http::edge` writes the body, since it knows the language and the request id.
    fn error_response(&self) -> actix_web::HttpResponse {
        actix_web::HttpResponse::new(self.status_code())
    }
}
