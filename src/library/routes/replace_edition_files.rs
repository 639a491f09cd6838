use actix_web::put;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::db::Conn;
use crate::error::Error;
use crate::files::{self, FileRef};
use crate::http::{Answer, IfMatch, Json, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::{self, Desk};
use crate::library::model::FileRole;
use crate::library::queries::files::Placed;
use crate::library::queries::{self, editions};
use crate::library::rules::files::{fits, in_place, is_named_rightly, wrong_name, wrong_role};
use crate::library::stamps::Borne;
use crate::library::views::EditionView;
use crate::library::{drafting, sources};

/// The files of an edition from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"files": [
    {"file_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d09", "role": "original", "file_name": "57-NQ-TU.docx"}
]}))]
pub struct ReplaceEditionFiles {
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    files: Vec<EditionFileBody>,
}

/// A file to be put into an edition.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionFileBody {
    /// A file of the caller's own, or one that the document already holds.
    file_id: PublicId,
    role: FileRole,
    /// As readers save it.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    file_name: String,
}

/// Attach files to a draft
///
/// All of them: what is left out is no longer attached. Each must be what its role says (`file_role_mismatch`) and what the
/// ending of its name says (`file_name_mismatch`). Files of text (PDF, office files, books, plain text) are looked through for
/// stamps of secrecy; those of which nothing can be said, such as a scan, stand in `unread_files` and need the same
/// confirmation. Refused are a file that would run, send or fetch something by itself (`active_content`: scripts and actions
/// of a PDF, macros, embedded objects, content from elsewhere; a link that a reader presses on may stay), and one of which
/// nobody can say whether it would: broken (`corrupt`), with a password (`encrypted`), or unpacking to more than is read
/// (`too_large_unpacked`).
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = ReplaceEditionFiles,
    responses(
        (status = 200, description = "The edition after the change.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `not_an_author`: only an author of the document does this."),
        (status = 404, description = "There is no such edition on the caller's desk, or no such file of his own or of the document."),
        (status = 409, description = "`wrong_edition_state`: it is no draft."),
        (status = 413, description = "The body is too large, or a file is (`file_too_large`: at most 50 MiB are looked through)."),
        (status = 422, description = "Values are not valid; `errors` says which. At a file's `/role`: `file_role_mismatch`; at its `/file_name`: `file_name_mismatch`, `file_name_empty`, `file_name_has_folders` or `file_name_has_control_characters`; at its `/file_id`: `active_content`, `corrupt`, `encrypted` or `too_large_unpacked`."),
        (status = 503, description = "`file_damaged`: a stored file is damaged; send it in again. `busy`: the server is busy, or the storage does not answer; see `Retry-After`.")
    ),
    security(("access_token" = []))
)]
#[put("/editions/{edition_id}/files")]
pub async fn replace_edition_files(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<ReplaceEditionFiles>,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let wanted = body.value.files;
    let (reader, asked, version) = (grant.clone(), wanted.clone(), if_match.clone());
    let found = app
        .db
        .read(move |conn| {
            let (desk, edition) = Desk::find_edition(conn, &reader, edition_id)?;
            desk.check_author()?;
            edition.check_writable()?;
            // Before anything is read for an edit that will be refused.
            version.check(edition.revision)?;
            let found = asked.iter().enumerate().map(|(place, file)| {
                let found = find(conn, &reader, &desk, file.file_id)?;
                if !fits(file.role, &found.media_type) {
                    return Err(wrong_role(place));
                }
                let name = files::file_name(&file.file_name);
                let name = name.map_err(|refused| in_place(place, refused))?;
                if !is_named_rightly(&name, &found.media_type) {
                    return Err(wrong_name(place));
                }
                Ok(found)
            });
            found.collect::<Result<Vec<FileRef>, Error>>()
        })
        .await?;
    let borne = look(&app, &found, &wanted).await?;
    app.db
        .write(move |conn| replace(conn, &grant, edition_id, &if_match, &wanted, &borne))
        .await
}

/// Looks through each of the files, once however often it is named.
async fn look(
    app: &App,
    found: &[FileRef],
    wanted: &[EditionFileBody],
) -> Result<Vec<Borne>, Error> {
    let mut borne: Vec<Borne> = Vec::with_capacity(found.len());
    for (place, (file, asked)) in found.iter().zip(wanted).enumerate() {
        let mut before = found.iter().zip(wanted).take(place);
        let same = before.position(|(other, said)| other.id == file.id && said.role == asked.role);
        let known = same.and_then(|place| borne.get(place)).cloned();
        borne.push(match known {
            Some(known) => known,
            None => sources::look(app, place, asked.role, file).await?,
        });
    }
    Ok(borne)
}

fn find(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    desk: &Desk,
    id: PublicId,
) -> Result<FileRef, Error> {
    match queries::files::held_by_document(conn, grant, desk.document.id, id)? {
        Some(key) => files::by_key(conn, grant, key),
        None => Ok(files::by_public_id(conn, grant, id)?.file),
    }
}

fn replace(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    id: PublicId,
    if_match: &IfMatch,
    wanted: &[EditionFileBody],
    borne: &[Borne],
) -> Result<Answer, Error> {
    let (desk, edition) = desk::draft(conn, grant, id, if_match)?;
    let mut placed = Vec::with_capacity(wanted.len());
    for file in wanted {
        let held = queries::files::held_by_document(conn, grant, desk.document.id, file.file_id)?;
        let file_id = match held {
            Some(key) => key,
            None => files::claim(conn, grant, file.file_id)?.id,
        };
        placed.push(Placed {
            role: file.role,
            file_id,
            file_name: files::file_name(&file.file_name)?,
        });
    }
    drafting::attach(conn, grant, &edition, &placed, borne)?;
    let detail = json!({"edition_id": edition.public_id, "files": placed.len()});
    let unit = Some(desk.document.owner_unit_id);
    audit::record(
        conn,
        grant,
        &Entry::write("replace_edition_files", unit, Vec::new(), detail),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, &desk.document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
