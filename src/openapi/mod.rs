//! The OpenAPI document. Operations describe themselves (`#[utoipa::path]` on each handler); this adds what all share:
//! the base document, the security scheme, problem answers, common header fields, examples.

mod components;
mod enrich;
mod examples;

use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use crate::error::Error;
use crate::http::problem::{Problem, ProblemField};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sổ tay",
        description = "Sổ tay đảng viên điện tử: the electronic party-member handbook.\n\nEvery failed request answers a \
            problem (RFC 9457) with a stable `code`; texts are Vietnamese unless `Accept-Language` prefers English. \
            Times are RFC 3339 in UTC; days end in Asia/Ho_Chi_Minh. Optional members are absent, never null. Lists \
            are paged by an opaque `cursor`. A request with an `Idempotency-Key` is done once for 48 hours.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Sổ tay", email = "sotay@example.org")
    ),
    servers((url = "/", description = "This server, in production and in tests")),
    components(schemas(Problem, ProblemField)),
    tags(
        (name = "sessions", description = "Signing in, staying signed in, signing out, activation and passwords."),
        (name = "me", description = "What concerns the signed-in member."),
        (name = "units", description = "The organisation tree and its history."),
        (name = "members", description = "People: memberships, standings, roles."),
        (name = "rosters", description = "Roster import and export."),
        (name = "files", description = "Files on their way in: uploads that go on where a weak line broke."),
        (name = "documents", description = "Writing, reviewing and publishing papers and study materials; for authors and publishers."),
        (name = "catalogue", description = "Kinds of papers and materials, and topics."),
        (name = "library", description = "Official papers and study materials: what members read."),
        (name = "search", description = "Finding documents and passages of the library."),
        (name = "questions", description = "Banks of questions, for those who write quizzes."),
        (name = "quizzes", description = "Quizzes and attempts at them."),
        (name = "study", description = "What is to be studied, by whom and until when, and what secretaries record."),
        (name = "reports", description = "How far units have come: figures for those above, names for the secretary."),
        (name = "push", description = "How what has happened reaches its members: figures, for those who publish."),
        (name = "mail", description = "Unsubscribing from mails."),
        (name = "jobs", description = "Long work."),
        (name = "audit", description = "Who did and who saw what."),
        (name = "system", description = "Health, keys, metrics.")
    )
)]
struct Base;

/// The base document, before operations are collected into it.
#[must_use]
pub fn base() -> utoipa::openapi::OpenApi {
    let mut api = Base::openapi();
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.bearer_format = Some("JWT".to_owned());
    bearer.description = Some(
        "An access token from `create_session` or `refresh_session` (RFC8725, RFC6750).".to_owned(),
    );
    api.components
        .get_or_insert_default()
        .add_security_scheme("bearer", SecurityScheme::Http(bearer));
    api
}

/// The finished document.
///
/// # Errors
/// The document cannot be written as JSON.
pub fn finish(api: &utoipa::openapi::OpenApi) -> Result<Value, Error> {
    let mut document = serde_json::to_value(api)
        .map_err(|error| Error::internal(format!("the OpenAPI document: {error}")))?;
    enrich::enrich(&mut document);
    Ok(document)
}

/// The document as it is kept in `openapi/openapi.json`.
///
/// # Errors
/// The document cannot be written.
pub fn as_json(document: &Value) -> Result<String, Error> {
    serde_json::to_string_pretty(document)
        .map(|text| text + "\n")
        .map_err(|error| Error::internal(error.to_string()))
}

/// The document as it is kept in `openapi/openapi.yaml`.
///
/// # Errors
/// The document cannot be written.
pub fn as_yaml(document: &Value) -> Result<String, Error> {
    yaml_serde::to_string(document).map_err(|error| Error::internal(error.to_string()))
}
