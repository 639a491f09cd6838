//! The one response type of every operation. It is bytes already, so that it can be kept for a repeated request.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Status, fields and body.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    fields: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// 200 with a JSON body.
    ///
    /// # Errors
    /// The view cannot be written as JSON.
    pub fn ok<T: Serialize>(view: &T) -> Result<Self, Error> {
        Self::json(StatusCode::OK, view)
    }

    /// 201 with a JSON body and where the new thing is.
    ///
    /// # Errors
    /// The view cannot be written as JSON.
    pub fn created<T: Serialize>(location: impl Into<String>, view: &T) -> Result<Self, Error> {
        Ok(Self::json(StatusCode::CREATED, view)?.field("location", location))
    }

    /// 202: long work was taken on; where its job is.
    ///
    /// # Errors
    /// The view cannot be written as JSON.
    pub fn accepted<T: Serialize>(location: impl Into<String>, view: &T) -> Result<Self, Error> {
        Ok(Self::json(StatusCode::ACCEPTED, view)?.field("location", location))
    }

    /// 204.
    #[must_use]
    pub fn no_content() -> Self {
        Self {
            status: 204,
            fields: Vec::new(),
            body: Vec::new(),
        }
    }

    /// 304 for a reader who has the current version.
    #[must_use]
    pub fn not_modified(etag: impl Into<String>) -> Self {
        Self {
            status: 304,
            fields: Vec::new(),
            body: Vec::new(),
        }
        .field("etag", etag)
    }

    /// 200 with bytes of another type.
    #[must_use]
    pub fn bytes(media_type: &str, body: Vec<u8>) -> Self {
        Self {
            status: 200,
            fields: Vec::new(),
            body,
        }
        .field("content-type", media_type)
    }

    fn json<T: Serialize>(status: StatusCode, view: &T) -> Result<Self, Error> {
        let body = serde_json::to_vec(view)
            .map_err(|error| Error::internal(format!("writing an answer: {error}")))?;
        Ok(Self {
            status: status.as_u16(),
            fields: Vec::new(),
            body,
        }
        .field("content-type", "application/json"))
    }

    /// Adds a field; `name` in lower case.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    /// Adds the strong entity tag.
    #[must_use]
    pub fn etag(self, etag: impl Into<String>) -> Self {
        self.field("etag", etag)
    }

    /// Adds `Link: rel="next"` for the page after this one: the address of this request with the cursor replaced.
    #[must_use]
    pub fn next_page(self, request: &HttpRequest, cursor: Option<&str>) -> Self {
        let Some(cursor) = cursor else { return self };
        let mut query: Vec<(String, String)> =
            form_urlencoded::parse(request.query_string().as_bytes())
                .filter(|(name, _)| name != "cursor")
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
        query.push(("cursor".to_owned(), cursor.to_owned()));
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(query)
            .finish();
        self.field(
            "link",
            format!("<{}?{query}>; rel=\"next\"", request.path()),
        )
    }
}

impl Responder for Answer {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response =
            HttpResponse::build(StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK));
        for (name, value) in &self.fields {
            if let (Ok(name), Ok(value)) = (
                HeaderName::try_from(name.as_str()),
                HeaderValue::from_str(value),
            ) {
                response.insert_header((name, value));
            }
        }
        if !self
            .fields
            .iter()
            .any(|(name, _)| name == header::CACHE_CONTROL.as_str())
        {
            // Answers are for one person; a shared cache must not keep them.
            response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
        }
        response.body(self.body)
    }
}
