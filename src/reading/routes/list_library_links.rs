use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::audiences::Reader;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Cursor, IfNoneMatch, PageQuery, Path, Query};
use crate::kernel::ids::PublicId;
use crate::reading::memory::naming;
use crate::reading::model::{Linked, Way};
use crate::reading::queries::documents;
use crate::reading::views::{LibraryLinkPageView, LibraryLinkView};
use crate::reading::{serve, watch};

/// The page begins after a link of this way.
type Position = (Way, i64);

/// What a document does to others, and others to it
///
/// Amends, replaces, repeals, refers, and the reverse of each; only documents that the caller may read.
#[utoipa::path(
    tag = "library",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        PageQuery,
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (status = 200, description = "A page of links.", body = LibraryLinkPageView, headers(("ETag" = String), ("Link" = String))),
        (status = 304, description = "The page is the same.")
    ),
    security(("access_token" = []))
)]
#[get("/library/{document_id}/links")]
pub async fn list_library_links(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    document_id: Path<PublicId>,
    query: Query<PageQuery>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    let (Path(document_id), Query(query)) = (document_id, query);
    let cursor = Cursor::new(&viewer, "list_library_links", &document_id);
    let after: Option<Position> = cursor.decode(query.cursor.as_deref())?;
    let reader = watch::reader(&app, &viewer).await?;
    let (limit, terms) = (query.limit(), app.reading.terms());
    let (mut rows, terms) = app
        .db
        .read(move |conn| {
            let rows = page(conn, &reader, document_id, after, limit + 1)?;
            let papers = rows.iter().map(|(_, link)| &link.other);
            let terms = naming(conn, &reader, terms, papers)?;
            Ok((rows, terms))
        })
        .await?;
    let next_cursor = cursor.cut(&mut rows, limit, |(way, link)| (*way, link.id));
    let today = viewer.now().day();
    let items = rows
        .into_iter()
        .map(|(way, link)| LibraryLinkView::of(way, link, &terms, today))
        .collect::<Result<_, _>>()?;
    let page = LibraryLinkPageView { items, next_cursor };
    let answer = serve::tagged(&page, &known)?;
    Ok(answer.next_page(&request, page.next_cursor.as_deref()))
}

fn page(
    conn: &mut Conn,
    reader: &Reader,
    document_id: PublicId,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<(Way, Linked)>, Error> {
    let (document_id, _) = documents::locate(conn, reader, document_id)?;
    let (begun, last) = after.unwrap_or((Way::Out, 0));
    let mut found: Vec<(Way, Linked)> = Vec::new();
    for way in [Way::Out, Way::In] {
        let missing = limit - i64::try_from(found.len()).unwrap_or(limit);
        if missing <= 0 || (begun, way) == (Way::In, Way::Out) {
            continue;
        }
        let from = if way == begun { last } else { 0 };
        let links = documents::links(conn, reader, document_id, way, from, missing)?;
        found.extend(links.into_iter().map(|link| (way, link)));
    }
    Ok(found)
}
