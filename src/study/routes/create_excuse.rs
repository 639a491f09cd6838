use actix_web::post;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::RecordStudy;
use crate::db::Conn;
use crate::error::{Error, Text};
use crate::http::{Answer, Json, Once, Path};
use crate::kernel::ids::PublicId;
use crate::members::{self, Followers};
use crate::study::model::EnrolledIn;
use crate::study::queries::excuses::{self, NewExcuse};
use crate::study::rules::excuses::ENDS_BEFORE_IT_BEGINS;
use crate::study::scope;
use crate::study::views::{CreateExcuse, ExcuseView};

/// Excuse a member
///
/// By the secretary or deputy of his own cell. Where it covers the last day of his deadline, he is shown apart (`excused`) or
/// left out (`exempt`), from now on and also backwards where the assignment still runs.
#[utoipa::path(
    tag = "study",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = CreateExcuse,
    responses((status = 201, description = "The excuse; `Location` is where it is ended.", body = ExcuseView)),
    security(("access_token" = []))
)]
#[post("/members/{member_id}/excuses")]
pub async fn create_excuse(
    grant: Grant<RecordStudy>,
    app: Data<App>,
    member_id: Path<PublicId>,
    once: Once,
    body: Json<CreateExcuse>,
) -> Result<Answer, Error> {
    let (Path(id), actor) = (member_id, grant.clone());
    let (followers, enrolled_in) = (app.followers.clone(), app.enrolled_in);
    let Json { value, digest } = body;
    once.run(&app, &grant, digest, move |conn| {
        create(conn, &actor, (&followers, enrolled_in), id, &value)
    })
    .await
}

fn create(
    conn: &mut Conn,
    grant: &Grant<RecordStudy>,
    (followers, enrolled_in): (&Followers, EnrolledIn),
    id: PublicId,
    body: &CreateExcuse,
) -> Result<Answer, Error> {
    let member = members::locate_own(conn, grant, id)?;
    if body.to_on.is_some_and(|to| to < body.from_on) {
        return Err(ENDS_BEFORE_IT_BEGINS.into());
    }
    let assignment_id = match body.assignment_id {
        Some(id) => {
            let found = enrolled_in(conn, grant, member.id, id)?;
            Some(found.ok_or_else(unknown_assignment)?)
        }
        None => None,
    };
    let new = NewExcuse {
        member_id: member.id,
        assignment_id,
        kind: body.kind,
        reason: scope::text("/reason", &body.reason)?,
        from_on: body.from_on,
        to_on: body.to_on,
    };
    let excuse = excuses::insert(conn, grant, &new)?;
    followers.tell(conn, grant, &[member.id])?;
    let detail = json!({"member_id": member.public_id, "excuse_id": excuse.public_id, "kind": body.kind,
        "assignment_id": body.assignment_id, "from_on": body.from_on, "to_on": body.to_on});
    let subjects = vec![member.id];
    let entry = Entry::write("create_excuse", Some(member.home_unit_id), subjects, detail);
    audit::record(conn, grant, &entry)?;
    let location = format!(
        "/api/v1/members/{}/excuses/{}",
        member.public_id, excuse.public_id
    );
    Answer::created(location, &ExcuseView::of(excuse, body.assignment_id))
}

fn unknown_assignment() -> Error {
    Error::field(
        "/assignment_id",
        "assignment_unknown",
        Text::new(
            "Người này không có trong đợt học tập nào như vậy.",
            "No such assignment asks anything of this member.",
        ),
    )
}
