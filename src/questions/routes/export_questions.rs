use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::attachment::{self, FileBytes};
use crate::http::{Answer, Path, Query};
use crate::kernel::ids::PublicId;
use crate::questions::model::QuestionFormat;
use crate::questions::queries::banks;
use crate::questions::transfer;

/// What kind of file.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuestions {
    /// What kind of file it is.
    #[param(inline, example = "gift")]
    format: QuestionFormat,
}

/// Export the questions of a bank
///
/// Those that are asked, with their keys, so that the file can be imported again. Pictures are not in it; GIFT cannot say whether
/// marks matter in short answers. That a key left is recorded.
#[utoipa::path(
    tag = "questions",
    params(("bank_id" = PublicId, Path, description = "The bank."), ExportQuestions),
    responses((
        status = 200,
        description = "The file.",
        headers(("Content-Disposition" = String)),
        content(
            (FileBytes = "text/plain"),
            (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )
    )),
    security(("access_token" = []))
)]
#[get("/question-banks/{bank_id}/export")]
pub async fn export_questions(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    bank_id: Path<PublicId>,
    options: Query<ExportQuestions>,
) -> Result<Answer, Error> {
    let (Path(bank_id), Query(options)) = (bank_id, options);
    let (reader, at) = (grant.clone(), grant.now());
    let (bank, questions) = app
        .db
        .read(move |conn| {
            let bank = banks::find(conn, &reader, bank_id)?;
            let questions = transfer::of_bank(conn, &reader, &bank)?;
            Ok((bank, questions))
        })
        .await?;
    let format = options.format;
    let written = actix_web::web::block(move || transfer::write(format, &questions, at));
    let bytes = written.await.map_err(|_| Error::Busy)??;
    let detail = json!({"bank_id": bank_id, "format": format.code()});
    let entry = Entry::write(
        "export_questions",
        Some(bank.owner_unit_id),
        Vec::new(),
        detail,
    );
    app.db
        .write(move |conn| audit::record(conn, &grant, &entry))
        .await?;
    let ending = match format {
        QuestionFormat::Gift => "txt",
        QuestionFormat::Xlsx => "xlsx",
    };
    let name = format!("{}.{ending}", bank.name);
    Ok(Answer::bytes(format.media_type(), bytes)
        .field("content-disposition", attachment::disposition(&name)))
}
