//! The check of an answer against the OpenAPI document: its status, type, body and fields must be documented, and what
//! the document promises must be there.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::client::Request;

/// Answers that the document does not describe: for operators and browsers.
const UNDOCUMENTED: [&str; 3] = ["/metrics", "/openapi.json", "/docs"];

/// The document, with its schemas compiled when first used.
pub struct Contract {
    pub document: Value,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

/// A request and its answer.
pub struct Exchange<'a> {
    pub request: &'a Request,
    pub status: u16,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

impl Contract {
    /// The document of this build.
    pub fn get() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Self {
            document: sotay::server::document().expect("the document is written"),
            compiled: Mutex::default(),
        })
    }

    /// The path template of the document that `path` fits, without its query.
    pub fn template(&self, path: &str) -> Option<&str> {
        let path = path.split('?').next().unwrap_or_default();
        let paths = self.document["paths"].as_object()?;
        let fitting = paths.keys().filter(|template| fits(template, path));
        // `/units/search` goes before `/units/{unit_id}`.
        fitting
            .min_by_key(|template| template.matches('{').count())
            .map(String::as_str)
    }

    /// Every operation: path template, method, operation.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        self.document["paths"]
            .as_object()
            .into_iter()
            .flatten()
            .flat_map(|(path, item)| {
                let methods = item.as_object().into_iter().flatten();
                methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
            })
    }

    /// What `$ref` points to, or the value itself.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self
                .document
                .pointer(reference.trim_start_matches('#'))
                .expect("the reference leads somewhere"),
            None => value,
        }
    }

    /// Fails the test when the answer is not as documented.
    pub fn check(&self, exchange: &Exchange<'_>) {
        if let Err(reason) = self.verify(exchange) {
            let body: String = String::from_utf8_lossy(exchange.body)
                .chars()
                .take(2_000)
                .collect();
            let Request { method, path, .. } = exchange.request;
            panic!(
                "{method} {path} breaks the OpenAPI document: {reason}\nstatus {}\n{body}",
                exchange.status
            );
        }
    }

    /// What the document does not say of the answer.
    pub fn verify(&self, exchange: &Exchange<'_>) -> Result<(), String> {
        if !exchange.headers.contains_key("x-request-id") {
            return Err("the field X-Request-Id is missing".to_owned());
        }
        let Request { method, path, .. } = exchange.request;
        let Some(template) = self.template(path) else {
            let known = UNDOCUMENTED.iter().any(|prefix| path.starts_with(prefix));
            return match exchange.status {
                404 | 429 => self.verify_problem(exchange),
                _ if known => Ok(()),
                status => Err(format!(
                    "the path is not documented, and {status} is not 404"
                )),
            };
        };
        let operation = &self.document["paths"][template][method.to_lowercase()];
        if operation.is_null() {
            return match exchange.status {
                405 if exchange.headers.contains_key("allow") => self.verify_problem(exchange),
                429 => self.verify_problem(exchange),
                status => Err(format!(
                    "the method is not documented, and {status} is not 405 with Allow"
                )),
            };
        }
        self.verify_answer(operation, &format!("{method} {template}"), exchange)?;
        if (200..300).contains(&exchange.status) {
            self.verify_request(operation, exchange)
        } else {
            Ok(())
        }
    }

    fn verify_answer(
        &self,
        operation: &Value,
        name: &str,
        exchange: &Exchange<'_>,
    ) -> Result<(), String> {
        let response = self.resolve(&operation["responses"][exchange.status.to_string()]);
        if response.is_null() {
            return Err(format!(
                "the status {} is not documented for {name}",
                exchange.status
            ));
        }
        self.verify_fields(response, exchange)?;
        let given = exchange.media_type();
        let Some(content) = response["content"]
            .as_object()
            .filter(|content| !content.is_empty())
        else {
            let empty = exchange.body.is_empty() && given.is_empty();
            return if empty {
                Ok(())
            } else {
                Err(format!(
                    "no body is documented, but there is one of type {given:?}"
                ))
            };
        };
        // Files may be of any type.
        let any = content.get("*/*").filter(|_| !given.is_empty());
        let Some(media) = content.get(&given).or(any) else {
            let documented: Vec<&String> = content.keys().collect();
            return Err(format!(
                "the type {given:?} is not documented, only {documented:?}"
            ));
        };
        if given.starts_with("application/problem+json") {
            self.verify_problem(exchange)?;
        }
        if given.ends_with("json") && !exchange.headers.contains_key("content-encoding") {
            let key = format!("{name} {} {given}", exchange.status);
            self.verify_json(&key, &media["schema"], exchange.body)?;
        }
        Ok(())
    }

    /// Fields that the document names must have the form it says; some must be there.
    fn verify_fields(&self, response: &Value, exchange: &Exchange<'_>) -> Result<(), String> {
        let promised: &[&str] = match exchange.status {
            201 | 202 => &["location"],
            304 => &["etag"],
            401 => &["www-authenticate"],
            429 | 503 => &["retry-after"],
            _ => &[],
        };
        if let Some(name) = promised
            .iter()
            .find(|name| !exchange.headers.contains_key(**name))
        {
            return Err(format!("the field {name} is missing"));
        }
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = self.resolve(header);
            let Some(value) = exchange
                .headers
                .get(name)
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            else {
                if header["required"] == true {
                    return Err(format!("the field {name} is missing"));
                }
                continue;
            };
            let value = if header["schema"]["type"] == "integer" {
                value.parse::<i64>().map_or(json!(value), Value::from)
            } else {
                json!(value)
            };
            let body = serde_json::to_vec(&value).expect("JSON");
            self.verify_json(
                &format!("header {name} {}", header["schema"]),
                &header["schema"],
                &body,
            )
            .map_err(|reason| format!("the field {name}: {reason}"))?;
        }
        Ok(())
    }

    /// What the server accepts must be what the document permits.
    fn verify_request(&self, operation: &Value, exchange: &Exchange<'_>) -> Result<(), String> {
        let Some(body) = &exchange.request.body else {
            return Ok(());
        };
        let schema =
            &self.resolve(&operation["requestBody"])["content"]["application/json"]["schema"];
        if schema.is_null() {
            return Ok(());
        }
        let key = format!("request {}", operation["operationId"]);
        let taken = if operation["operationId"] == "record_progress_events" {
            taken_events(body, exchange.body)
        } else {
            Some(body.clone())
        };
        let Some(taken) = taken else {
            return Ok(());
        };
        self.verify_json(&key, schema, &taken)
            .map_err(|reason| format!("it was accepted, though the request is not valid: {reason}"))
    }

    fn verify_problem(&self, exchange: &Exchange<'_>) -> Result<(), String> {
        if exchange.request.method == "HEAD" {
            return Ok(());
        }
        let given = exchange.media_type();
        if given != "application/problem+json" {
            return Err(format!("a failure must be a problem, not {given:?}"));
        }
        if exchange.headers.contains_key("content-encoding") {
            return Ok(());
        }
        self.verify_json(
            "problem",
            &json!({"$ref": "#/components/schemas/Problem"}),
            exchange.body,
        )?;
        let problem: Value =
            serde_json::from_slice(exchange.body).map_err(|error| error.to_string())?;
        if problem["status"] != exchange.status {
            return Err("the problem's status is not the answer's".to_owned());
        }
        let code = problem["code"].as_str().unwrap_or_default();
        if code.is_empty()
            || !code
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return Err(format!("the code {code:?} is not in snake case"));
        }
        let id = exchange
            .headers
            .get("x-request-id")
            .and_then(|id| id.to_str().ok())
            .unwrap_or_default();
        if problem["instance"] != format!("urn:sotay:request:{id}") {
            return Err("the problem's instance is not the request's id".to_owned());
        }
        Ok(())
    }

    fn verify_json(&self, key: &str, schema: &Value, body: &[u8]) -> Result<(), String> {
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| format!("the body is not JSON: {error}"))?;
        let mut reasons = String::new();
        for error in self.validator(key, schema).iter_errors(&value).take(10) {
            let _ = write!(
                reasons,
                "\n  at {:?}: {error}",
                error.instance_path().as_str()
            );
        }
        if reasons.is_empty() {
            Ok(())
        } else {
            Err(format!("the body does not fit its schema:{reasons}"))
        }
    }

    /// The compiled form of a schema of the document, kept under `key`.
    pub fn validator(&self, key: &str, schema: &Value) -> Arc<Validator> {
        let mut compiled = self
            .compiled
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let entry = compiled.entry(key.to_owned()).or_insert_with(|| {
            // References lead to `#/components/schemas/…`, so the components come along.
            let whole = json!({"allOf": [schema], "components": {"schemas": self.document["components"]["schemas"]}});
            let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&whole);
            Arc::new(validator.unwrap_or_else(|error| panic!("the schema of {key} is not one: {error}")))
        });
        Arc::clone(entry)
    }
}

impl Exchange<'_> {
    /// The type without its parameters.
    fn media_type(&self) -> String {
        let value = self
            .headers
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}

/// A batch of events without those that the answer refuses one by one; `None`: it refuses every one.
fn taken_events(sent: &[u8], answer: &[u8]) -> Option<Vec<u8>> {
    let mut batch: Value = serde_json::from_slice(sent).ok()?;
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let mut results = answer["results"].as_array()?.iter();
    let events = batch["events"].as_array_mut()?;
    events.retain(|_| {
        results
            .next()
            .is_some_and(|result| result["outcome"] != "invalid")
    });
    (!events.is_empty()).then(|| batch.to_string().into_bytes())
}
