//! Every failure the API can answer, and the one match that turns it into a problem (RFC 9457).
//!
//! Texts exist in Vietnamese and English and never carry personal data. Rooms state their own rules as
//! [`Rule`] constants beside the rule; everything else is a variant here.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A text in both languages of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub vi: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl Text {
    #[must_use]
    pub const fn new(vi: &'static str, en: &'static str) -> Self {
        Self { vi: Cow::Borrowed(vi), en: Cow::Borrowed(en) }
    }

    #[must_use]
    pub fn owned(vi: String, en: String) -> Self {
        Self { vi: Cow::Owned(vi), en: Cow::Owned(en) }
    }
}

/// A rule of a room that a request broke: its status, stable code and texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub status: StatusCode,
    pub code: &'static str,
    pub text: Text,
    /// The member of the request that broke it, as a JSON pointer (RFC 6901).
    pub pointer: Option<&'static str>,
}

impl Rule {
    /// 409: the request is well formed, but not in this state.
    #[must_use]
    pub const fn conflict(code: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self { status: StatusCode::CONFLICT, code, text: Text::new(vi, en), pointer: None }
    }

    /// 422: a value that can never be right.
    #[must_use]
    pub const fn invalid(code: &'static str, pointer: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, code, text: Text::new(vi, en), pointer: Some(pointer) }
    }

    /// 403: the caller may see it but not do this.
    #[must_use]
    pub const fn forbidden(code: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self { status: StatusCode::FORBIDDEN, code, text: Text::new(vi, en), pointer: None }
    }

    /// 401: the proof of identity is not accepted.
    #[must_use]
    pub const fn unauthenticated(code: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, code, text: Text::new(vi, en), pointer: None }
    }
}

/// One member of a request that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer into the body (`/full_name`), or `?name` for a query parameter, `{name}` for a path parameter.
    pub pointer: String,
    pub code: Cow<'static, str>,
    pub text: Text,
}

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
        Self::Invalid(vec![FieldError { pointer: pointer.into(), code: Cow::Borrowed(code), text }])
    }

    /// Whether the engine asks to run the transaction again (serialisation failure, deadlock).
    #[must_use]
    pub fn asks_to_run_again(&self) -> bool {
        match self {
            Self::Database(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
            Self::Database(DieselError::DatabaseError(_, info)) => info.message().contains("deadlock detected"),
            _ => false,
        }
    }

    /// Whether the connection is gone.
    #[must_use]
    pub fn is_lost_connection(&self) -> bool {
        match self {
            Self::Database(DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)) => true,
            Self::Database(DieselError::DatabaseError(_, info)) => {
                ["server closed the connection", "terminating connection", "no connection to the server"]
                    .iter()
                    .any(|sign| info.message().contains(sign))
            }
            _ => false,
        }
    }

    /// Whether this is the violation of the unique column `table.column`. `PostgreSQL` names the constraint,
    /// `SQLite` the column.
    #[must_use]
    pub fn violates(&self, table: &str, column: &str) -> bool {
        let Self::Database(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)) = self else {
            return false;
        };
        match info.constraint_name() {
            Some(name) => name == format!("{table}_{column}_key"),
            None => info.message().split([' ', ',']).any(|word| word == format!("{table}.{column}")),
        }
    }

    /// What may be logged: a database's message can carry a member's data, so only its kind is.
    #[must_use]
    pub fn for_log(&self) -> String {
        match self {
            Self::Database(DieselError::DatabaseError(kind, info)) => {
                format!("database: {kind:?} {}", info.constraint_name().or(info.table_name()).unwrap_or_default())
            }
            other => other.to_string(),
        }
    }

    /// Status, stable code and text: the one match.
    #[must_use]
    pub fn problem(&self) -> (StatusCode, &'static str, Text) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed_request", Text::new("Yêu cầu không đúng định dạng.", "The request is malformed.")),
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", Text::new("Có thông tin chưa hợp lệ; xem danh sách lỗi.", "Some values are not valid; see the list of errors.")),
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "not_signed_in", Text::new("Bạn cần đăng nhập.", "You need to sign in.")),
            Self::TokenRejected => (StatusCode::UNAUTHORIZED, "token_rejected", Text::new("Phiên đăng nhập đã hết hạn hoặc đã bị thu hồi.", "The session has expired or was withdrawn.")),
            Self::Forbidden => (StatusCode::FORBIDDEN, "not_permitted", Text::new("Bạn không có quyền thực hiện việc này.", "You are not permitted to do this.")),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", Text::new("Không tìm thấy.", "Not found.")),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", Text::new("Địa chỉ này không nhận phương thức đó.", "This address does not take that method.")),
            Self::Rule(rule) => (rule.status, rule.code, rule.text.clone()),
            Self::Stale => (StatusCode::PRECONDITION_FAILED, "stale", Text::new("Dữ liệu đã thay đổi từ lần bạn xem; hãy tải lại.", "The resource has changed since you read it; load it again.")),
            Self::PreconditionRequired => (StatusCode::PRECONDITION_REQUIRED, "if_match_required", Text::new("Thiếu trường If-Match.", "The If-Match field is missing.")),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", Text::new("Dữ liệu gửi lên quá lớn.", "The request is too large.")),
            Self::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", Text::new("Kiểu dữ liệu gửi lên không được hỗ trợ.", "The media type of the request is not supported.")),
            Self::TooManyRequests { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests", Text::new("Bạn thao tác quá nhanh; hãy thử lại sau.", "Too many requests; try again later.")),
            Self::Busy | Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "busy", Text::new("Máy chủ đang bận; hãy thử lại sau ít giây.", "The server is busy; try again in a few seconds.")),
            Self::Database(_) | Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", Text::new("Máy chủ gặp lỗi; lỗi đã được ghi lại.", "The server failed; the failure was logged.")),
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
                .map(|pointer| FieldError { pointer: pointer.to_owned(), code: Cow::Borrowed(rule.code), text: rule.text.clone() })
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    /// How long to wait before the next try, where waiting helps.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooManyRequests { retry_after } => Some((*retry_after).max(Duration::from_secs(1))),
            Self::Busy | Self::Unavailable => Some(Duration::from_secs(2)),
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
