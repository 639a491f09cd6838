use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::questions;
use crate::quizzes::figures;
use crate::quizzes::queries::{quizzes, statistics};
use crate::quizzes::views::{QuestionFiguresView, QuizStatisticsView};

/// How the questions of a quiz fare
///
/// Facility and discrimination of each, from the latest 5,000 closed attempts: figures, no names.
#[utoipa::path(
    tag = "quizzes",
    params(("quiz_id" = PublicId, Path, description = "The quiz.")),
    responses((status = 200, description = "The figures.", body = QuizStatisticsView)),
    security(("access_token" = []))
)]
#[get("/quizzes/{quiz_id}/statistics")]
pub async fn get_quiz_statistics(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    quiz_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let Path(quiz_id) = quiz_id;
    let view = app
        .db
        .report(move |conn| {
            let quiz = quizzes::find(conn, &grant, quiz_id)?;
            let (attempts, rows) = statistics::of_quiz(conn, &grant, quiz.id)?;
            let found = figures::by_question(rows);
            let keys: Vec<i64> = found.iter().map(|(id, ..)| *id).collect();
            let ids = questions::question_ids(conn, &grant, keys)?;
            let views = found.into_iter().filter_map(|(id, _, _, figures)| {
                let (_, question_id) = ids.iter().find(|(key, _)| *key == id)?;
                Some(QuestionFiguresView {
                    question_id: *question_id,
                    attempts: i32::try_from(figures.attempts).ok()?,
                    facility_permille: figures.facility,
                    discrimination_permille: figures.discrimination,
                })
            });
            Ok(QuizStatisticsView {
                quiz_id,
                attempts: i32::try_from(attempts).unwrap_or(i32::MAX),
                questions: views.collect(),
            })
        })
        .await?;
    Answer::ok(&view)
}
