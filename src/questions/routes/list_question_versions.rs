use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Path, Query};
use crate::kernel::ids::PublicId;
use crate::questions::queries::{questions, versions};
use crate::questions::views::{QuestionVersionListView, QuestionVersionView};

/// What a question has said
///
/// All its versions, the latest first.
#[utoipa::path(
    tag = "questions",
    params(("question_id" = PublicId, Path, description = "The question."), PageQuery),
    responses((status = 200, description = "A page of versions.", body = QuestionVersionListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/questions/{question_id}/versions")]
pub async fn list_question_versions(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    request: HttpRequest,
    question_id: Path<PublicId>,
    query: Query<PageQuery>,
) -> Result<Answer, Error> {
    let (Path(question_id), Query(query)) = (question_id, query);
    let limit = query.limit();
    let view = app
        .db
        .read(move |conn| {
            let (question, _) = questions::find(conn, &grant, question_id)?;
            let cursor = Cursor::new(&grant, "list_question_versions", &question_id);
            let before: Option<i32> = cursor.decode(query.cursor.as_deref())?;
            let mut rows = versions::page(conn, &grant, question.id, before, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |version| version.number);
            let items = rows.iter().map(QuestionVersionView::of);
            Ok(QuestionVersionListView {
                items: items.collect::<Result<_, Error>>()?,
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
