//! The paths of the document as a tree of their words: by which pattern a request was meant, and with which methods.

use std::collections::HashMap;

use actix_web::http::header::ALLOW;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use crate::error::Error;

/// Every path pattern of the document.
#[derive(Debug, Default)]
pub struct Paths(Node);

#[derive(Debug, Default)]
struct Node {
    words: HashMap<String, Self>,
    /// Below `{…}`.
    any: Option<Box<Self>>,
    end: Option<Known>,
}

/// A path of the document.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    pub pattern: String,
    /// As `Allow` lists them.
    methods: String,
}

impl Paths {
    #[must_use]
    pub fn of(document: &Value) -> Self {
        let mut root = Node::default();
        for (pattern, item) in document["paths"].as_object().into_iter().flatten() {
            let methods = item.as_object().into_iter().flatten();
            let methods: Vec<String> = methods.map(|(method, _)| method.to_uppercase()).collect();
            let end = pattern.split('/').fold(&mut root, Node::below);
            end.end = Some(Known {
                pattern: pattern.clone(),
                methods: methods.join(", "),
            });
        }
        Self(root)
    }

    /// The pattern that a path fits, if any does.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Known> {
        self.0.find(path.split('/'))
    }
}

impl Node {
    fn below(&mut self, word: &str) -> &mut Self {
        if word.starts_with('{') {
            self.any.get_or_insert_default()
        } else {
            self.words.entry(word.to_owned()).or_default()
        }
    }

    fn find<'p>(&self, mut words: impl Iterator<Item = &'p str> + Clone) -> Option<&Known> {
        let Some(word) = words.next() else {
            return self.end.as_ref();
        };
        let named = self.words.get(word).map(|node| node.find(words.clone()));
        let any = || {
            let any = self.any.as_ref().filter(|_| !word.is_empty())?;
            any.find(words)
        };
        named.flatten().or_else(any)
    }
}

/// Answers whatever no operation took.
///
/// # Errors
/// 404 for a path that is not in the document.
pub async fn unmatched(request: HttpRequest, paths: Data<Paths>) -> Result<HttpResponse, Error> {
    match paths.find(request.path()) {
        Some(known) => Ok(HttpResponse::MethodNotAllowed()
            .insert_header((ALLOW, known.methods.as_str()))
            .finish()),
        None => Err(Error::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Paths;

    fn pattern(path: &str) -> Option<String> {
        let paths = Paths::of(&json!({"paths": {
            "/units": {"get": {}},
            "/units/{unit_id}": {"get": {}, "put": {}},
            "/units/{unit_id}/members": {"get": {}},
            "/units/top": {"post": {}},
            "/units/top/{year}/figures": {"get": {}},
        }}));
        paths.find(path).map(|known| known.pattern.clone())
    }

    #[test]
    fn a_word_is_better_than_any_word_and_the_way_back_is_found() {
        let is = |path: &str, expected: &str| assert_eq!(pattern(path).as_deref(), Some(expected));
        is("/units", "/units");
        is("/units/7", "/units/{unit_id}");
        is("/units/top", "/units/top");
        is("/units/top/members", "/units/{unit_id}/members");
        is("/units/top/2026/figures", "/units/top/{year}/figures");
    }

    #[test]
    fn what_fits_no_pattern_has_none() {
        for path in [
            "",
            "/",
            "/unit",
            "/units/",
            "/units/7/",
            "/units//members",
            "/units/7/members/8",
        ] {
            assert_eq!(pattern(path), None, "{path}");
        }
    }

    #[test]
    fn methods_are_listed() {
        let paths = Paths::of(&json!({"paths": {"/a/{b}": {"get": {}, "delete": {}}}}));
        let known = paths.find("/a/x").unwrap();
        let mut methods: Vec<&str> = known.methods.split(", ").collect();
        methods.sort_unstable();
        assert_eq!(methods, ["DELETE", "GET"]);
    }
}
