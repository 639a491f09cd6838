//! Conditional requests (RFC 9110, 13). Tags are strong and made from a revision number.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};

use serde::Serialize;

use crate::auth::secret::sha256;
use crate::error::Error;

/// The strong tag of a resource at a revision.
#[must_use]
pub fn of_revision(revision: i64) -> String {
    format!("\"r{revision}\"")
}

/// The strong tag of a view that shows more than the row at `revision` (names of units above, counts, what this caller
/// may see of it): it changes with every byte, but an edit is stale only when the revision has changed.
///
/// # Errors
/// The view cannot be written as JSON.
pub fn of_view<T: Serialize>(revision: i64, view: &T) -> Result<String, Error> {
    let body = serde_json::to_vec(view)
        .map_err(|error| Error::internal(format!("writing a view: {error}")))?;
    let digest = sha256(&body)
        .into_iter()
        .take(8)
        .fold(0_u64, |digest, byte| digest << 8 | u64::from(byte));
    Ok(format!("\"r{revision}.{digest:016x}\""))
}

/// The tag of a revision beside something else that may change without making an edit stale, as a number.
#[must_use]
pub fn of_part(revision: i64, part: i64) -> String {
    format!("\"r{revision}.{part:016x}\"")
}

/// The `If-Match` of an edit. Extracting it fails with 428 when it is missing.
#[derive(Debug, Clone)]
pub struct IfMatch(Vec<String>);

impl IfMatch {
    /// # Errors
    /// [`Error::Stale`] when the caller edits an older version.
    pub fn check(&self, revision: i64) -> Result<(), Error> {
        if self.0.iter().any(|tag| tag == "*" || is_of(tag, revision)) {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    }
}

/// Whether a tag is of this revision, or of a view of it.
#[must_use]
pub fn is_of(tag: &str, revision: i64) -> bool {
    let current = of_revision(revision);
    let of_a_view = current.trim_end_matches('"').to_owned() + ".";
    tag == current || tag.starts_with(&of_a_view)
}

/// The `If-None-Match` of a read, where there is one.
#[derive(Debug, Clone, Default)]
pub struct IfNoneMatch(Vec<String>);

impl IfNoneMatch {
    /// As the extractor reads it.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is longer than the document says.
    pub fn of(request: &HttpRequest) -> Result<Self, Error> {
        let length: usize = request
            .headers()
            .get_all(IF_NONE_MATCH)
            .map(|value| value.as_bytes().len())
            .sum();
        if length > IF_NONE_MATCH_BYTES {
            Err(Error::Malformed(None))
        } else {
            Ok(Self(tags(request, &IF_NONE_MATCH)))
        }
    }

    /// Whether the caller has this version. Weak comparison: a cache on the way may have weakened the tag.
    #[must_use]
    pub fn has(&self, etag: &str) -> bool {
        self.0
            .iter()
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    }

    /// Whether the caller names no version at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // What is there but names no version (`,`) fits none: the edit is stale.
        let mut values = request.headers().get_all(IF_MATCH);
        ready(if values.all(HeaderValue::is_empty) {
            Err(Error::PreconditionRequired)
        } else {
            Ok(Self(tags(request, &IF_MATCH)))
        })
    }
}

/// Bytes that an `If-None-Match` may have; the document says so.
const IF_NONE_MATCH_BYTES: usize = 1_000;

impl FromRequest for IfNoneMatch {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

fn tags(request: &HttpRequest, name: &HeaderName) -> Vec<String> {
    request
        .headers()
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty())
        .take(50)
        .collect()
}

#[cfg(test)]
mod tests {
    use actix_web::FromRequest as _;
    use actix_web::dev::Payload;
    use actix_web::http::header::IF_MATCH;
    use actix_web::test::TestRequest;

    use super::{IfMatch, of_revision, of_view};
    use crate::error::Error;

    #[test]
    fn an_edit_without_a_field_is_told_so_and_one_that_names_no_version_is_stale() {
        let asked = |values: &[&str]| {
            let mut request = TestRequest::default();
            for value in values {
                request = request.append_header((IF_MATCH, *value));
            }
            let read = IfMatch::from_request(&request.to_http_request(), &mut Payload::None);
            read.into_inner()
        };
        for missing in [&[][..], &[""], &["", ""]] {
            let told = asked(missing).unwrap_err();
            assert!(matches!(told, Error::PreconditionRequired), "{missing:?}");
        }
        for none in [&[","][..], &[" , ,"], &["", ","]] {
            let told = asked(none).unwrap().check(3).unwrap_err();
            assert!(matches!(told, Error::Stale), "{none:?}");
        }
        assert!(asked(&["", "\"r2\", \"r3\""]).unwrap().check(3).is_ok());
    }

    #[test]
    fn an_edit_is_stale_only_when_the_revision_has_changed() {
        let tag = |text: String| IfMatch(vec![text]);
        let seen = of_view(3, &"seen").unwrap();
        assert_ne!(seen, of_view(3, &"seen later").unwrap());
        assert!(tag(seen.clone()).check(3).is_ok());
        assert!(tag(seen).check(30).is_err());
        assert!(tag(of_view(30, &"x").unwrap()).check(3).is_err());
        assert!(tag(of_revision(3)).check(3).is_ok());
        assert!(tag(of_revision(3)).check(4).is_err());
        assert!(tag("*".to_owned()).check(4).is_ok());
        assert!(tag("\"r\"".to_owned()).check(4).is_err());
    }
}
