//! What a room says when a request breaks one of its rules.

use std::borrow::Cow;

use actix_web::http::StatusCode;

/// A text in both languages of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub vi: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl Text {
    #[must_use]
    pub const fn new(vi: &'static str, en: &'static str) -> Self {
        Self {
            vi: Cow::Borrowed(vi),
            en: Cow::Borrowed(en),
        }
    }

    #[must_use]
    pub fn owned(vi: String, en: String) -> Self {
        Self {
            vi: Cow::Owned(vi),
            en: Cow::Owned(en),
        }
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
        Self {
            status: StatusCode::CONFLICT,
            code,
            text: Text::new(vi, en),
            pointer: None,
        }
    }

    /// 422: a value that can never be right.
    #[must_use]
    pub const fn invalid(
        code: &'static str,
        pointer: &'static str,
        vi: &'static str,
        en: &'static str,
    ) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            code,
            text: Text::new(vi, en),
            pointer: Some(pointer),
        }
    }

    /// 403: the caller may see it but not do this.
    #[must_use]
    pub const fn forbidden(code: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code,
            text: Text::new(vi, en),
            pointer: None,
        }
    }

    /// 413: more than is taken.
    #[must_use]
    pub const fn too_large(
        code: &'static str,
        pointer: &'static str,
        vi: &'static str,
        en: &'static str,
    ) -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            code,
            text: Text::new(vi, en),
            pointer: Some(pointer),
        }
    }

    /// 503: not until somebody has repaired it.
    #[must_use]
    pub const fn unavailable(code: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code,
            text: Text::new(vi, en),
            pointer: None,
        }
    }

    /// 401: the proof of identity is not accepted.
    #[must_use]
    pub const fn unauthenticated(code: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code,
            text: Text::new(vi, en),
            pointer: None,
        }
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
