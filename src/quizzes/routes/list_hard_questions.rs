use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::figures::{self, LEAST_MEMBERS};
use crate::quizzes::model::AttemptState;
use crate::quizzes::queries::{statistics, taking};
use crate::quizzes::views::{HardQuestionListView, HardQuestionView};

/// Most that are named.
const MOST: usize = 50;

/// What our members find hard
///
/// The questions that members of the caller's units answer worst, the hardest first: figures, no names, and only of questions that
/// at least five members were asked. What a question says is shown to who has taken the quiz himself, or once it is over.
#[utoipa::path(
    tag = "quizzes",
    params(("quiz_id" = PublicId, Path, description = "The quiz.")),
    responses((status = 200, description = "The questions.", body = HardQuestionListView)),
    security(("access_token" = []))
)]
#[get("/quizzes/{quiz_id}/hard-questions")]
pub async fn list_hard_questions(
    grant: Grant<ReadProgress>,
    app: Data<App>,
    quiz_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let (Path(quiz_id), memory) = (quiz_id, app.questions.clone());
    let view = app
        .db
        .report(move |conn| {
            let quiz = statistics::known_quiz(conn, &grant, quiz_id)?;
            let me = grant.viewer().member_id();
            let own = taking::attempts_of(conn, &grant, me, quiz.id)?;
            let is_shown = quiz.is_over(grant.now())
                || own
                    .iter()
                    .any(|attempt| attempt.state == AttemptState::Closed);
            let rows = statistics::of_units(conn, &grant, quiz.id)?;
            let mut found = figures::by_question(rows);
            found.retain(|(_, _, members, _)| *members >= LEAST_MEMBERS);
            found.sort_by_key(|(.., figures)| figures.facility);
            found.truncate(MOST);
            let versions: Vec<i64> = found.iter().map(|(_, version, ..)| *version).collect();
            let asked = memory.versions(conn, &grant, &versions)?;
            let views = found
                .iter()
                .zip(&asked)
                .map(|((.., figures), asked)| HardQuestionView {
                    text: is_shown.then(|| asked.body.text.clone()),
                    attempts: i32::try_from(figures.attempts).unwrap_or(i32::MAX),
                    facility_permille: figures.facility,
                });
            Ok(HardQuestionListView {
                quiz_id,
                questions: views.collect(),
            })
        })
        .await?;
    Answer::ok(&view)
}
