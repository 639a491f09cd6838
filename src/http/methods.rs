//! What is asked with the wrong method: 405 with `Allow`, told from 404 by the document's own paths.

use actix_web::dev::ResourceDef;
use actix_web::http::header::ALLOW;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use crate::error::Error;

/// Each path pattern of the document with its methods.
pub struct MethodTable(Vec<(ResourceDef, String)>);

impl MethodTable {
    #[must_use]
    pub fn of(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        Self(
            paths
                .map(|(path, item)| {
                    let methods: Vec<String> = item
                        .as_object()
                        .into_iter()
                        .flatten()
                        .map(|(method, _)| method.to_uppercase())
                        .collect();
                    (ResourceDef::new(path.as_str()), methods.join(", "))
                })
                .collect(),
        )
    }

    fn allowed(&self, path: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(pattern, _)| pattern.is_match(path))
            .map(|(_, methods)| methods.as_str())
    }
}

/// Answers whatever no operation took.
///
/// # Errors
/// Always: 404.
pub async fn unmatched(
    request: HttpRequest,
    table: Data<MethodTable>,
) -> Result<HttpResponse, Error> {
    match table.allowed(request.path()) {
        Some(methods) => Ok(HttpResponse::MethodNotAllowed()
            .insert_header((ALLOW, methods))
            .finish()),
        None => Err(Error::NotFound),
    }
}
