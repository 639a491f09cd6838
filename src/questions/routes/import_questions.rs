use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, post};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::auth::secret::sha256;
use crate::error::Error;
use crate::http::attachment::FileBytes;
use crate::http::language::Language;
use crate::http::{Answer, Once, Path, Query};
use crate::kernel::ids::PublicId;
use crate::questions::model::QuestionFormat;
use crate::questions::queries::banks;
use crate::questions::transfer;
use crate::questions::views::QuestionImportView;

/// Bytes of a file: a full bank has about two million.
const FILE_BYTES: usize = 4 * 1024 * 1024;

/// What kind of file it is, and whether it is meant.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuestions {
    /// What kind of file it is.
    #[param(inline, example = "gift")]
    format: QuestionFormat,
    /// `true`: the questions are written, unless anything is wrong. Without it nothing is written.
    #[param(nullable = false)]
    commit: Option<bool>,
}

/// Import questions
///
/// The body is the file itself, GIFT in UTF-8 or an `.xlsx` with the columns of `get_question_template`, at most 4 MiB and as many questions
/// as the bank has room for. Without `commit` it is a dry run. Everything that is wrong is told, with its line or row; then nothing is written.
///
/// Of GIFT are read: true or false, one or several choices, missing words, short answers, numbers, matching, weights, feedback, general
/// feedback, categories, escapes, and `{> =first =second}` for ordering. Essays are refused (`gift_essay`).
#[utoipa::path(
    tag = "questions",
    params(
        ("bank_id" = PublicId, Path, description = "The bank."),
        ImportQuestions,
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body(
        description = "The file.",
        content(
            (FileBytes = "text/plain"),
            (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (FileBytes = "application/octet-stream")
        )
    ),
    responses(
        (status = 200, description = "What the file holds.", body = QuestionImportView),
        (status = 409, description = "`bank_full`."),
        (status = 422, description = "`questions_unreadable`.")
    ),
    security(("access_token" = []))
)]
#[post("/question-banks/{bank_id}/imports")]
pub async fn import_questions(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    request: HttpRequest,
    bank_id: Path<PublicId>,
    options: Query<ImportQuestions>,
    once: Once,
    payload: Payload,
) -> Result<Answer, Error> {
    let (Path(bank_id), Query(options)) = (bank_id, options);
    let reader = grant.clone();
    app.db
        .read(move |conn| banks::find(conn, &reader, bank_id))
        .await?;
    // Not before the caller is known to be permitted.
    let bytes = file(payload).await?;
    let commit = options.commit == Some(true);
    let digest = sha256(&[sha256(&bytes).as_slice(), &[u8::from(commit)]].concat());
    let format = options.format;
    let found = actix_web::web::block(move || transfer::read(format, &bytes));
    let found = found.await.map_err(|_| Error::Busy)??;
    let vietnamese = Language::of(request.headers()) == Language::Vi;
    if !commit {
        return Answer::ok(&transfer::report(&found, false, vietnamese));
    }
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| {
        let bank = banks::find(conn, &actor, bank_id)?;
        let committed = transfer::commit(conn, &actor, &bank, &found)?;
        if committed {
            transfer::record(conn, &actor, &bank, found.questions.len())?;
        }
        Answer::ok(&transfer::report(&found, committed, vietnamese))
    })
    .await
}

async fn file(payload: Payload) -> Result<Bytes, Error> {
    let read = payload
        .to_bytes_limited(FILE_BYTES)
        .await
        .map_err(|_| Error::TooLarge)?;
    read.map_err(|_| Error::Malformed(None))
}
