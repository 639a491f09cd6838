//! Sends ready bytes: what lies on the shelf, or what is made for it now.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::coding::Coding;
use super::hot::{Hot, Part, Place};
use super::memory::naming;
use super::model::Circulation;
use super::queries::documents;
use super::views::{LibraryContentsView, LibraryDocumentView};
use crate::app::App;
use crate::audiences::Reader;
use crate::auth::secret::sha256;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch};
use crate::kernel::ids::PublicId;

/// Answers with a part of a document, coded as the caller likes it.
///
/// # Errors
/// [`Error::NotFound`] for who may not see the document; the database.
pub(super) async fn serve(
    app: &App,
    request: &HttpRequest,
    reader: &Reader,
    document: PublicId,
    part: Part,
    known: &IfNoneMatch,
) -> Result<HttpResponse, Error> {
    let plain = Place {
        document,
        part,
        coding: Coding::Identity,
    };
    let shelf = &app.reading.shelf;
    let hot = match shelf.get(&plain, reader) {
        Some(hot) => hot,
        None => {
            shelf
                .get_or_make(&plain, reader, || make(app, reader, document, part))
                .await?
        }
    };
    let coding = Coding::wanted(request);
    let is_known = |coding: Coding| known.has(&coding.etag(&hot.tag));
    if !known.is_empty() && Coding::ALL.into_iter().any(is_known) {
        return Ok(answer(StatusCode::NOT_MODIFIED, coding, &hot).finish());
    }
    let hot = match coding {
        Coding::Identity => hot,
        coding => coded(app, &Place { coding, ..plain }, reader, hot).await?,
    };
    let mut answer = answer(StatusCode::OK, coding, &hot);
    answer.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")));
    if let Some(name) = coding.name() {
        // Which also tells the compressing middleware that it is done.
        answer.insert_header((CONTENT_ENCODING, HeaderValue::from_static(name)));
    }
    Ok(answer.body(hot.bytes.clone()))
}

/// With the fields that a 200 and a 304 share (RFC 9110, 15.4.5).
fn answer(status: StatusCode, coding: Coding, hot: &Hot) -> HttpResponseBuilder {
    let mut answer = HttpResponseBuilder::new(status);
    answer
        .insert_header((ETAG, coding.etag(&hot.tag)))
        .insert_header((VARY, HeaderValue::from_static("Accept-Encoding")))
        // For one person; he asks each time whether he may still read it.
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("private, no-cache")));
    answer
}

/// The same bytes in another coding.
async fn coded(
    app: &App,
    place: &Place,
    reader: &Reader,
    plain: Arc<Hot>,
) -> Result<Arc<Hot>, Error> {
    let encode = || {
        let (plain, coding) = (Arc::clone(&plain), place.coding);
        async move {
            let bytes = plain.bytes.clone();
            let bytes = web::block(move || coding.encode(&bytes))
                .await
                .map_err(|_| Error::internal("coding an answer was interrupted"))??;
            Ok(plain.coded(bytes))
        }
    };
    let shelf = &app.reading.shelf;
    shelf.get_or_code(place, reader, &plain, encode).await
}

async fn make(app: &App, reader: &Reader, document: PublicId, part: Part) -> Result<Hot, Error> {
    let (reader, terms) = (reader.clone(), app.reading.terms());
    app.db
        .read(move |conn| {
            let (paper, body) = match part {
                Part::Document => {
                    let whole =
                        documents::whole(conn, &reader, document)?.ok_or(Error::NotFound)?;
                    let paper = whole.paper.clone();
                    let terms = naming(conn, &reader, terms, std::iter::once(&paper))?;
                    let today = reader.viewer().now().day();
                    (
                        paper,
                        json(&LibraryDocumentView::of(whole, &terms, today)?)?,
                    )
                }
                Part::Contents => {
                    let (paper, edition) =
                        documents::find(conn, &reader, document)?.ok_or(Error::NotFound)?;
                    let headings = documents::headings(conn, &reader, edition.id)?;
                    let view = LibraryContentsView::of(&paper, &edition, headings);
                    (paper, json(&view)?)
                }
            };
            let is_public = paper.circulation == Circulation::Public;
            let day = reader.viewer().now().day();
            Ok(Hot::new(paper.audience_id, is_public, day, body))
        })
        .await
}

/// 200 with a view and the strong tag of its bytes, or 304 for who has it.
///
/// # Errors
/// The view cannot be written as JSON.
pub(super) fn tagged<T: serde::Serialize>(view: &T, known: &IfNoneMatch) -> Result<Answer, Error> {
    let body = json(view)?;
    let digest = sha256(&body);
    Ok(of_digest(body, &digest, known))
}

/// 200 with JSON and a strong tag made of the digest of what it was made of, or 304 for who has it.
pub(super) fn of_digest(body: Vec<u8>, digest: &[u8; 32], known: &IfNoneMatch) -> Answer {
    let short = digest.get(..16).unwrap_or(digest);
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(short));
    if known.has(&etag) {
        return Answer::not_modified(etag);
    }
    Answer::bytes("application/json", body).etag(etag)
}

pub(super) fn json<T: serde::Serialize>(view: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(view).map_err(|error| Error::internal(format!("writing an answer: {error}")))
}
