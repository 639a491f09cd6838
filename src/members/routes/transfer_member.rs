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
use crate::members::model::Member;
use crate::members::queries::moving::{self, Move};
use crate::members::queries::{history, people};
use crate::members::rules;
use crate::members::views::MembershipView;
use crate::members::{self, checks};
use crate::units::{self, Unit};

/// Where a member goes.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to_unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c07", "effective_on": "2026-11-23", "reason": "Chuyển nơi ở"
}))]
pub struct TransferMember {
    /// An open cell, group or grassroots organisation.
    to_unit_id: PublicId,
    /// The first day in the new unit; not in the future, and not before the first day in the old one.
    effective_on: NaiveDate,
    /// Shown to the member himself and to those who keep the roster.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false, max_length = 500)]
    reason: Option<String>,
}

/// Transfer a member to another unit
///
/// The history keeps both memberships. Who reads members only in the old unit no longer sees him, from now on. If he was
/// secretary or deputy of the unit that he leaves, that role ends today. A member without a unit gets one this way.
#[utoipa::path(
    tag = "members",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to repeat.")
    ),
    request_body = TransferMember,
    responses((status = 201, description = "The new membership; `Location` is the history.", body = MembershipView)),
    security(("access_token" = []))
)]
#[post("/members/{member_id}/transfers")]
pub async fn transfer_member(
    grant: Grant<ManageMembers>,
    app: Data<App>,
    id: Path<PublicId>,
    once: Once,
    body: Json<TransferMember>,
) -> Result<Answer, Error> {
    let (actor, mut transfer, followers) = (grant.clone(), body.value, app.followers.clone());
    transfer.reason = rules::read_reason(transfer.reason.as_deref())?;
    let answer = once
        .run(&app, &grant, body.digest, move |conn| {
            units::hold(conn, &actor)?;
            people::lock(conn, &actor, id.0)?;
            let member = members::locate_for(conn, &actor, id.0)?;
            let to_unit = units::locate_for(conn, &actor, transfer.to_unit_id)?;
            let answer = carry_out(conn, &actor, &member, &to_unit, &transfer)?;
            followers.tell(conn, &actor, &[member.id])?;
            Ok(answer)
        })
        .await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn carry_out(
    conn: &mut Conn,
    grant: &Grant<ManageMembers>,
    member: &Member,
    to_unit: &Unit,
    transfer: &TransferMember,
) -> Result<Answer, Error> {
    let before = history::memberships_of(conn, grant, member.id)?;
    let last = before.first();
    // A membership that has ended is followed by one that begins on that day or later.
    let follows = last.map(|last| last.to_on.unwrap_or(last.from_on));
    rules::check_effective(
        "/effective_on",
        transfer.effective_on,
        grant.now().day(),
        follows,
    )?;
    if !checks::is_active(member) {
        return Err(rules::MEMBERSHIP_ENDED.into());
    }
    if last.is_some_and(|last| last.to_on.is_none() && last.unit_id == to_unit.id) {
        return Err(rules::ALREADY_THERE.into());
    }
    checks::home(to_unit, transfer.effective_on)?;
    let to = Move {
        to_unit_id: to_unit.id,
        effective_on: transfer.effective_on,
        reason: transfer.reason.as_deref(),
    };
    moving::transfer(conn, grant, &[member.id], &to)?;
    let opened = history::memberships_of(conn, grant, member.id)?
        .into_iter()
        .find(|row| row.to_on.is_none())
        .ok_or_else(|| Error::internal("a transfer opened no membership"))?;
    let detail = json!({
        "member_id": member.public_id, "membership_id": opened.public_id, "to_unit_id": to_unit.public_id,
        "from_unit_id": last.map(|last| last.unit.0), "effective_on": transfer.effective_on,
    });
    let entry = Entry::write("transfer_member", Some(to_unit.id), vec![member.id], detail);
    audit::record(conn, grant, &entry)?;
    let location = format!("/api/v1/members/{}/history", member.public_id);
    Answer::created(location, &MembershipView::of(opened, true))
}
