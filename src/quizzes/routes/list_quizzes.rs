use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::quizzes::model::QuizState;
use crate::quizzes::queries::quizzes;
use crate::quizzes::views::{QuizListView, QuizRowView};

/// What narrows the list, and which page of it.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuizzes {
    /// Only quizzes in this state.
    #[param(inline, nullable = false)]
    state: Option<QuizState>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// Quizzes, for those who write them
///
/// Of the units for which the caller writes quizzes, the latest created first.
#[utoipa::path(
    tag = "quizzes",
    params(ListQuizzes),
    responses((status = 200, description = "A page of quizzes.", body = QuizListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/quizzes")]
pub async fn list_quizzes(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    request: HttpRequest,
    query: Query<ListQuizzes>,
) -> Result<Answer, Error> {
    let Query(query) = query;
    let limit = PageQuery {
        limit: query.limit,
        cursor: None,
    }
    .limit();
    let view = app
        .db
        .read(move |conn| {
            let cursor = Cursor::new(&grant, "list_quizzes", &query.state);
            let after: Option<i64> = cursor.decode(query.cursor.as_deref())?;
            let mut rows = quizzes::page(conn, &grant, query.state, after, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |quiz| quiz.id);
            Ok(QuizListView {
                items: rows.into_iter().map(QuizRowView::of).collect(),
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
