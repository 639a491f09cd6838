//! People who call the server. Every answer is checked against the document before a test sees it.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::contract::{Contract, Exchange};

/// Somebody (or nobody) who calls the server.
#[derive(Clone)]
pub struct Actor {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// A request as a value; the path begins with `/`.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Option<Vec<u8>>,
}

/// A request on its way from an actor.
pub struct Call {
    actor: Actor,
    request: Request,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Reply {
    what: String,
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    pub fn new(method: impl AsRef<str>, path: impl Into<String>) -> Self {
        Self {
            method: method.as_ref().to_owned(),
            path: path.into(),
            headers: HeaderMap::new(),
            body: None,
        }
    }
    pub fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path)
    }
    pub fn post(path: impl Into<String>, body: impl Serialize) -> Self {
        Self::new("POST", path).json(body)
    }
    /// With `If-Match`.
    pub fn patch(path: impl Into<String>, etag: &str, body: impl Serialize) -> Self {
        Self::new("PATCH", path).header("if-match", etag).json(body)
    }
    pub fn put(path: impl Into<String>, body: impl Serialize) -> Self {
        Self::new("PUT", path).json(body)
    }
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new("DELETE", path)
    }

    /// Adds a field, also a second one of the same name.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name = HeaderName::try_from(name).expect("a field name");
        self.headers.append(
            name,
            HeaderValue::from_bytes(value.as_ref()).expect("a field value"),
        );
        self
    }

    #[must_use]
    pub fn json(self, body: impl Serialize) -> Self {
        self.bytes("application/json", serde_json::to_vec(&body).expect("JSON"))
    }

    #[must_use]
    pub fn bytes(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        if media_type.is_empty() {
            self
        } else {
            self.header("content-type", media_type)
        }
    }
}

impl Actor {
    pub(super) fn new(http: reqwest::Client, base: String) -> Self {
        Self {
            http,
            base,
            token: None,
        }
    }

    /// The same caller with this access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The access token; empty for one who is not signed in.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    pub async fn get(&self, path: impl Into<String>) -> Reply {
        self.send(Request::get(path)).await
    }
    pub async fn post(&self, path: impl Into<String>, body: impl Serialize) -> Reply {
        self.send(Request::post(path, body)).await
    }
    /// With `If-Match`.
    pub async fn patch(&self, path: impl Into<String>, etag: &str, body: impl Serialize) -> Reply {
        self.send(Request::patch(path, etag, body)).await
    }
    pub async fn put(&self, path: impl Into<String>, body: impl Serialize) -> Reply {
        self.send(Request::put(path, body)).await
    }
    pub async fn delete(&self, path: impl Into<String>) -> Reply {
        self.send(Request::delete(path)).await
    }

    /// Any other request: `.header(…)`, `.json(…)` or `.bytes(…)`, then `.send().await`.
    pub fn request(&self, method: impl AsRef<str>, path: impl Into<String>) -> Call {
        Call {
            actor: self.clone(),
            request: Request::new(method, path),
        }
    }

    /// Sends a request and checks its answer against the document.
    pub async fn send(&self, request: Request) -> Reply {
        let method = reqwest::Method::from_bytes(request.method.as_bytes()).expect("a method");
        let mut sending = self
            .http
            .request(method, format!("{}{}", self.base, request.path))
            .headers(request.headers.clone());
        if let Some(token) = &self.token
            && !request.headers.contains_key("authorization")
        {
            sending = sending.bearer_auth(token);
        }
        if let Some(body) = &request.body {
            sending = sending.body(body.clone());
        }
        let answer = sending
            .send()
            .await
            .unwrap_or_else(|error| panic!("{} {}: {error:?}", request.method, request.path));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer
            .bytes()
            .await
            .unwrap_or_else(|error| panic!("{} {}: {error:?}", request.method, request.path));
        let reply = Reply {
            what: format!("{} {}", request.method, request.path),
            status,
            headers,
            body: body.to_vec(),
        };
        Contract::get().check(&Exchange {
            request: &request,
            status,
            headers: &reply.headers,
            body: &reply.body,
        });
        reply
    }
}

impl Call {
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    #[must_use]
    pub fn json(mut self, body: impl Serialize) -> Self {
        self.request = self.request.json(body);
        self
    }

    /// A body of another type; an empty type sends none.
    #[must_use]
    pub fn bytes(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.request = self.request.bytes(media_type, body);
        self
    }

    pub async fn send(self) -> Reply {
        self.actor.send(self.request).await
    }
}

impl Reply {
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{self}: no JSON: {error}"))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("a field of ASCII"))
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The `ETag`, which must be there.
    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag")
            .unwrap_or_else(|| panic!("{self}: no ETag"))
            .to_owned()
    }

    /// The `code` of a problem.
    #[track_caller]
    pub fn code(&self) -> String {
        self.json()["code"]
            .as_str()
            .unwrap_or_else(|| panic!("{self}: no problem"))
            .to_owned()
    }

    /// `(pointer, code)` of each wrong member of the request, as the problem lists them.
    #[track_caller]
    pub fn errors(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let problem = self.json();
        let list = problem["errors"].as_array().cloned().unwrap_or_default();
        list.iter()
            .map(|error| (text(&error["pointer"]), text(&error["code"])))
            .collect()
    }

    /// Panics with the body when the status is another.
    #[track_caller]
    pub fn assert(&self, status: u16) -> &Self {
        assert!(self.status == status, "expected {status}, but {self}");
        self
    }

    /// Panics with the body when the status or the problem's code is another.
    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) -> &Self {
        self.assert(status);
        assert!(self.code() == code, "expected the code {code}, but {self}");
        self
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = String::from_utf8_lossy(&self.body)
            .chars()
            .take(2_000)
            .collect();
        write!(f, "{} answered {}: {body}", self.what, self.status)
    }
}
