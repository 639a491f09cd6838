use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::audiences::Reader;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Cursor, IfNoneMatch, PageQuery, Query};
use crate::kernel::instant::Instant;
use crate::kernel::text::search_key;
use crate::reading::memory::naming;
use crate::reading::model::{
    Circulation, ForceFilter, Genre, Own, Terms, Tier, TierFilter, Wanted,
};
use crate::reading::pages::{self, Item, Page, PageKey};
use crate::reading::queries::list::{self, Position};
use crate::reading::queries::own;
use crate::reading::views::LibraryPageView;
use crate::reading::{rules, serve, watch};

/// What narrows the list, and which page of it.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLibrary {
    /// Only official papers, or only study material.
    #[param(inline, nullable = false)]
    genre: Option<Genre>,
    /// Code of a kind.
    #[validate(length(min = 1, max = 40))]
    #[param(nullable = false, min_length = 1, max_length = 40)]
    kind: Option<String>,
    /// The beginning of the issuer's name; case and marks make no difference.
    #[validate(length(min = 1, max = 200))]
    #[param(nullable = false, min_length = 1, max_length = 200)]
    issuer: Option<String>,
    /// Of the day of issue.
    #[validate(range(min = 1900, max = 2100))]
    #[param(nullable = false, minimum = 1900, maximum = 2100)]
    year: Option<i32>,
    /// Code of a topic.
    #[validate(length(min = 1, max = 40))]
    #[param(nullable = false, min_length = 1, max_length = 40)]
    topic: Option<String>,
    /// Only of this tier, or `all`; without it, required and recommended ones (with `bookmarked=true`, all).
    #[param(inline, nullable = false)]
    tier: Option<TierFilter>,
    /// Whether they hold today: `in_force` has the `amended` ones too, `ended` those that are `expired`, `replaced` or
    /// `repealed`. Study material is judged by its own days, so that most of it is `in_force`: with `genre=official` only
    /// papers, as `search_library` finds them by this filter. What no longer holds mostly lies in the archive: ask with
    /// `tier=all`.
    #[param(inline, nullable = false)]
    force: Option<ForceFilter>,
    /// Only the press digests about this day. They mostly lie in the archive: ask with `tier=all`.
    #[param(nullable = false, format = Date, max_length = 10)]
    digest_on: Option<NaiveDate>,
    /// `true`: only those that the caller has not begun; `false`: only those that he has.
    #[param(nullable = false)]
    unread: Option<bool>,
    /// `true`: only those that the caller has bookmarked; `false`: only the others.
    #[param(nullable = false)]
    bookmarked: Option<bool>,
    /// Only public ones, or only internal ones.
    #[param(inline, nullable = false)]
    circulation: Option<Circulation>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// The page begins after: microseconds of `shown_at`, and the row key.
type Place = (i64, i64);

/// What the caller may read, the newest first
///
/// Published papers and study material. Those of tier `archive` are left out, whatever else is asked, unless `tier=archive`
/// or `tier=all` asks for them (or `bookmarked=true` does): press digests and what no longer holds mostly lie there. Begun is
/// a document for which a reading position is kept in the edition that is shown, or in one that differs from it only in minor
/// ways; everything else is unread.
#[utoipa::path(
    tag = "library",
    params(ListLibrary, ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")),
    responses(
        (status = 200, description = "A page of documents.", body = LibraryPageView, headers(("ETag" = String), ("Link" = String))),
        (status = 304, description = "The page is the same.")
    ),
    security(("access_token" = []))
)]
#[get("/library")]
pub async fn list_library(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    query: Query<ListLibrary>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    let query = query.0;
    let limit = PageQuery {
        limit: query.limit,
        cursor: None,
    }
    .limit();
    let filter = ListLibrary {
        limit: None,
        cursor: None,
        ..query.clone()
    };
    let cursor = Cursor::new(&viewer, "list_library", &filter);
    let after: Option<Place> = cursor.decode(query.cursor.as_deref())?;
    let after = after.and_then(|(at, id)| Some((Instant::from_micros(at)?, id)));
    let reader = watch::reader(&app, &viewer).await?;
    let generation = app.reading.pages.generation();
    let terms = app.reading.terms();
    let wanted = wanted(&query, &terms)?;
    let part = (after, limit + 1);
    let key = PageKey::shared(generation, &reader, &wanted, part);
    let (page, own) = page(&app, reader, key, (wanted, terms), part).await?;
    let mut rows: Vec<&Item> = page.items.iter().collect();
    let place = |row: &&Item| (row.position.0.micros(), row.position.1);
    let next_cursor = cursor.cut(&mut rows, limit, place);
    let next_cursor = next_cursor.as_deref();
    let (body, digest) = pages::answer(&page, rows.len(), &own, next_cursor)?;
    let answer = serve::of_digest(body, &digest, &known);
    Ok(answer.next_page(&request, next_cursor))
}

/// The documents of a page, from memory where they are kept, and what the reader keeps of them.
async fn page(
    app: &App,
    reader: Reader,
    key: Option<PageKey>,
    (wanted, terms): (Wanted, Arc<Terms>),
    (after, limit): (Option<Position>, i64),
) -> Result<(Page, HashMap<i64, Own>), Error> {
    let memory = &app.reading;
    if let Some(known) = key.as_ref().and_then(|key| memory.page(key)) {
        let (asker, shown) = (reader.clone(), Arc::clone(&known));
        let own = app
            .db
            .read(move |conn| own::kept(conn, &asker, span(&shown)))
            .await?;
        // The database may have let him wait, and the library may have changed meanwhile.
        if key.as_ref().and_then(|key| memory.page(key)).is_some() {
            return Ok((known, own));
        }
    }
    let (page, own) = app
        .db
        .read(move |conn| {
            let rows = list::page(conn, &reader, &wanted, after, limit)?;
            let papers = rows.iter().map(|row| &row.paper);
            let terms = naming(conn, &reader, terms, papers)?;
            let page = pages::page(rows, &terms, reader.viewer().now().day())?;
            let own = own::kept(conn, &reader, span(&page))?;
            Ok((page, own))
        })
        .await?;
    if let Some(key) = key {
        memory.pages.keep(key, &page);
    }
    Ok((page, own))
}

/// The first and the last row key of a page.
fn span(page: &Page) -> (i64, i64) {
    let keys = || page.items.iter().map(|item| item.document_id);
    (keys().min().unwrap_or(0), keys().max().unwrap_or(0))
}

fn wanted(query: &ListLibrary, terms: &Terms) -> Result<Wanted, Error> {
    let kind_id = match &query.kind {
        Some(code) => Some(Terms::id(&terms.kinds, code).ok_or(&rules::UNKNOWN_KIND)?),
        None => None,
    };
    let topic_id = match &query.topic {
        Some(code) => Some(Terms::id(&terms.topics, code).ok_or(&rules::UNKNOWN_TOPIC)?),
        None => None,
    };
    let issuer = match query.issuer.as_deref().map(search_key) {
        Some(key) if key.is_empty() => return Err(rules::NOTHING_TO_SEARCH.into()),
        key => key,
    };
    let tiers = match query.tier {
        Some(filter) => filter.only().into_iter().map(Tier::code).collect(),
        None if query.bookmarked == Some(true) => Vec::new(),
        None => vec![Tier::Required.code(), Tier::Recommended.code()],
    };
    Ok(Wanted {
        genre: query.genre,
        kind_id,
        issuer,
        issued: query.year.and_then(rules::days_of_year),
        digest_on: query.digest_on,
        topic_id,
        tiers,
        force: query.force,
        circulation: query.circulation,
        unread: query.unread,
        bookmarked: query.bookmarked,
    })
}
