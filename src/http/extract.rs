//! Extractors that answer problems: which member is wrong, why, in the caller's language.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use serde::de::{DeserializeOwned, IgnoredAny};
use validator::Validate;

use super::invalid::{from_validation, shape_error};
use crate::auth::secret::{Tag, sha256};
use crate::error::{Error, FieldError, Text};

/// A JSON body that was read, shaped and validated. `digest` identifies the very bytes, for `Idempotency-Key`.
#[derive(Debug)]
pub struct Json<T> {
    pub value: T,
    pub digest: Tag,
}

/// The same for bodies of up to `BYTES`, where an operation takes more than the server's usual limit.
#[derive(Debug)]
pub struct JsonUpTo<T, const BYTES: usize> {
    pub value: T,
    pub digest: Tag,
}

/// The query of the address, shaped and validated.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The variable parts of the path. What does not have the right form is no resource of ours: 404.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T> Deref for Query<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Json<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = is_json(request);
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Error::UnsupportedMediaType);
            }
            let bytes = bytes.await.map_err(|error| body_error(&error))?;
            Ok(Self {
                value: parse_json(&bytes)?,
                digest: sha256(&bytes),
            })
        })
    }
}

impl<T, const BYTES: usize> FromRequest for JsonUpTo<T, BYTES>
where
    T: DeserializeOwned + Validate + 'static,
{
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = is_json(request);
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Error::UnsupportedMediaType);
            }
            let payload = payload.await.map_err(|error| body_error(&error))?;
            let bytes = payload.to_bytes_limited(BYTES).await;
            let bytes = bytes.map_err(|_| Error::TooLarge)?;
            let bytes = bytes.map_err(|error| body_error(&error))?;
            Ok(Self {
                value: parse_json(&bytes)?,
                digest: sha256(&bytes),
            })
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .eq_ignore_ascii_case("application/json")
        })
}

/// `#[serde(default, deserialize_with = "present")]` on an optional member: it may be absent, but not `null`, as the
/// document says.
///
/// # Errors
/// What the member's own type refuses.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads a JSON body.
///
/// # Errors
/// 400 when it is not JSON, 422 with a pointer when it has the wrong shape or values.
pub fn parse_json<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        // serde_json calls it bad syntax when `null` or a number stands where an enum is wanted.
        if inner.is_data() || serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
            shape_error(&pointer_of(&path), &inner.to_string())
        } else {
            not_json(inner.line(), inner.column())
        }
    })?;
    reader
        .end()
        .map_err(|error| not_json(error.line(), error.column()))?;
    value
        .validate()
        .map_err(|errors| from_validation(&errors, "/"))?;
    Ok(value)
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Query<T> {
    type Error = Error;
    type Future = std::future::Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(
            request.query_string().as_bytes(),
        ));
        let value = serde_path_to_error::deserialize::<_, T>(reader)
            .map_err(|error| {
                let path = error.path().to_string();
                let name = path
                    .split(['.', '['])
                    .next()
                    .unwrap_or_default()
                    .trim_matches('?');
                shape_error(&format!("?{name}"), &error.into_inner().to_string())
            })
            .and_then(|value| {
                value
                    .validate()
                    .map(|()| value)
                    .map_err(|errors| from_validation(&errors, "?"))
            });
        std::future::ready(value.map(Self))
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = Error;
    type Future = std::future::Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let inner = web::Path::<T>::from_request(request, payload).into_inner();
        std::future::ready(
            inner
                .map(|path| Self(path.into_inner()))
                .map_err(|_| Error::NotFound),
        )
    }
}

/// What reading a body can answer: too large, or cut off.
fn body_error(error: &actix_web::Error) -> Error {
    match error.as_error::<actix_web::error::PayloadError>() {
        Some(actix_web::error::PayloadError::Overflow) => Error::TooLarge,
        _ if error.as_response_error().status_code()
            == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE =>
        {
            Error::TooLarge
        }
        _ => Error::Malformed(None),
    }
}

fn not_json(line: usize, column: usize) -> Error {
    Error::Malformed(Some(FieldError {
        pointer: String::new(),
        code: "not_json".into(),
        text: Text::owned(
            format!("Nội dung không phải JSON hợp lệ (dòng {line}, cột {column})."),
            format!("The body is not valid JSON (line {line}, column {column})."),
        ),
    }))
}

/// `a.b[2].c` → `/a/b/2/c`.
fn pointer_of(path: &str) -> String {
    if path == "." {
        return String::new();
    }
    let mut pointer = String::with_capacity(path.len() + 1);
    pointer.push('/');
    for character in path.chars() {
        match character {
            '.' | '[' => pointer.push('/'),
            ']' => {}
            other => pointer.push(other),
        }
    }
    pointer.replace("//", "/")
}

#[cfg(test)]
mod tests {
    use super::{parse_json, pointer_of};
    use crate::error::Error;

    #[derive(Debug, serde::Deserialize, validator::Validate)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[validate(length(min = 1, max = 3))]
        name: String,
        #[serde(default)]
        items: Vec<u8>,
    }

    fn first(body: &str) -> (String, String) {
        let error = parse_json::<Body>(body.as_bytes()).unwrap_err();
        let field = error.fields().into_iter().next().unwrap();
        (field.pointer, field.code.into_owned())
    }

    #[test]
    fn every_fault_has_a_pointer_and_a_code() {
        assert_eq!(
            first(r#"{"name": "Mai A"}"#),
            ("/name".into(), "too_long".into())
        );
        assert_eq!(
            first(r#"{"name": ""}"#),
            ("/name".into(), "too_short".into())
        );
        assert_eq!(first("{}"), ("/name".into(), "required".into()));
        assert_eq!(
            first(r#"{"name": 1}"#),
            ("/name".into(), "wrong_type".into())
        );
        assert_eq!(
            first(r#"{"name": "a", "items": [1, "x"]}"#),
            ("/items/1".into(), "wrong_type".into())
        );
        assert_eq!(
            first(r#"{"name": "a", "nick": 1}"#),
            ("/nick".into(), "unknown_member".into())
        );
        assert_eq!(first("{"), (String::new(), "not_json".into()));
        assert_eq!(
            first(r#"{"name": "a"} x"#),
            (String::new(), "not_json".into())
        );
        assert!(matches!(parse_json::<Body>(b"{"), Err(Error::Malformed(_))));
        assert!(matches!(parse_json::<Body>(b"{}"), Err(Error::Invalid(_))));
        let body: Body = parse_json(br#"{"name": "an", "items": [1]}"#).unwrap();
        assert_eq!((body.name.as_str(), body.items.len()), ("an", 1));
    }

    #[test]
    fn paths_become_pointers() {
        assert_eq!(pointer_of("."), "");
        assert_eq!(pointer_of("a.b[2].c"), "/a/b/2/c");
    }
}
