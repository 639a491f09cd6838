use std::sync::Arc;

use actix_web::{get, web::Data};

use crate::auth::Public;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch};

/// The finished document as bytes, with its tag.
pub struct OpenApiBytes {
    pub json: Arc<Vec<u8>>,
    pub etag: String,
}

/// The OpenAPI document of this very server.
#[get("/openapi.json")]
pub async fn get_openapi(
    _: Public,
    document: Data<OpenApiBytes>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    if known.has(&document.etag) {
        return Ok(Answer::not_modified(document.etag.clone()));
    }
    let answer =
        Answer::bytes("application/json", document.json.to_vec()).etag(document.etag.clone());
    Ok(answer.field("cache-control", "public, no-cache"))
}
