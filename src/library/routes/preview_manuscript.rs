use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::files;
use crate::http::{Answer, Json, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::queries;
use crate::library::sources;
use crate::library::views::manuscript::ManuscriptView;

/// The file to be read.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"file_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d09"}))]
pub struct PreviewManuscript {
    /// A file of the caller's own, or one that the document already holds.
    pub file_id: PublicId,
}

/// See what a file would become
///
/// A `.docx`, a PDF with text or Markdown as sections, by its headings and numbering, with the stamps of secrecy and other
/// things to look at. Nothing is stored: correct it and send it as the edition's sections.
///
/// A file that is none of these is refused with `not_a_manuscript`; one that cannot be read with the reason: `corrupt`,
/// `empty`, `encrypted`, `no_text` (only pictures), `old_word_format`, `legacy_tcvn3` or `legacy_vni` (letters from before
/// Unicode), `too_large`, `too_large_unpacked`, `too_long`, `too_many_pages`, `too_many_sections`; `active_content`: a PDF that would run, open
/// or fetch something by itself.
#[utoipa::path(
    tag = "documents",
    params(("edition_id" = PublicId, Path, description = "The edition.")),
    request_body = PreviewManuscript,
    responses(
        (status = 200, description = "What it would become.", body = ManuscriptView),
        (status = 403, description = "Not permitted. `not_an_author`: only an author of the document does this."),
        (status = 404, description = "There is no such edition on the caller's desk, or no such file of his own or of the document."),
        (status = 409, description = "`wrong_edition_state`: it is no draft."),
        (status = 413, description = "The body is too large, or the file is (`file_too_large`: at most 50 MiB are read)."),
        (status = 422, description = "Values are not valid; `errors` says which. At `/file_id`: `not_a_manuscript`, or why it cannot be read."),
        (status = 503, description = "`file_damaged`: the stored file is damaged; send it in again. `busy`: the server is busy, or the storage does not answer; see `Retry-After`.")
    ),
    security(("access_token" = []))
)]
#[post("/editions/{edition_id}/manuscript-previews")]
pub async fn preview_manuscript(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    body: Json<PreviewManuscript>,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let file_id = body.value.file_id;
    let file = app
        .db
        .read(move |conn| {
            let (desk, edition) = Desk::find_edition(conn, &grant, edition_id)?;
            desk.check_author()?;
            edition.check_writable()?;
            match queries::files::held_by_document(conn, &grant, desk.document.id, file_id)? {
                Some(id) => files::by_key(conn, &grant, id),
                None => Ok(files::by_public_id(conn, &grant, file_id)?.file),
            }
        })
        .await?;
    let manuscript = sources::read(&app, &file).await?;
    Answer::ok(&ManuscriptView::of(manuscript))
}
