//! An example of every body: a problem by its status, anything else from its schema.
#![allow(
    clippy::indexing_slicing,
    reason = "the document is our own; reading a JSON value by index never panics"
)]

use std::time::Duration;

use serde_json::{Map, Value};

use crate::error::{Error, Text};
use crate::http::language::Language;
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;

/// The problem that an operation answers with this status most often.
pub(super) fn problem_example(status: &str) -> Value {
    let error = match status {
        "400" => Error::Malformed(None),
        "401" => Error::Unauthenticated,
        "403" => Error::Forbidden,
        "404" => Error::NotFound,
        "409" => crate::http::idempotency::RUNNING.into(),
        "412" => Error::Stale,
        "413" => Error::TooLarge,
        "415" => Error::UnsupportedMediaType,
        "422" => Error::field(
            "/name",
            "required",
            Text::new("Thiếu thông tin này.", "This member is required."),
        ),
        "428" => Error::PreconditionRequired,
        "429" => Error::TooManyRequests {
            retry_after: Duration::from_secs(1),
        },
        "503" => Error::Busy,
        _ => Error::internal(""),
    };
    let id = RequestId::internal("4f1c2a9d0b7e4c5f8a6d3e2b1c0f9e8d");
    serde_json::to_value(Problem::of(&error, Language::Vi, &id)).unwrap_or_default()
}

/// The example of each named schema, to be shown wherever the schema is a whole body.
pub(super) fn schema_examples(document: &Value) -> Map<String, Value> {
    let schemas = document["components"]["schemas"].as_object();
    schemas
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| {
            Some((
                name.clone(),
                schema
                    .get("example")
                    .or_else(|| schema["examples"].get(0))?
                    .clone(),
            ))
        })
        .collect()
}

pub(super) fn add_examples(content: &mut Value, examples: &Map<String, Value>) {
    for media in content
        .as_object_mut()
        .into_iter()
        .flat_map(|content| content.values_mut())
    {
        let Some(name) = media["schema"]["$ref"]
            .as_str()
            .and_then(|reference| reference.rsplit('/').next())
        else {
            continue;
        };
        if let Some(example) = examples.get(name)
            && media.get("example").is_none()
            && media.get("examples").is_none()
        {
            media["example"] = example.clone();
        }
    }
}
