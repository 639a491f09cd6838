use actix_web::web::Data;
use actix_web::{HttpRequest, put};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Path};
use crate::inbox::queries::notifications::{self, Filter};
use crate::inbox::views::NotificationView;
use crate::kernel::ids::PublicId;

/// I have opened a notification
///
/// The app says so when it shows what the notification is about. Said again, the first time stays.
#[utoipa::path(
    tag = "me",
    params(("notification_id" = PublicId, Path, description = "The notification: `nid` of a push.")),
    responses((status = 200, description = "The notification, opened.", body = NotificationView)),
    security(("access_token" = []))
)]
#[put("/me/notifications/{notification_id}/opened")]
pub async fn open_notification(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    notification_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let Path(id) = notification_id;
    let one = Filter {
        one: Some(id),
        ..Filter::default()
    };
    let row = app
        .db
        .write(move |conn| {
            notifications::open(conn, &viewer, id)?;
            let found = notifications::list(conn, &viewer, one, None, 1)?;
            found.into_iter().next().ok_or(Error::NotFound)
        })
        .await?;
    Answer::ok(&NotificationView::of(&row, language))
}
