use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Path, Query};
use crate::kernel::ids::PublicId;
use crate::kernel::text::nfc;
use crate::questions::queries::banks;
use crate::questions::queries::questions::{self, Filter};
use crate::questions::views::{QuestionListView, QuestionView};

/// What narrows the list, and which page of it.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuestions {
    /// Only questions of this category.
    #[validate(length(min = 1, max = 200))]
    #[param(nullable = false, min_length = 1, max_length = 200)]
    category: Option<String>,
    /// `true`: only those that are asked; `false`: only those that no longer are.
    #[param(nullable = false)]
    active: Option<bool>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// The questions of a bank
///
/// With their keys, in the order in which they were made.
#[utoipa::path(
    tag = "questions",
    params(("bank_id" = PublicId, Path, description = "The bank."), ListQuestions),
    responses((status = 200, description = "A page of questions.", body = QuestionListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/question-banks/{bank_id}/questions")]
pub async fn list_questions(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    request: HttpRequest,
    bank_id: Path<PublicId>,
    query: Query<ListQuestions>,
) -> Result<Answer, Error> {
    let (Path(bank_id), Query(query)) = (bank_id, query);
    let limit = PageQuery {
        limit: query.limit,
        cursor: None,
    }
    .limit();
    let view = app
        .db
        .read(move |conn| {
            let bank = banks::find(conn, &grant, bank_id)?;
            let narrowed = (bank_id, &query.category, query.active);
            let cursor = Cursor::new(&grant, "list_questions", &narrowed);
            let after: Option<i64> = cursor.decode(query.cursor.as_deref())?;
            let filter = Filter {
                category: query.category.as_deref().map(nfc),
                active: query.active,
            };
            let mut rows = questions::page(conn, &grant, bank.id, &filter, after, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |(question, _)| question.id);
            let items = rows
                .iter()
                .map(|(question, version)| Ok(QuestionView::of(question, version)?.0));
            Ok(QuestionListView {
                items: items.collect::<Result<_, Error>>()?,
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
