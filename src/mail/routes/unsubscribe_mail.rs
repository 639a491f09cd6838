use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use askama::Template as _;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Public;
use crate::error::Error;
use crate::http::attachment::FileBytes;
use crate::http::language::Language;
use crate::http::{Answer, Path};
use crate::mail::model::MailKind;
use crate::mail::pages::UnsubscribePage;
use crate::mail::queries::{outbox, recipients, settings};
use crate::mail::token;

/// What the pages may do: their own style, and their own button.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

/// Unsubscribe with one click
///
/// As mail programs do it (RFC 8058): they send `List-Unsubscribe=One-Click`, without signing in; what the body says does not
/// matter. Sent again, it changes nothing and is answered the same.
#[utoipa::path(
    tag = "mail",
    params(("link" = String, Path, description = "The end of the link in a mail.", max_length = 128)),
    responses(
        (status = 200, description = "No more of these mails.", content((FileBytes = "text/html"))),
        (status = 404, description = "The link is not one of this server."),
    )
)]
#[post("/mail/unsubscriptions/{link}")]
pub async fn unsubscribe_mail(
    public: Public,
    app: Data<App>,
    request: HttpRequest,
    path: Path<String>,
) -> Result<Answer, Error> {
    let member = token::read(&app.secret, &path.0).ok_or(Error::NotFound)?;
    app.db
        .write(move |conn| {
            let found = recipients::key_of(conn, &public, member)?;
            let (member_id, unit) = found.ok_or(Error::NotFound)?;
            if !settings::set_digest(conn, &public, member_id, false)? {
                return Ok(());
            }
            outbox::withdraw(conn, &public, member_id, MailKind::WeeklyDigest)?;
            let detail = json!({"weekly_digest": false});
            let entry = Entry::write("unsubscribe_mail", Some(unit), vec![member_id], detail);
            audit::record(conn, &public, &entry)
        })
        .await?;
    page(Language::of(request.headers()), true)
}

pub(super) fn page(language: Language, is_done: bool) -> Result<Answer, Error> {
    let html = UnsubscribePage::new(language, is_done)
        .render()
        .map_err(|error| Error::internal(format!("a page: {error}")))?;
    let answer = Answer::bytes("text/html; charset=utf-8", html.into_bytes());
    Ok(answer
        .field("content-security-policy", POLICY)
        .field("cache-control", "no-store"))
}
