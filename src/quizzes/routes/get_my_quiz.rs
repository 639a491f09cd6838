use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::queries::taking;
use crate::quizzes::views::MyQuizView;

/// A quiz that I may take
///
/// Its rules in words of numbers, and how far the caller is. Its questions are shown in an attempt.
#[utoipa::path(
    tag = "quizzes",
    params(("quiz_id" = PublicId, Path, description = "The quiz.")),
    responses((status = 200, description = "The quiz.", body = MyQuizView)),
    security(("access_token" = []))
)]
#[get("/me/quizzes/{quiz_id}")]
pub async fn get_my_quiz(
    viewer: Viewer,
    app: Data<App>,
    quiz_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let Path(quiz_id) = quiz_id;
    let (audiences, system) = (app.audiences.clone(), app.system("quizzes"));
    let view = app
        .db
        .read(move |conn| {
            audiences.refresh(conn, &system)?;
            let reader = audiences.reader(&viewer);
            let quiz = taking::find_or_taken(conn, &reader, quiz_id)?;
            MyQuizView::load(conn, &viewer, quiz)
        })
        .await?;
    Answer::ok(&view)
}
