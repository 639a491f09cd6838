use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Query};
use crate::reading;
use crate::search::finder::Finder;
use crate::search::rules::asked::Asked;
use crate::search::views::{SuggestionView, SuggestionsView};

/// What is typed so far.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SuggestLibrary {
    /// Words of a title or the symbol of a paper; the last one may be unfinished.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100, example = "chuyen do")]
    q: String,
}

/// What may be meant, while it is typed
///
/// Up to ten symbols and titles that have all words, the last one as the beginning of a word. Those with the same marks
/// come first, then those that begin as typed. Only of what the caller may read.
#[utoipa::path(
    tag = "search",
    params(SuggestLibrary),
    responses((status = 200, description = "Symbols and titles.", body = SuggestionsView)),
    security(("access_token" = []))
)]
#[get("/library/suggestions")]
pub async fn suggest_library(
    viewer: Viewer,
    app: Data<App>,
    query: Query<SuggestLibrary>,
) -> Result<Answer, Error> {
    let (reader, kept) = (reading::reader(&app, &viewer).await?, app.clone());
    let today = viewer.now().day();
    let suggestions = app
        .db
        .read(move |conn| {
            let asked = Asked::read(&query.q);
            Finder::work(conn, &kept, &reader, today, |finder| finder.suggest(&asked))
        })
        .await?;
    let items = suggestions.iter().map(SuggestionView::of).collect();
    Answer::ok(&SuggestionsView { items })
}
