use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::quizzes::queries::taking;
use crate::quizzes::views::{MyQuizListView, MyQuizView};

/// Quizzes that I may take
///
/// Published and closed ones whose audience admits the caller, the latest created first, with how far he is.
#[utoipa::path(
    tag = "quizzes",
    params(PageQuery),
    responses((status = 200, description = "A page of quizzes.", body = MyQuizListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/me/quizzes")]
pub async fn list_my_quizzes(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    query: Query<PageQuery>,
) -> Result<Answer, Error> {
    let Query(query) = query;
    let limit = query.limit();
    let (audiences, system) = (app.audiences.clone(), app.system("quizzes"));
    let view = app
        .db
        .read(move |conn| {
            audiences.refresh(conn, &system)?;
            let reader = audiences.reader(&viewer);
            let cursor = Cursor::new(&viewer, "list_my_quizzes", &());
            let after: Option<i64> = cursor.decode(query.cursor.as_deref())?;
            let mut rows = taking::page(conn, &reader, after, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |quiz| quiz.id);
            let items = rows
                .into_iter()
                .map(|quiz| MyQuizView::load(conn, &viewer, quiz));
            Ok(MyQuizListView {
                items: items.collect::<Result<_, Error>>()?,
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
