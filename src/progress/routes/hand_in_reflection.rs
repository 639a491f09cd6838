use actix_web::post;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::{Error, Text};
use crate::http::{Answer, Json, Once, Path};
use crate::kernel::ids::PublicId;
use crate::kernel::text::{nfc, search_key};
use crate::progress::deeds::{self, last_step};
use crate::progress::model::{RequirementKind, Source};
use crate::progress::queries::{people, records};
use crate::progress::rules::completion::{Deed, add};
use crate::progress::rules::events::{NOT_A_REFLECTION, NOT_RUNNING};
use crate::progress::views::{HandInReflection, SubmittedView};

/// Hand in a reflection
///
/// The requirement is met with the first; a later one is kept beside it. The secretary of the member's own cell can read them.
#[utoipa::path(
    tag = "me",
    params(
        ("requirement_id" = PublicId, Path, description = "A requirement of kind `reflection` of one of the caller's assignments."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = HandInReflection,
    responses(
        (status = 201, description = "It was taken; `Location` is the assignment.", body = SubmittedView),
        (status = 409, description = "`not_a_reflection` or `assignment_not_running`.")
    ),
    security(("access_token" = []))
)]
#[post("/me/requirements/{requirement_id}/reflections")]
pub async fn hand_in_reflection(
    viewer: Viewer,
    app: Data<App>,
    requirement_id: Path<PublicId>,
    once: Once,
    body: Json<HandInReflection>,
) -> Result<Answer, Error> {
    let (Path(id), actor) = (requirement_id, viewer.clone());
    let Json { value, digest } = body;
    once.run(&app, &viewer, digest, move |conn| {
        hand_in(conn, &actor, id, &value.text)
    })
    .await
}

fn hand_in(conn: &mut Conn, viewer: &Viewer, id: PublicId, text: &str) -> Result<Answer, Error> {
    let text = nfc(text.trim());
    if search_key(&text).is_empty() {
        let why = Text::new("Chưa có nội dung.", "There is nothing to read in it.");
        return Err(Error::field("/text", "blank", why));
    }
    let member = viewer.member_id();
    people::hold(conn, viewer, &[member])?;
    let found = records::requirement(conn, viewer, member, id)?;
    if found.asked.kind != RequirementKind::Reflection {
        return Err(NOT_A_REFLECTION.into());
    }
    let key = found.asked.id;
    let reflection_id = records::insert_reflection(conn, viewer, member, key, &text)?;
    let deed = Deed {
        step: last_step(found.asked.kind),
        at: viewer.now(),
        source: Source::Phone,
        seconds: 0,
    };
    if !deeds::count(conn, viewer, member, key, |case| add(case, key, deed))? {
        return Err(NOT_RUNNING.into());
    }
    let view = SubmittedView {
        reflection_id,
        handed_in_at: viewer.now(),
    };
    Answer::created(
        format!("/api/v1/me/assignments/{}", found.assignment),
        &view,
    )
}
