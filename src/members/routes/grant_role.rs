use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::permissions::GrantRoles;
use crate::auth::{Grant, Role};
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Once, Path, present};
use crate::kernel::ids::PublicId;
use crate::members::model::{Member, NewRole, RoleRecord};
use crate::members::queries::{people, roles};
use crate::members::rules;
use crate::members::views::RoleGrantView;
use crate::members::{self, checks};
use crate::units::{self, Unit};

/// A role to be given.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "role": "cell_secretary", "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "from_on": "2026-12-01", "to_on": "2031-12-01"
}))]
pub struct GrantRole {
    role: Role,
    /// The role covers this open unit and everything below it.
    unit_id: PublicId,
    /// The first day; may lie ahead.
    from_on: NaiveDate,
    /// The first day without it; open unless said.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    to_on: Option<NaiveDate>,
}

/// Give a member a role
///
/// Nobody gives more than his own office allows, outside the units it covers, or to himself. The role takes effect within
/// seconds, on its days.
#[utoipa::path(
    tag = "members",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to repeat.")
    ),
    request_body = GrantRole,
    responses((status = 201, description = "The role; `Location` is where it is ended.", body = RoleGrantView)),
    security(("access_token" = []))
)]
#[post("/members/{member_id}/roles")]
pub async fn grant_role(
    grant: Grant<GrantRoles>,
    app: Data<App>,
    id: Path<PublicId>,
    once: Once,
    body: Json<GrantRole>,
) -> Result<Answer, Error> {
    let (actor, new, followers) = (grant.clone(), body.value, app.followers.clone());
    let answer = once
        .run(&app, &grant, body.digest, move |conn| {
            units::hold(conn, &actor)?;
            people::lock(conn, &actor, id.0)?;
            let member = members::locate_for(conn, &actor, id.0)?;
            let unit = units::locate_for(conn, &actor, new.unit_id)?;
            let answer = give(conn, &actor, &member, unit, &new)?;
            followers.tell(conn, &actor, &[member.id])?;
            Ok(answer)
        })
        .await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn give(
    conn: &mut Conn,
    grant: &Grant<GrantRoles>,
    member: &Member,
    unit: Unit,
    body: &GrantRole,
) -> Result<Answer, Error> {
    let new = check(conn, grant, member, &unit, body)?;
    let given = roles::insert(conn, grant, &new)?;
    let detail = json!({
        "member_id": member.public_id, "role_grant_id": given.public_id, "role": body.role,
        "unit_id": unit.public_id, "from_on": new.from_on, "to_on": new.to_on,
    });
    audit::record(
        conn,
        grant,
        &Entry::write("grant_role", Some(unit.id), vec![member.id], detail),
    )?;
    let location = format!(
        "/api/v1/members/{}/roles/{}",
        member.public_id, given.public_id
    );
    let record = RoleRecord {
        grant: given,
        unit: (unit.public_id, unit.name, unit.kind.code().to_owned()),
    };
    Answer::created(location, &RoleGrantView::of(record)?)
}

/// Whether the caller may give it, to this member, over this unit, in this term.
fn check(
    conn: &mut Conn,
    grant: &Grant<GrantRoles>,
    member: &Member,
    unit: &Unit,
    body: &GrantRole,
) -> Result<NewRole, Error> {
    if member.id == grant.viewer().member_id() {
        return Err(rules::OWN_ROLE.into());
    }
    checks::may_grant(conn, grant, body.role, unit.id)?;
    rules::check_term(body.from_on, body.to_on)?;
    if !checks::is_active(member) {
        return Err(rules::MEMBERSHIP_ENDED.into());
    }
    if unit.closed_on.is_some() {
        return Err(rules::UNIT_CLOSED.into());
    }
    if !rules::fits_unit(body.role, unit.kind.code()) {
        return Err(rules::ROLE_UNFIT.into());
    }
    let new = NewRole {
        member_id: member.id,
        role: body.role,
        unit_id: unit.id,
        from_on: body.from_on,
        to_on: body.to_on,
    };
    let held = roles::terms(conn, grant, &new)?;
    let term = (new.from_on, new.to_on);
    if held.into_iter().any(|held| rules::overlap(held, term)) {
        return Err(rules::ROLE_OVERLAPS.into());
    }
    Ok(new)
}
