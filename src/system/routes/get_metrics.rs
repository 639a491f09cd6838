use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Public;
use crate::error::Error;
use crate::http::Answer;

/// Counters as Prometheus text. Not part of the API document: it is for the operator, with a token where one is set,
/// else only from this machine.
#[get("/metrics")]
pub async fn get_metrics(_: Public, app: Data<App>, request: HttpRequest) -> Result<Answer, Error> {
    let permitted = match &app.config.metrics_token {
        Some(token) => {
            let given = request
                .headers()
                .get(AUTHORIZATION)
                .map(|value| value.as_bytes().to_vec())
                .unwrap_or_default();
            let expected = format!("Bearer {token}");
            aws_lc_rs::constant_time::verify_slices_are_equal(&given, expected.as_bytes()).is_ok()
        }
        None => {
            request
                .peer_addr()
                .is_some_and(|peer| peer.ip().is_loopback())
                && !request.headers().contains_key("x-forwarded-for")
        }
    };
    if !permitted {
        return Err(Error::NotFound);
    }
    Ok(Answer::bytes(
        "text/plain; version=0.0.4",
        app.metrics.text()?,
    ))
}
