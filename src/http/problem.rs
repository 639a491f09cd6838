//! Problem details (RFC 9457): the body of every 4xx and 5xx answer.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use utoipa::ToSchema;

use super::language::Language;
use super::request_id::RequestId;
use crate::error::Error;

/// Where the codes are explained.
const TYPE_BASE: &str = "urn:sotay:problem:";

/// What went wrong. `code` is stable; texts are for people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:sotay:problem:invalid_request",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "Có thông tin chưa hợp lệ; xem danh sách lỗi.",
    "code": "invalid_request",
    "instance": "urn:sotay:request:4f1c2a9d0b7e4c5f8a6d3e2b1c0f9e8d",
    "errors": [{"pointer": "/name", "code": "required", "detail": "Thiếu thông tin này."}]
}))]
pub struct Problem {
    /// `urn:sotay:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(rename = "type", max_length = 200, format = "uri")]
    pub kind: String,
    /// The status in words.
    #[schema(max_length = 100)]
    pub title: String,
    #[schema(minimum = 400, maximum = 599, format = "int32")]
    pub status: u16,
    /// What to tell a person.
    #[schema(max_length = 500)]
    pub detail: String,
    /// Stable; what a program decides on.
    #[schema(max_length = 100, pattern = "^[a-z0-9_]+$")]
    pub code: String,
    /// `urn:sotay:request:` and the request id.
    #[schema(max_length = 200, format = "uri")]
    pub instance: String,
    /// The members of the request that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub errors: Vec<ProblemField>,
}

/// One member of the request that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer into the body (`/full_name`), `?name` for a query parameter, `{name}` for a path parameter.
    #[schema(max_length = 200)]
    pub pointer: String,
    #[schema(max_length = 100, pattern = "^[a-z0-9_]+$")]
    pub code: String,
    #[schema(max_length = 500)]
    pub detail: String,
}

impl Problem {
    /// What this failure says in a language.
    #[must_use]
    pub fn of(error: &Error, language: Language, request: &RequestId) -> Self {
        let (status, code, text) = error.problem();
        let errors = error
            .fields()
            .into_iter()
            .take(100)
            .map(|field| ProblemField {
                pointer: field.pointer.chars().take(200).collect(),
                code: field.code.into_owned(),
                detail: language.pick(&field.text).to_owned(),
            })
            .collect();
        Self {
            kind: format!("{TYPE_BASE}{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: language.pick(&text).to_owned(),
            code: code.to_owned(),
            instance: format!("urn:sotay:request:{request}"),
            errors,
        }
    }
}

/// The answer to a failed request.
#[must_use]
pub fn respond(error: &Error, language: Language, request: &RequestId) -> HttpResponse {
    let problem = Problem::of(error, language, request);
    let status = error.problem().0;
    let mut builder = HttpResponseBuilder::new(status);
    if let Some(wait) = error.retry_after() {
        builder.insert_header((header::RETRY_AFTER, wait.as_secs().max(1).to_string()));
    }
    if status == StatusCode::UNAUTHORIZED {
        builder.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    builder.insert_header((
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.tag()),
    ));
    builder
        .content_type("application/problem+json")
        .body(serde_json::to_vec(&problem).unwrap_or_default())
}
