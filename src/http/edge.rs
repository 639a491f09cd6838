//! The one middleware around every request: gives it an id, counts it against its address, turns whatever failed into
//! a problem in the caller's language, adds the security fields, measures and logs.

use std::borrow::Cow;
use std::time::{Duration, Instant as Stopwatch};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName,
    HeaderValue,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};

use super::language::Language;
use super::limits::{self, LimitState};
use super::paths::Paths;
use super::problem;
use super::request_id::RequestId;
use crate::app::App;
use crate::error::Error;

/// Content-Security-Policy of data: nothing may be loaded or framed.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// … and of the documentation page, which loads its own scripts and styles and calls this server.
const PAGE_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

type Edged<B> = ServiceResponse<EitherBody<B>>;

/// Wraps every request.
///
/// # Errors
/// Only when a service inside fails without an answer; handlers and extractors always have one.
pub async fn edge<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<Edged<B>, actix_web::Error> {
    let watch = Stopwatch::now();
    let id = RequestId::generate();
    request.extensions_mut().insert(id.clone());
    let app = request.app_data::<web::Data<App>>().cloned();
    let language = Language::of(request.headers());
    // The request must not be cloned before the router has it: routing needs it unshared.
    let admitted = app
        .as_ref()
        .map_or(Ok(()), |app| limits::check_address(app, request.request()));
    let mut response = match admitted {
        Err(error) => {
            let answer = problem::respond(&error, language, &id);
            request.into_response(answer).map_into_right_body()
        }
        Ok(()) => as_problem(next.call(request).await?, language, &id),
    };
    let limit = response.request().extensions().get::<LimitState>().copied();
    let policy = if response.request().path().starts_with("/docs") {
        PAGE_POLICY
    } else {
        DATA_POLICY
    };
    add_fields(response.headers_mut(), policy, &id, limit);
    if let Some(app) = app {
        record(&app, &response, watch.elapsed(), &id);
    }
    Ok(response)
}

/// Replaces the body of a failed answer that is not a problem yet.
fn as_problem<B: MessageBody + 'static>(
    response: ServiceResponse<B>,
    language: Language,
    id: &RequestId,
) -> Edged<B> {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let is_problem = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
    if !failed || is_problem {
        return response.map_into_left_body();
    }
    let answer = match response.response().error() {
        Some(error) => respond(error, language, id),
        None => problem::respond(&of_status(status), language, id),
    };
    let allow = response.headers().get(ALLOW).cloned();
    let (request, _) = response.into_parts();
    let mut response = ServiceResponse::new(request, answer).map_into_right_body();
    if let Some(allow) = allow {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

fn respond(error: &actix_web::Error, language: Language, id: &RequestId) -> HttpResponse {
    match error.as_error::<Error>() {
        Some(own) => {
            if matches!(
                own,
                Error::Database(_) | Error::Internal(_) | Error::Unavailable
            ) {
                // The text of a database error can quote a value, so only its kind is logged.
                tracing::error!(request = %id, error = %own.for_log(), "a request failed");
            }
            problem::respond(own, language, id)
        }
        None => problem::respond(
            &of_status(error.as_response_error().status_code()),
            language,
            id,
        ),
    }
}

/// The framework's own failures.
fn of_status(status: StatusCode) -> Error {
    match status {
        StatusCode::NOT_FOUND => Error::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Error::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::UnsupportedMediaType,
        status if status.is_client_error() => Error::Malformed(None),
        _ => Error::internal("the framework failed"),
    }
}

fn add_fields(
    headers: &mut HeaderMap,
    policy: &'static str,
    id: &RequestId,
    limit: Option<LimitState>,
) {
    const FIXED: [(HeaderName, &str); 5] = [
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
        (HeaderName::from_static("x-frame-options"), "DENY"),
        (HeaderName::from_static("referrer-policy"), "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("strict-transport-security"),
            "max-age=31536000",
        ),
    ];
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A file that is sent has a stricter one of its own.
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    // Only the sign not to compress the answer; RFC 9110 wants it to stay off the wire.
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| coding == "identity")
    {
        headers.remove(CONTENT_ENCODING);
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    if let Some(limit) = limit {
        let state = format!("\"{}\";r={};t=60", limit.name, limit.remaining);
        let policy = format!("\"{}\";q={};w=60", limit.name, limit.quota);
        if let (Ok(state), Ok(policy)) = (
            HeaderValue::from_str(&state),
            HeaderValue::from_str(&policy),
        ) {
            headers.insert(HeaderName::from_static("ratelimit"), state);
            headers.insert(HeaderName::from_static("ratelimit-policy"), policy);
        }
    }
}

/// A caller may write anything where the method stands; that must not become a label or a line of the log.
fn known_method(method: &Method) -> &str {
    const KNOWN: [Method; 7] = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
    ];
    if KNOWN.contains(method) {
        method.as_str()
    } else {
        "other"
    }
}

/// Counts and logs: the path's pattern, never its values or query.
fn record<B>(app: &App, response: &ServiceResponse<B>, took: Duration, id: &RequestId) {
    let request = response.request();
    let paths = request.app_data::<web::Data<Paths>>();
    let known = paths.and_then(|paths| paths.find(request.path()));
    // What is not of the API stands in no document.
    let other = || request.match_pattern().map(Cow::Owned);
    let pattern = known.map(|known| Cow::Borrowed(known.pattern.as_str()));
    let pattern = pattern.or_else(other).unwrap_or(Cow::Borrowed("unmatched"));
    let status = response.status().as_u16();
    let method = known_method(request.method());
    app.metrics.record(&pattern, method, status, took);
    tracing::debug!(request = %id, method, path = %pattern, status, micros = took.as_micros(), "answered");
}
