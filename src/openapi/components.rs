//! Header fields and parameters that operations share.
#![allow(
    clippy::indexing_slicing,
    reason = "the document is our own; reading a JSON value by index never panics"
)]

use serde_json::{Value, json};

pub(super) fn add_shared_components(document: &mut Value) {
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
        "UploadOffset": {"description": "Bytes that have arrived: where the next piece begins.", "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 1_099_511_627_776_i64}},
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
            "schema": {"type": "string", "maxLength": 1_000},
            "example": "\"r3\""
        }
    });
}
