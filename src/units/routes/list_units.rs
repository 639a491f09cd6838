use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::kernel::ids::PublicId;
use crate::kernel::text::{exact_key, has_marks, search_key};
use crate::units::model::UnitKind;
use crate::units::queries::list::{self, NameQuery, Place, Position, Wanted};
use crate::units::views::{UnitItem, UnitPage};
use crate::units::{locate, rules};

/// Which units.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListUnits {
    /// Only units directly below this one.
    #[param(nullable = false)]
    pub parent_id: Option<PublicId>,
    /// Only units of this kind.
    #[param(inline, nullable = false)]
    pub kind: Option<UnitKind>,
    /// Closed units too.
    #[serde(default)]
    #[param(default = false)]
    pub include_closed: bool,
    /// Part of a name; case and marks make no difference, but names with the same marks come first.
    #[validate(length(min = 1, max = 200))]
    #[param(min_length = 1, max_length = 200, nullable = false)]
    pub q: Option<String>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(max_length = 1000, nullable = false)]
    pub cursor: Option<String>,
}

/// Units, by level or by name
///
/// With `parent_id` the units directly below that one; without it, and without `q` or `kind`, the top units; with `q`
/// or `kind` alone, units anywhere in the tree. Only units that the caller may know of: those of his roles and his own
/// cell, everything below and everything above them. In the order of names (CLDR `vi`).
#[utoipa::path(
    tag = "units",
    params(ListUnits),
    responses(
        (status = 200, description = "A page of units.", body = UnitPage),
        (status = 404, description = "There is no such unit above, or the caller may not know of it.")
    ),
    security(("access_token" = []))
)]
#[get("/units")]
pub async fn list_units(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    query: Query<ListUnits>,
) -> Result<Answer, Error> {
    let Query(query) = query;
    let name = query.q.as_deref().map(name_query).transpose()?;
    let page = app
        .db
        .report(move |conn| {
            let limit = PageQuery {
                limit: query.limit,
                cursor: None,
            }
            .limit();
            let filter = (query.parent_id, query.kind, query.include_closed, &query.q);
            let cursor = Cursor::new(&viewer, "list_units", &filter);
            let after: Option<Position> = cursor.decode(query.cursor.as_deref())?;
            let place = match query.parent_id {
                Some(parent_id) => Place::Under(locate(conn, &viewer, parent_id)?.id),
                None if query.q.is_some() || query.kind.is_some() => Place::Anywhere,
                None => Place::Top,
            };
            let wanted = Wanted {
                place,
                kind: query.kind,
                include_closed: query.include_closed,
                name,
            };
            let mut rows = list::page(conn, &viewer, &wanted, after, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |(unit, same_marks)| Position {
                same_marks: *same_marks,
                name_sort: unit.name_sort.clone(),
                id: unit.id,
            });
            let units: Vec<_> = rows.into_iter().map(|(unit, _)| unit).collect();
            Ok(UnitPage {
                items: UnitItem::load_many(conn, &units)?,
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&page)?.next_page(&request, page.next_cursor.as_deref()))
}

fn name_query(text: &str) -> Result<NameQuery, Error> {
    let key = search_key(text);
    if key.is_empty() {
        return Err(rules::NOTHING_TO_SEARCH.into());
    }
    Ok(NameQuery {
        key,
        exact: has_marks(text).then(|| exact_key(text)),
    })
}
