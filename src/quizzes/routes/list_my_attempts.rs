use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::queries::taking;
use crate::quizzes::rules::results::counting;
use crate::quizzes::views::{AttemptListView, AttemptView};

/// My attempts at a quiz
///
/// The oldest first; uploads that came too late are among them, marked `superseded`.
#[utoipa::path(
    tag = "quizzes",
    params(("quiz_id" = PublicId, Path, description = "The quiz.")),
    responses((status = 200, description = "The attempts.", body = AttemptListView)),
    security(("access_token" = []))
)]
#[get("/me/quizzes/{quiz_id}/attempts")]
pub async fn list_my_attempts(
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
            let attempts = taking::attempts_of(conn, &viewer, viewer.member_id(), quiz.id)?;
            let counting = counting(&attempts, quiz.counts);
            let items = attempts.iter().map(|attempt| {
                let counts = counting == Some(attempt.id);
                let is_withheld = attempt.goes_on_in(&attempts);
                AttemptView::of(attempt, &quiz, counts, viewer.now()).withheld(is_withheld)
            });
            Ok(AttemptListView {
                items: items.collect(),
            })
        })
        .await?;
    Answer::ok(&view)
}
