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
use crate::questions::queries::banks;
use crate::questions::views::{QuestionBankListView, QuestionBankView};

/// What narrows the list, and which page of it.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuestionBanks {
    /// Only banks of this topic (its code).
    #[validate(length(min = 1, max = 40))]
    #[param(
        nullable = false,
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z0-9_]+$"
    )]
    topic: Option<String>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// Banks of questions
///
/// Of the units for which the caller writes quizzes, the latest created first.
#[utoipa::path(
    tag = "questions",
    params(ListQuestionBanks),
    responses((status = 200, description = "A page of banks.", body = QuestionBankListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/question-banks")]
pub async fn list_question_banks(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    request: HttpRequest,
    query: Query<ListQuestionBanks>,
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
            let cursor = Cursor::new(&grant, "list_question_banks", &query.topic);
            let after: Option<i64> = cursor.decode(query.cursor.as_deref())?;
            let topic = query.topic.as_deref();
            let mut rows = banks::page(conn, &grant, topic, after, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |bank| bank.id);
            Ok(QuestionBankListView {
                items: QuestionBankView::load_many(conn, grant.viewer(), &rows)?,
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
