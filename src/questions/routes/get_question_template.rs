use actix_web::get;

use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::Answer;
use crate::http::attachment::{self, FileBytes};
use crate::questions::model::QuestionFormat;
use crate::questions::transfer;

/// The empty sheet of questions
///
/// To be filled in and sent to `import_questions`; its second sheet says how.
#[utoipa::path(
    tag = "questions",
    responses((
        status = 200,
        description = "The file.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        body = FileBytes,
        headers(("Content-Disposition" = String))
    )),
    security(("access_token" = []))
)]
#[get("/question-banks/template")]
pub async fn get_question_template(grant: Grant<WriteQuizzes>) -> Result<Answer, Error> {
    let format = QuestionFormat::Xlsx;
    let bytes = transfer::write(format, &[], grant.now())?;
    Ok(Answer::bytes(format.media_type(), bytes).field(
        "content-disposition",
        attachment::disposition("Mẫu câu hỏi.xlsx"),
    ))
}
