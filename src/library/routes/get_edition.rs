use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::views::EditionView;

/// An edition on the desk
///
/// With all its sections, whatever its state; for the authors of its document and the publishers of its unit.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (
            status = 200,
            description = "The edition. The example was scheduled and could not go out; its file is a scan, which a second person has looked at.",
            body = EditionView,
            headers(("ETag" = String)),
            example = json!({
                "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d11", "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d10",
                "number": 1, "change": "major", "state": "approved",
                "metadata": {"genre": "official", "kind": {"code": "nghi_quyet", "name": "Nghị quyết"},
                    "title": "Nghị quyết sửa đổi Nghị quyết về chuyển đổi số trong công tác đảng", "symbol": "61-NQ/TU",
                    "issuer": "Thành ủy Vĩnh An", "issued_on": "2026-06-02", "urgency": "normal",
                    "links": [{"kind": "amends", "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "holds_from": "2026-06-15"}]},
                "stamps": [],
                "unread_files": [{"file_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d19", "reason": "no_text"}],
                "stamps_confirmed_at": "2026-06-03T02:15:00.000Z",
                "publication_failure": {"at": "2026-06-04T01:00:00.000Z", "code": "link_target_unknown"},
                "sections": [{"anchor": "dieu-1", "level": 1, "kind": "article", "number": "1", "title": "Nội dung sửa đổi",
                    "html": "<p>Sửa đổi Điều 5 về thời hạn thực hiện.</p>", "text": "Sửa đổi Điều 5 về thời hạn thực hiện."}],
                "files": [{"file_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d19", "role": "signed", "file_name": "61-NQ-TU.pdf",
                    "size": 1_843_200, "media_type": "application/pdf"}],
                "created_at": "2026-06-02T02:15:00.000Z", "updated_at": "2026-06-04T01:00:00.000Z"
            })
        ),
        (status = 304, description = "The caller has the current version.")
    ),
    security(("access_token" = []))
)]
#[get("/editions/{edition_id}")]
pub async fn get_edition(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let (view, etag) = app
        .db
        .read(move |conn| {
            let (desk, edition) = Desk::find_edition(conn, &grant, edition_id)?;
            EditionView::load(conn, &grant, &desk.document, &edition)
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
