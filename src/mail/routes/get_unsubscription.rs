use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::unsubscribe_mail::page;
use crate::app::App;
use crate::auth::Public;
use crate::error::Error;
use crate::http::attachment::FileBytes;
use crate::http::language::Language;
use crate::http::{Answer, Path};
use crate::mail::token;

/// The page of a link that unsubscribes
///
/// Asks, and changes nothing: scanners of mails open every link. Its button sends `unsubscribe_mail`.
#[utoipa::path(
    tag = "mail",
    params(("link" = String, Path, description = "The end of the link in a mail.", max_length = 128)),
    responses(
        (status = 200, description = "The page.", content((FileBytes = "text/html"))),
        (status = 404, description = "The link is not one of this server."),
    )
)]
#[get("/mail/unsubscriptions/{link}")]
pub async fn get_unsubscription(
    _: Public,
    app: Data<App>,
    request: HttpRequest,
    path: Path<String>,
) -> Result<Answer, Error> {
    token::read(&app.secret, &path.0).ok_or(Error::NotFound)?;
    page(Language::of(request.headers()), false)
}
