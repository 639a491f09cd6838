use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::db::Conn;
use crate::error::{Error, Text};
use crate::files::model::{FileName, NewUpload};
use crate::files::queries;
use crate::files::rules::names::promised_class;
use crate::files::rules::refusals::{TOO_LARGE, TOO_MANY_UPLOADS};
use crate::files::rules::{self, OPEN_UPLOADS, STATED_BYTES};
use crate::files::views::UploadView;
use crate::http::{Answer, Json, Once, present};

/// A file about to be sent.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "file_name": "Nghị quyết 57-NQ-TW.pdf", "size": 1_843_200,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
}))]
pub struct CreateUpload {
    /// Without folders.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub file_name: String,
    /// Bytes of the whole file.
    #[validate(range(min = 1, max = STATED_BYTES))]
    #[schema(minimum = 1, maximum = 1_099_511_627_776_i64)]
    pub size: i64,
    /// SHA-256 of the whole file; what arrives must fit it.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 64, max = 64))]
    #[schema(
        nullable = false,
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-fA-F]{64}$"
    )]
    pub sha256: Option<String>,
}

/// Begin to upload a file
///
/// Then send its bytes with `append_to_upload`, in one piece or in many, and end with `complete_upload`. What has not
/// been completed after 48 hours is removed. Documents have at most 50 MiB, images 20, sound 200, films 500, unless the
/// deployment says otherwise; at most 20 uploads of a member are open at a time (`too_many_uploads`).
#[utoipa::path(
    tag = "files",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")),
    request_body = CreateUpload,
    responses(
        (status = 201, description = "The upload; `Location` is its address.", body = UploadView),
        (status = 413, description = "No file of this kind may be that large (`file_too_large`)."),
        (status = 422, description = "Values are not valid; `errors` says which. At `/file_name`: `file_name_has_folders`, `file_name_has_control_characters` or `file_name_empty`.")
    ),
    security(("access_token" = []))
)]
#[post("/files/uploads")]
pub async fn create_upload(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    once: Once,
    body: Json<CreateUpload>,
) -> Result<Answer, Error> {
    let Json { value, digest } = body;
    let new = checked(&app, &value)?;
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| create(conn, &actor, &new))
        .await
}

fn checked(app: &App, body: &CreateUpload) -> Result<NewUpload, Error> {
    let file_name = FileName::parse(&body.file_name)?;
    let sha256 = match &body.sha256 {
        Some(text) => Some(rules::from_hex(text).ok_or_else(wrong_digest)?),
        None => None,
    };
    let limits = app.files.limits_in_order();
    let limit = promised_class(&file_name).map_or_else(
        || limits.into_iter().max().unwrap_or(0),
        |class| rules::limit(class, limits),
    );
    if u64::try_from(body.size).is_ok_and(|size| size > limit) {
        return Err(TOO_LARGE.into());
    }
    Ok(NewUpload {
        file_name,
        size: body.size,
        sha256,
    })
}

fn wrong_digest() -> Error {
    Error::field(
        "/sha256",
        "wrong_format",
        Text::new(
            "Mã SHA-256 gồm 64 chữ số thập lục phân.",
            "A SHA-256 has 64 hexadecimal digits.",
        ),
    )
}

fn create(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    new: &NewUpload,
) -> Result<Answer, Error> {
    if queries::count_open(conn, grant)? >= OPEN_UPLOADS {
        return Err(TOO_MANY_UPLOADS.into());
    }
    // Which document it will hang on is not known yet: the unit is the first in which the caller writes.
    let unit_id = grant.roots().first().copied().ok_or(Error::Forbidden)?;
    let upload = queries::insert(conn, grant, unit_id, new)?;
    let detail = json!({"upload_id": upload.public_id, "size": upload.size});
    audit::record(
        conn,
        grant,
        &Entry::write("create_upload", Some(unit_id), Vec::new(), detail),
    )?;
    let location = format!("/api/v1/files/uploads/{}", upload.public_id);
    let offset = upload.received.to_string();
    Ok(Answer::created(location, &UploadView::of(upload, None))?.field("upload-offset", offset))
}
