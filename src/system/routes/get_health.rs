use actix_web::get;

use crate::auth::Public;
use crate::error::Error;
use crate::http::Answer;
use crate::system::views::HealthView;

/// Is the process alive?
///
/// Answers without asking the database; for a supervisor that restarts a hung process.
#[utoipa::path(tag = "system", responses((status = 200, description = "Alive.", body = HealthView)))]
#[get("/healthz")]
pub async fn get_health(_: Public) -> Result<Answer, Error> {
    Answer::ok(&HealthView { status: "ok" })
}
