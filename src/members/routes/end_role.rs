use actix_web::delete;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::permissions::GrantRoles;
use crate::auth::{Grant, Role};
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::members::model::Member;
use crate::members::queries::{people, roles};
use crate::members::rules;
use crate::members::{self, checks};

/// End a member's role
///
/// As of today; a role that has not begun never will. Who may give a role may end it. A role that is over stays as it
/// was, and the answer is the same.
#[utoipa::path(
    tag = "members",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("role_grant_id" = PublicId, Path, description = "The role, as `list_member_roles` names it.")
    ),
    responses(
        (status = 204, description = "The role has ended."),
        (status = 409, description = "It is the last administrator.")
    ),
    security(("access_token" = []))
)]
#[delete("/members/{member_id}/roles/{role_grant_id}")]
pub async fn end_role(
    grant: Grant<GrantRoles>,
    app: Data<App>,
    ids: Path<(PublicId, PublicId)>,
) -> Result<Answer, Error> {
    let ((member_id, role_grant_id), followers) = (ids.0, app.followers.clone());
    app.db
        .write(move |conn| {
            people::lock(conn, &grant, member_id)?;
            let member = members::locate(conn, grant.viewer(), member_id)?;
            end(conn, &grant, &member, role_grant_id)?;
            followers.tell(conn, &grant, &[member.id])
        })
        .await?;
    app.authenticator.refresh();
    Ok(Answer::no_content())
}

fn end(
    conn: &mut Conn,
    grant: &Grant<GrantRoles>,
    member: &Member,
    role_grant_id: PublicId,
) -> Result<(), Error> {
    let today = grant.now().day();
    let (held, is_covered) = roles::find(conn, grant, member.id, role_grant_id)?;
    if !is_covered {
        return Err(Error::Forbidden);
    }
    let role =
        Role::from_code(&held.role).ok_or_else(|| Error::internal("an unknown role is stored"))?;
    checks::may_grant(conn, grant, role, held.unit_id)?;
    if held.to_on.is_some_and(|to_on| to_on <= today) {
        return Ok(());
    }
    let unit_id = held.unit_id;
    let to_on = rules::end_of_term(held.from_on, today);
    checks::administrators_remain(conn, grant, std::slice::from_ref(&held))?;
    roles::end(conn, grant, held.id, to_on)?;
    let detail = json!({
        "member_id": member.public_id, "role_grant_id": held.public_id, "role": role, "to_on": to_on,
    });
    audit::record(
        conn,
        grant,
        &Entry::write("end_role", Some(unit_id), vec![member.id], detail),
    )
}
