use actix_web::{get, web::Data};

use crate::app::App;
use crate::auth::Public;
use crate::db::migrate::{self, SchemaState};
use crate::error::Error;
use crate::http::Answer;
use crate::system::views::ReadinessView;

/// Can the server do its work?
///
/// The database is reachable and its schema is this binary's; for a load balancer.
#[utoipa::path(tag = "system", responses((status = 200, description = "Ready.", body = ReadinessView)))]
#[get("/readyz")]
pub async fn get_readiness(_: Public, app: Data<App>) -> Result<Answer, Error> {
    let state = app.db.read(|conn| {
        migrate::state(conn).map_err(|error| {
            tracing::error!(%error, "not ready");
            Error::Unavailable
        })
    });
    match state.await? {
        SchemaState::Current => Answer::ok(&ReadinessView {
            status: "ready",
            mail: if app.mail.is_on() { "on" } else { "off" },
        }),
        SchemaState::Behind => Err(Error::Unavailable),
    }
}
