//! Sends a file: whole or a range of it, never all of it in memory, and no byte before its piece is known to be in order.

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, IF_RANGE, RANGE,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use super::model::{Disposition, FileRef};
use super::rules;
use super::rules::ranges::{Wanted, wanted};
use crate::app::App;
use crate::error::{Error, Rule, Text};
use crate::http::language::Language;
use crate::http::request_id::RequestId;
use crate::http::{IfNoneMatch, attachment, problem};

/// The address of an edition's file never means other bytes; only this person's cache may keep them.
const KEPT: &str = "private, no-cache";
/// Whatever a file holds, it loads and runs nothing.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

const OUT_OF_RANGE: Rule = Rule {
    status: StatusCode::RANGE_NOT_SATISFIABLE,
    code: "range_not_satisfiable",
    text: Text::new(
        "Khoảng dữ liệu yêu cầu nằm ngoài tệp.",
        "The range asked for lies outside the file.",
    ),
    pointer: None,
};

/// Answers a request for a file that the caller may read.
///
/// # Errors
/// `file_damaged`; the storage or the database does not answer.
pub(super) async fn serve(
    app: &App,
    file: &FileRef,
    file_name: &str,
    disposition: Disposition,
    request: &HttpRequest,
) -> Result<HttpResponse, Error> {
    let etag = rules::etag(&file.sha256);
    if IfNoneMatch::of(request)?.has(&etag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag))
            .insert_header((CACHE_CONTROL, KEPT))
            .finish());
    }
    let system = app.system("serve_file");
    let located = app.files.in_place(&system, file).await?;
    let size = u64::try_from(located.size).unwrap_or(0);
    let range = match asked(request.headers(), &etag, size) {
        Wanted::Nothing => return Ok(out_of_range(request, size)),
        Wanted::Whole => None,
        Wanted::Range { first, last } => Some((first, last)),
    };
    let (status, from, to) = match range {
        None => (StatusCode::OK, 0, size),
        Some((first, last)) => (StatusCode::PARTIAL_CONTENT, first, last + 1),
    };
    // Damage of the first piece is told here; later there is only the line to break, short of the length it was promised.
    let bytes = app.files.checked(&system, located, from..to).await?;
    let mut answer = HttpResponseBuilder::new(status);
    if let Some((first, last)) = range {
        answer.insert_header((CONTENT_RANGE, format!("bytes {first}-{last}/{size}")));
    }
    answer
        .insert_header((CONTENT_TYPE, file.media_type.as_str()))
        .insert_header((CONTENT_DISPOSITION, named(file_name, disposition)))
        .insert_header((ETAG, etag))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CACHE_CONTROL, KEPT))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Compressed already, and a range counts the bytes as they are.
        .insert_header((CONTENT_ENCODING, "identity"));
    Ok(answer.body(SizedStream::new(to - from, bytes)))
}

/// `If-Range` (RFC 9110, 13.1.5): a range of other bytes than the caller has is of no use to him. Strong comparison;
/// there is no date.
fn asked(headers: &HeaderMap, etag: &str, size: u64) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(&RANGE), headers.get(IF_RANGE)) {
        (Some(range), None) => wanted(range, size),
        (Some(range), Some(tag)) if tag.as_bytes() == etag.as_bytes() => wanted(range, size),
        _ => Wanted::Whole,
    }
}

fn out_of_range(request: &HttpRequest, size: u64) -> HttpResponse {
    let language = Language::of(request.headers());
    let mut answer = problem::respond(&OUT_OF_RANGE.into(), language, &RequestId::of(request));
    if let Ok(value) = header::HeaderValue::from_str(&format!("bytes */{size}")) {
        answer.headers_mut().insert(CONTENT_RANGE, value);
    }
    answer
}

fn named(file_name: &str, disposition: Disposition) -> String {
    let attached = attachment::disposition(file_name);
    match disposition {
        Disposition::Attachment => attached,
        Disposition::Inline => attached.replacen("attachment", "inline", 1),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderValue, IF_RANGE, RANGE};

    use super::{Disposition, Wanted, asked, named};

    #[test]
    fn a_range_counts_only_for_the_same_bytes() {
        let asked_with = |tag: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RANGE, HeaderValue::from_static("bytes=5-"));
            if let Some(tag) = tag {
                headers.insert(IF_RANGE, HeaderValue::from_static(tag));
            }
            asked(&headers, "\"abc\"", 10)
        };
        let range = Wanted::Range { first: 5, last: 9 };
        assert_eq!(asked_with(None), range);
        assert_eq!(asked_with(Some("\"abc\"")), range);
        assert_eq!(asked_with(Some("W/\"abc\"")), Wanted::Whole);
        assert_eq!(asked_with(Some("\"abd\"")), Wanted::Whole);
        let date = "Mon, 23 Nov 2026 02:00:00 GMT";
        assert_eq!(asked_with(Some(date)), Wanted::Whole);
        assert_eq!(asked(&HeaderMap::new(), "\"abc\"", 10), Wanted::Whole);
    }

    #[test]
    fn a_name_arrives_either_way() {
        let shown = named("attachment Nghị quyết.pdf", Disposition::Inline);
        assert!(
            shown.starts_with("inline; filename=\"attachment Nghi quyet.pdf\""),
            "{shown}"
        );
        assert!(named("a", Disposition::Attachment).starts_with("attachment;"));
    }
}
