use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Cursor, Query};
use crate::reading;
use crate::search::finder::Finder;
use crate::search::model::{ForceFilter, Genre, Narrowing, TierFilter};
use crate::search::rules::asked::Asked;
use crate::search::views::{SearchHitView, SearchResultsView};

/// What is looked for, and where.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchLibrary {
    /// Words, a question, the symbol of a paper or a part of it, or its number and words of its title. Neither marks nor
    /// capitals hide anything: where marks are typed, documents with the same ones come first; where capitals are typed
    /// within the query (not only its first letter, nor all letters), of documents whose titles are equally near those come
    /// first whose title has the words with the same capitals, and passages are chosen likewise.
    #[validate(length(min = 1, max = 200))]
    #[param(min_length = 1, max_length = 200, example = "57 nq tw")]
    q: String,
    /// Only official documents, or only study materials.
    #[param(inline, nullable = false)]
    genre: Option<Genre>,
    /// Only of this kind: its code.
    #[validate(length(min = 1, max = 40))]
    #[param(nullable = false, min_length = 1, max_length = 40)]
    kind: Option<String>,
    /// Only on this topic: its code.
    #[validate(length(min = 1, max = 40))]
    #[param(nullable = false, min_length = 1, max_length = 40)]
    topic: Option<String>,
    /// Only of this tier; with `all`, or without it, of any: the archive is searched too.
    #[param(inline, nullable = false)]
    tier: Option<TierFilter>,
    /// Only issued in this year.
    #[validate(range(min = 1900, max = 2100))]
    #[param(nullable = false, minimum = 1900, maximum = 2100)]
    year: Option<i32>,
    /// Only of this issuer: its whole name, in any writing.
    #[validate(length(min = 1, max = 200))]
    #[param(nullable = false, min_length = 1, max_length = 200)]
    issuer: Option<String>,
    /// Only official documents of which this is true today. `in_force` is also what was amended in part (`amended`);
    /// `ended` is what has expired, or was replaced or repealed. Study material is never found with it, whereas
    /// `list_library` has what of it holds.
    #[param(inline, nullable = false)]
    force: Option<ForceFilter>,
    /// Documents a page.
    #[validate(range(min = 1, max = 20))]
    #[param(nullable = false, minimum = 1, maximum = 20, default = 10)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and search.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// Documents and passages
///
/// Documents that have all words come in this order: named by number and symbol; words in the title, kind and issuer, a
/// paper's number being one of them; words of the text that follow one another; words anywhere. With marks, those with the
/// same marks come first; then those whose title is nearer, that have the capitals typed within the query in it, that are
/// in force, that must be read, the newest. When hardly anything has all words, those with most of them. Only what the
/// caller may read, and of it the best hundred or more.
#[utoipa::path(
    tag = "search",
    params(SearchLibrary),
    responses((status = 200, description = "A page of documents.", body = SearchResultsView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/library/search")]
pub async fn search_library(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    query: Query<SearchLibrary>,
) -> Result<Answer, Error> {
    let query = query.0;
    let filter = SearchLibrary {
        limit: None,
        cursor: None,
        ..query.clone()
    };
    let cursor = Cursor::new(&viewer, "search_library", &filter);
    let shown: usize = cursor.decode(query.cursor.as_deref())?.unwrap_or(0);
    let limit = usize::try_from(query.limit.unwrap_or(10)).unwrap_or(10);
    let (reader, kept) = (reading::reader(&app, &viewer).await?, app.clone());
    let today = viewer.now().day();
    let (items, goes_on) = app
        .db
        .read(move |conn| {
            let asked = Asked::read(&query.q);
            Finder::work(conn, &kept, &reader, today, |finder| {
                let found = finder.find(&asked, &query.narrowing())?;
                let goes_on = found.len() > shown.saturating_add(limit);
                let page: Vec<_> = found.into_iter().skip(shown).take(limit).collect();
                let mut passages = finder.passages(&asked, &page)?;
                let items = page.iter().map(|hit| {
                    let passages = passages.remove(&hit.found.id).unwrap_or_default();
                    SearchHitView::of(hit, passages, today)
                });
                Ok((items.collect::<Result<Vec<_>, _>>()?, goes_on))
            })
        })
        .await?;
    let next_cursor = goes_on.then(|| cursor.encode(&(shown + limit)));
    let view = SearchResultsView { items, next_cursor };
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}

impl SearchLibrary {
    fn narrowing(&self) -> Narrowing {
        Narrowing {
            genre: self.genre,
            kind: self.kind.clone(),
            topic: self.topic.clone(),
            tier: self.tier.and_then(TierFilter::only),
            year: self.year,
            issuer: self.issuer.clone(),
            force: self.force,
        }
    }
}
