//! What every operation shares, added to the collected document.

#![allow(
    clippy::indexing_slicing,
    reason = "the document is our own; reading a JSON value by index never panics"
)]

use serde_json::{Map, Value, json};

use super::components::add_shared_components;
use super::examples::{add_examples, problem_example, schema_examples};

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
const NAMED_FIELDS: [(&str, &str); 5] = [
    ("ETag", "ETag"),
    ("Link", "Link"),
    ("Retry-After", "RetryAfter"),
    ("Content-Disposition", "ContentDisposition"),
    ("Upload-Offset", "UploadOffset"),
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
    let is_paged = parameters(operation)
        .iter()
        .any(|parameter| parameter["name"] == "cursor");
    if let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    {
        for (status, description) in problems {
            responses
                .entry(status)
                .or_insert_with(|| json!({"description": description}));
        }
        if is_paged && let Some(page) = responses.get_mut("200") {
            page["headers"]["Link"] = json!({"$ref": "#/components/headers/Link"});
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
    if parameters(operation)
        .iter()
        .any(|parameter| parameter["$ref"] == "#/components/parameters/IfNoneMatch")
    {
        problems.push(("400", "The request is malformed."));
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
