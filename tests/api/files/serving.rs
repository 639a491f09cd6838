//! The way out: what a room that holds a file answers with it. The reading operations of those rooms test the same over
//! their own addresses; here the answer passes the middleware of the server.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpRequest, web};
use sotay::files::{Disposition, FileRef, serve};

use super::{digest, large_pdf};
use crate::support::TestApp;

/// What a request for the file is answered.
pub struct Sent {
    pub status: u16,
    fields: actix_web::http::header::HeaderMap,
    pub body: Vec<u8>,
    /// Whether the body came to its end; else it ended in an error.
    pub whole: bool,
}

impl Sent {
    fn field(&self, name: &str) -> &str {
        let value = self.fields.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default()
    }
}

/// Status and code of a problem; of an answer that comes to its end.
pub async fn asked(app: &TestApp, file: &FileRef, fields: &[(&str, &str)]) -> (u16, String) {
    let sent = ask(app, file, fields).await;
    let code = serde_json::from_slice::<serde_json::Value>(&sent.body)
        .ok()
        .and_then(|problem| problem["code"].as_str().map(str::to_owned));
    (sent.status, code.unwrap_or_default())
}

async fn ask(app: &TestApp, file: &FileRef, fields: &[(&str, &str)]) -> Sent {
    let sent = received(app, file, fields).await;
    assert!(sent.whole, "the body broke off");
    sent
}

/// What arrives, also of an answer that breaks off.
pub async fn received(app: &TestApp, file: &FileRef, fields: &[(&str, &str)]) -> Sent {
    let (state, file) = (app.state(), Arc::new(file.clone()));
    let answer = move |app: web::Data<sotay::app::App>, request: HttpRequest| {
        let file = Arc::clone(&file);
        async move {
            let name = "Nghị quyết số 57.pdf";
            serve(&app, &file, name, Disposition::Attachment, &request).await
        }
    };
    let service = App::new()
        .app_data(state)
        .default_service(web::to(answer))
        .wrap(Compress::default())
        .wrap(from_fn(sotay::http::edge::edge));
    let service = init_service(service).await;
    let mut request = TestRequest::with_uri("/file")
        .method(Method::GET)
        .peer_addr("127.0.0.1:1".parse().unwrap());
    for field in fields {
        request = request.insert_header(*field);
    }
    sent(call_service(&service, request.to_request()).await).await
}

async fn sent<B: MessageBody>(response: ServiceResponse<B>) -> Sent {
    let (status, fields) = (response.status().as_u16(), response.headers().clone());
    let mut stream = pin!(response.into_body());
    let (mut body, mut whole) = (Vec::new(), true);
    while let Some(chunk) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        let Ok(chunk) = chunk else {
            whole = false;
            break;
        };
        body.extend_from_slice(&chunk);
    }
    Sent {
        status,
        fields,
        body,
        whole,
    }
}

async fn stored(app: &TestApp, bytes: &[u8]) -> FileRef {
    let (state, system) = (app.state(), app.state().system("test"));
    state
        .files
        .store(&system, bytes.to_vec().into())
        .await
        .unwrap()
}

on_both_engines!(a_file_is_sent_whole_or_in_part, |app| async move {
    let bytes = large_pdf(100_000);
    let file = stored(&app, &bytes).await;
    let tag = format!("\"{}\"", digest(&bytes));
    let whole = ask(&app, &file, &[("accept-encoding", "gzip, br, zstd")]).await;
    assert!(whole.status == 200 && whole.body == bytes);
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("etag", tag.as_str()),
        ("accept-ranges", "bytes"),
        ("cache-control", "private, no-cache"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "default-src 'none'; sandbox; frame-ancestors 'none'",
        ),
        ("content-encoding", ""),
        ("content-range", ""),
    ] {
        assert_eq!(whole.field(name), value, "{name}");
    }
    assert!(
        whole
            .field("content-disposition")
            .contains("filename*=UTF-8''Ngh%E1%BB%8B%20quy"),
        "{}",
        whole.field("content-disposition")
    );

    for (range, first, last) in [
        ("bytes=0-0", 0, 0),
        ("bytes=5-99999999", 5, 99_999),
        ("bytes=-10", 99_990, 99_999),
        ("bytes=50000-60000", 50_000, 60_000),
    ] {
        let part = ask(
            &app,
            &file,
            &[("range", range), ("accept-encoding", "gzip")],
        )
        .await;
        assert!(
            part.status == 206 && part.body == bytes[first..=last],
            "{range}"
        );
        assert_eq!(
            part.field("content-range"),
            format!("bytes {first}-{last}/100000")
        );
        assert_eq!(part.field("content-encoding"), "");
    }
    for fields in [
        vec![("range", "bytes=0-1,5-6")],
        vec![("range", "lines=1-2")],
        vec![("range", "bytes=0-1"), ("if-range", "\"other\"")],
        vec![("if-none-match", "\"other\"")],
    ] {
        let all = ask(&app, &file, &fields).await;
        assert!(all.status == 200 && all.body == bytes, "{fields:?}");
    }
    let same = ask(&app, &file, &[("range", "bytes=1-2"), ("if-range", &tag)]).await;
    assert_eq!((same.status, same.body.len()), (206, 2));
});

on_both_engines!(what_is_known_or_not_there_is_not_sent, |app| async move {
    let bytes = large_pdf(1_000);
    let file = stored(&app, &bytes).await;
    let tag = format!("\"{}\"", digest(&bytes));
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"x\", {tag}"),
        "*".to_owned(),
    ] {
        let fields = [("if-none-match", known.as_str()), ("range", "bytes=0-1")];
        let answer = ask(&app, &file, &fields).await;
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        assert_eq!(answer.field("etag"), tag);
    }
    for range in ["bytes=1000-", "bytes=-0"] {
        let refused = ask(&app, &file, &[("range", range)]).await;
        assert_eq!(refused.status, 416);
        assert_eq!(refused.field("content-range"), "bytes */1000");
        assert_eq!(refused.field("content-type"), "application/problem+json");
        let (_, code) = asked(&app, &file, &[("range", range)]).await;
        assert_eq!(code, "range_not_satisfiable");
    }
});
