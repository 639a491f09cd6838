//! What every operation shares, added to the collected document.

#![allow(
    clippy::indexing_slicing,
    reason = "the document is our own; reading a JSON value by index never panics"
)]

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::error::{Error, Text};
use crate::http::language::Language;
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;

/// Answers an operation can always give.
const ALWAYS: [(&str, &str); 3] = [
    ("429", "Too many requests; see `Retry-After`."),
    (
        "500",
        "The server failed; the failure was logged under `instance`.",
    ),
    ("503", "The server is busy; see `Retry-After`."),
];

/// Fields that a handler may name in its answers (`headers(("ETag" = String))`); here they become the shared ones.
const NAMED_FIELDS: [(&str, &str); 4] = [
    ("ETag", "ETag"),
    ("Link", "Link"),
    ("Retry-After", "RetryAfter"),
    ("Content-Disposition", "ContentDisposition"),
];

/// Completes the document in place.
pub(super) fn enrich(document: &mut Value) {
    document["openapi"] = json!("3.1.0");
    document["servers"][0]["x-internal"] = json!(false);
    let examples = schema_examples(document);
    add_shared_components(document);
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            for (method, operation) in item.iter_mut() {
                if let Some(operation) = operation.as_object_mut() {
                    enrich_operation(path, method, operation, &examples);
                }
            }
        }
    }
    bound_strings(document);
}

fn add_shared_components(document: &mut Value) {
    let text = |description: &str, length: u32| json!({"description": description, "schema": {"type": "string", "maxLength": length}});
    document["components"]["headers"] = json!({
        "Access-Control-Allow-Origin": text("Only where the deployment lets web pages of other origins call it.", 200),
        "RequestId": text("The id of this request, as the log has it.", 64),
        "RateLimit": text("The nearest limit: requests remaining (`r`) and its window in seconds (`t`).", 100),
        "RateLimitPolicy": text("The quota (`q`) and window in seconds (`w`) of that limit.", 100),
        "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 86_400}},
        "ETag": text("The strong entity tag of this version.", 100),
        "Location": text("The address of the new resource.", 500),
        "ContentDisposition": text("The name to save the file under (RFC 6266); Vietnamese letters are in `filename*`.", 3_000),
        "Link": text("`rel=\"next\"`: the next page.", 2_000),
        "IdempotencyReplayed": text("`true` when this is the answer to an earlier request with the same key.", 5),
    });
    document["components"]["parameters"] = json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Makes the request safe to repeat for 48 hours: a repeat gets the first answer.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
            "example": "3f6f0f52-6a0c-4a39-9b9c-0e8f0a1c2d3e"
        },
        "IfMatch": {
            "name": "If-Match", "in": "header", "required": true,
            "description": "The `ETag` of the version that is being changed.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 100},
            "example": "\"r3\""
        },
        "IfNoneMatch": {
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "The `ETag` the caller has; 304 when it is still current.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 1_000},
            "example": "\"r3\""
        }
    });
}

fn enrich_operation(
    path: &str,
    method: &str,
    operation: &mut Map<String, Value>,
    examples: &Map<String, Value>,
) {
    let signed_in = operation
        .get("security")
        .and_then(Value::as_array)
        .is_some_and(|list| !list.is_empty());
    // `{}`: no proof of identity is needed. An empty list would leave the operation's security unsaid for some tools.
    let security = if signed_in {
        json!([{"bearer": []}])
    } else {
        json!([{}])
    };
    operation.insert("security".to_owned(), security);
    expand_markers(operation);
    let problems = problems_of(path, operation, signed_in);
    if let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    {
        for (status, description) in problems {
            responses
                .entry(status)
                .or_insert_with(|| json!({"description": description}));
        }
        for (status, response) in responses.iter_mut() {
            enrich_response(status, response, method, examples);
        }
    }
    if let Some(content) = operation
        .get_mut("requestBody")
        .and_then(|body| body.get_mut("content"))
    {
        add_examples(content, examples);
    }
}

/// The failures an operation can answer, by what it takes.
fn problems_of(
    path: &str,
    operation: &Map<String, Value>,
    signed_in: bool,
) -> Vec<(&'static str, &'static str)> {
    let has_body = operation.contains_key("requestBody");
    let has_query = parameters(operation)
        .iter()
        .any(|parameter| parameter["in"] == "query");
    let has_key = parameters(operation)
        .iter()
        .any(|parameter| parameter["$ref"] == "#/components/parameters/IdempotencyKey");
    let has_if_match = parameters(operation)
        .iter()
        .any(|parameter| parameter["$ref"] == "#/components/parameters/IfMatch");
    let mut problems: Vec<(&str, &str)> = ALWAYS.to_vec();
    if signed_in {
        problems.push((
            "401",
            "Not signed in, or the access token is no longer accepted.",
        ));
        problems.push(("403", "Signed in, but not permitted."));
    }
    if path.contains('{') {
        problems.push((
            "404",
            "There is no such resource, or the caller may not know of it.",
        ));
    }
    if has_body || has_query {
        problems.push(("400", "The request is malformed."));
        problems.push(("422", "Values are not valid; `errors` says which."));
    }
    if has_body {
        problems.push(("413", "The body is too large."));
        problems.push(("415", "The body has another media type."));
    }
    if has_key {
        problems.push(("409", "The state of the resource does not allow this, or the first request with this key still runs."));
        problems.push((
            "422",
            "Values are not valid, or the key was used for another request.",
        ));
    }
    if has_if_match {
        problems.push(("412", "The resource has changed since."));
        problems.push(("428", "`If-Match` is missing."));
    }
    problems
}

/// `Idempotency-Key`, `If-Match` and `If-None-Match` are named by handlers as plain header parameters; here they
/// become the shared ones.
fn expand_markers(operation: &mut Map<String, Value>) {
    let Some(list) = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
    else {
        return;
    };
    for parameter in list {
        let shared = match parameter["name"].as_str() {
            Some("Idempotency-Key") => "IdempotencyKey",
            Some("If-Match") => "IfMatch",
            Some("If-None-Match") => "IfNoneMatch",
            _ => continue,
        };
        *parameter = json!({"$ref": format!("#/components/parameters/{shared}")});
    }
}

fn parameters(operation: &Map<String, Value>) -> &[Value] {
    operation
        .get("parameters")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn enrich_response(
    status: &str,
    response: &mut Value,
    method: &str,
    examples: &Map<String, Value>,
) {
    let Some(response) = response.as_object_mut() else {
        return;
    };
    let failed = status.starts_with('4') || status.starts_with('5');
    if failed && !response.contains_key("content") {
        response.insert(
            "content".to_owned(),
            json!({"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": problem_example(status)
            }}),
        );
    }
    if let Some(content) = response.get_mut("content") {
        add_examples(content, examples);
    }
    let mut fields = vec![
        ("Access-Control-Allow-Origin", "Access-Control-Allow-Origin"),
        ("X-Request-Id", "RequestId"),
        ("RateLimit", "RateLimit"),
        ("RateLimit-Policy", "RateLimitPolicy"),
    ];
    match status {
        "429" | "503" => fields.push(("Retry-After", "RetryAfter")),
        "201" | "202" => fields.extend([
            ("Location", "Location"),
            ("Idempotency-Replayed", "IdempotencyReplayed"),
        ]),
        "304" => fields.push(("ETag", "ETag")),
        "200" if method == "post" => fields.push(("Idempotency-Replayed", "IdempotencyReplayed")),
        _ => {}
    }
    let headers = response.entry("headers").or_insert_with(|| json!({}));
    // Fields that a handler names become the shared ones.
    let named = NAMED_FIELDS
        .iter()
        .filter(|(name, _)| headers.get(name).is_some());
    fields.extend(named.copied().collect::<Vec<_>>());
    for (name, component) in fields {
        headers[name] = json!({"$ref": format!("#/components/headers/{component}")});
    }
}

/// The problem that an operation answers with this status most often.
fn problem_example(status: &str) -> Value {
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
fn schema_examples(document: &Value) -> Map<String, Value> {
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

fn add_examples(content: &mut Value, examples: &Map<String, Value>) {
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

/// Strings whose format bounds them get that bound, so that no string of the document is unbounded.
fn bound_strings(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.get("type") == Some(&json!("string"))
                && !members.contains_key("maxLength")
                && !members.contains_key("enum")
            {
                let bound = match members.get("format").and_then(Value::as_str) {
                    Some("uuid") => Some(36),
                    Some("date-time") => Some(40),
                    Some("date") => Some(10),
                    _ => None,
                };
                if let Some(bound) = bound {
                    members.insert("maxLength".to_owned(), json!(bound));
                }
            }
            members.values_mut().for_each(bound_strings);
        }
        Value::Array(items) => items.iter_mut().for_each(bound_strings),
        _ => {}
    }
}
