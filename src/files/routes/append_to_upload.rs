use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, Responder, patch};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::{Error, FieldError, Text};
use crate::files::receive::{self, Stopped};
use crate::files::views::UploadView;
use crate::http::attachment::FileBytes;
use crate::http::language::Language;
use crate::http::request_id::RequestId;
use crate::http::{Answer, Path, problem};
use crate::kernel::ids::PublicId;

const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// Send a piece of an upload
///
/// The body is the bytes from `Upload-Offset` on, as many as the caller likes. When the line breaks, what has arrived is
/// kept: `get_upload` says how far, and the next piece begins there. A piece that does not begin where the upload ends
/// changes nothing (`upload_offset_mismatch`); the answer's `Upload-Offset` says where that is. So a repeat is safe
/// without an `Idempotency-Key`, and of two who send the same bytes one is told to go on.
#[utoipa::path(
    tag = "files",
    params(
        ("upload_id" = PublicId, Path, description = "The upload."),
        ("Upload-Offset" = i64, Header, minimum = 0, maximum = 1_099_511_627_776_i64, description = "Where the piece begins: the bytes that have arrived.", example = 1_048_576)
    ),
    request_body(description = "Bytes of the file.", content((FileBytes = "application/octet-stream"))),
    responses(
        (status = 200, description = "The piece has arrived in full, durably.", body = UploadView, headers(("Upload-Offset" = i64))),
        (status = 409, description = "The piece does not begin where the upload ends, or the upload has ended (`upload_not_open`, `upload_too_many_pieces`).", headers(("Upload-Offset" = i64))),
        (status = 413, description = "The piece goes beyond the stated size (`upload_exceeds_size`).")
    ),
    security(("access_token" = []))
)]
#[patch("/files/uploads/{upload_id}")]
pub async fn append_to_upload(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    request: HttpRequest,
    id: Path<PublicId>,
    payload: Payload,
) -> Result<HttpResponse, Error> {
    let text = |name: HeaderName| {
        let value = request.headers().get(name)?;
        value.to_str().ok()
    };
    let media_type = text(CONTENT_TYPE).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/octet-stream") {
        return Err(Error::UnsupportedMediaType);
    }
    let offset = text(UPLOAD_OFFSET).and_then(|offset| offset.parse::<i64>().ok());
    let offset = offset.filter(|offset| *offset >= 0).ok_or_else(no_offset)?;
    let stated = text(CONTENT_LENGTH).and_then(|length| length.parse::<i64>().ok());
    match receive::receive(app, grant, id.0, offset, stated, payload).await {
        Ok(row) => {
            let end = row.received.to_string();
            let answer = Answer::ok(&UploadView::of(row, None))?.field("upload-offset", end);
            Ok(answer.respond_to(&request))
        }
        Err(Stopped {
            error,
            offset: Some(offset),
        }) => Ok(elsewhere(&request, &error, offset)),
        Err(Stopped { error, .. }) => Err(error),
    }
}

fn no_offset() -> Error {
    Error::Malformed(Some(FieldError {
        pointer: "Upload-Offset".to_owned(),
        code: "required".into(),
        text: Text::new(
            "Thiếu trường Upload-Offset, hoặc giá trị không phải số byte đã nhận.",
            "The field Upload-Offset is missing, or is not the number of bytes that have arrived.",
        ),
    }))
}

/// The problem, with the true offset in its field.
fn elsewhere(request: &HttpRequest, error: &Error, offset: i64) -> HttpResponse {
    let language = Language::of(request.headers());
    let mut answer = problem::respond(error, language, &RequestId::of(request));
    answer
        .headers_mut()
        .insert(UPLOAD_OFFSET, HeaderValue::from(offset));
    answer
}
