use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::ManageMembers;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Once, Path, present};
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;
use crate::members::model::Member;
use crate::members::queries::history::{self, Opening};
use crate::members::queries::{people, roles};
use crate::members::rules;
use crate::members::views::StandingView;
use crate::members::{self, checks};
use crate::units;

/// A new standing.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"standing": "exempt", "effective_on": "2026-11-23", "reason": "Tuổi cao, sức yếu"}))]
pub struct RecordStanding {
    standing: Standing,
    /// Its first day; not in the future, and not before the first day of the standing that it follows.
    effective_on: NaiveDate,
    /// Shown to the member himself and to those who keep the roster.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false, max_length = 500)]
    reason: Option<String>,
}

/// Record a member's standing
///
/// `transferred_out`, `left`, `deceased` and `expelled` end the membership on that day: the member can no longer sign in,
/// his roles end today, and his record is found at the unit above his last one. A later standing of another kind lets
/// him sign in again; `transfer_member` then gives him a unit.
#[utoipa::path(
    tag = "members",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to repeat.")
    ),
    request_body = RecordStanding,
    responses((status = 201, description = "The new standing; `Location` is the history.", body = StandingView)),
    security(("access_token" = []))
)]
#[post("/members/{member_id}/standings")]
pub async fn record_standing(
    grant: Grant<ManageMembers>,
    app: Data<App>,
    id: Path<PublicId>,
    once: Once,
    body: Json<RecordStanding>,
) -> Result<Answer, Error> {
    let (actor, mut new, followers) = (grant.clone(), body.value, app.followers.clone());
    new.reason = rules::read_reason(new.reason.as_deref())?;
    let answer = once
        .run(&app, &grant, body.digest, move |conn| {
            units::hold(conn, &actor)?;
            people::lock(conn, &actor, id.0)?;
            let member = members::locate_for(conn, &actor, id.0)?;
            let answer = record(conn, &actor, &member, &new)?;
            followers.tell(conn, &actor, &[member.id])?;
            Ok(answer)
        })
        .await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn record(
    conn: &mut Conn,
    grant: &Grant<ManageMembers>,
    member: &Member,
    new: &RecordStanding,
) -> Result<Answer, Error> {
    let today = grant.now().day();
    let before = history::standings_of(conn, grant, member.id)?;
    let follows = before.first().map(|last| last.from_on);
    rules::check_effective("/effective_on", new.effective_on, today, follows)?;
    if member.standing == new.standing.code() {
        return Err(rules::SAME_STANDING.into());
    }
    if new.standing.ends_membership() {
        end_membership(conn, grant, member, new.effective_on)?;
    }
    let opening = Opening {
        member_id: member.id,
        from_on: new.effective_on,
        reason: new.reason.as_deref(),
    };
    let standing_id = history::follow_standing(conn, grant, &opening, new.standing)?;
    history::set_standing(conn, grant, member.id, new.standing)?;
    let detail = json!({
        "member_id": member.public_id, "standing_id": standing_id, "standing": new.standing,
        "before": member.standing, "effective_on": new.effective_on,
    });
    let entry = Entry::write(
        "record_standing",
        Some(member.home_unit_id),
        vec![member.id],
        detail,
    );
    audit::record(conn, grant, &entry)?;
    let view = StandingView {
        standing_id,
        standing: new.standing,
        from_on: new.effective_on,
        to_on: None,
        reason: new.reason.clone(),
    };
    Answer::created(
        format!("/api/v1/members/{}/history", member.public_id),
        &view,
    )
}

/// The open membership ends with it, and so do the roles; the record is found at the unit above.
fn end_membership(
    conn: &mut Conn,
    grant: &Grant<ManageMembers>,
    member: &Member,
    effective_on: NaiveDate,
) -> Result<(), Error> {
    let ending = roles::unended(conn, grant, member.id)?;
    checks::administrators_remain(conn, grant, &ending)?;
    roles::end_all(conn, grant, member.id)?;
    let open = history::memberships_of(conn, grant, member.id)?
        .into_iter()
        .find(|row| row.to_on.is_none());
    let Some(open) = open else { return Ok(()) };
    rules::check_effective(
        "/effective_on",
        effective_on,
        grant.now().day(),
        Some(open.from_on),
    )?;
    history::end_membership(conn, grant, open.id, effective_on)?;
    let above = history::unit_above(conn, grant, open.unit_id)?;
    history::set_home(conn, grant, member.id, above)
}
