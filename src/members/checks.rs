//! What several operations check or do alike and needs the database or the caller.

use chrono::NaiveDate;

use super::model::{Member, RoleGrant};
use super::queries::roles;
use super::rules;
use crate::app::App;
use crate::audit::Entry;
use crate::auth::permissions::{Code, GrantRoles, ReadMembers};
use crate::auth::principal::Actor;
use crate::auth::{Grant, Role, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::person::Standing;
use crate::units::Unit;

/// Notes a look at a member's record under the role that allows it. A look at oneself is none.
pub(super) async fn note_view(app: &App, viewer: Viewer, entry: Entry) -> Result<(), Error> {
    match viewer.clone().grant::<ReadMembers>() {
        Ok(grant) => app.views.note(app, &grant, entry).await,
        Err(_) => app.views.note(app, &viewer, entry).await,
    }
}

/// A number that another member has.
pub(super) fn taken(error: Error) -> Error {
    if error.violates("members", "card_number") {
        rules::CARD_NUMBER_TAKEN.into()
    } else if error.violates("members", "citizen_id") {
        rules::CITIZEN_ID_TAKEN.into()
    } else {
        error
    }
}

pub(super) fn is_active(member: &Member) -> bool {
    Standing::from_code(&member.standing).is_some_and(Standing::is_active)
}

/// Whether people can belong to a unit from a day.
pub(super) fn home(unit: &Unit, from_on: NaiveDate) -> Result<(), Error> {
    if unit.closed_on.is_some() {
        return Err(rules::UNIT_CLOSED.into());
    }
    if !rules::holds_members(unit.kind.code()) {
        return Err(rules::UNIT_HOLDS_NO_MEMBERS.into());
    }
    if from_on < unit.opened_on {
        return Err(rules::BEFORE_UNIT_OPENED.into());
    }
    Ok(())
}

/// Whether one of the roles that the caller holds over a unit lets him give or end a role there.
pub(super) fn may_grant(
    conn: &mut Conn,
    grant: &Grant<GrantRoles>,
    role: Role,
    unit_id: i64,
) -> Result<(), Error> {
    let held = roles::callers_roles_over(conn, grant, unit_id)?;
    if held
        .into_iter()
        .any(|own| own.may(Code::GrantRoles) && own.may_grant(role))
    {
        Ok(())
    } else {
        Err(rules::ROLE_TOO_HIGH.into())
    }
}

/// Whether somebody still administers a whole tree when these roles of one member are gone.
pub(super) fn administrators_remain(
    conn: &mut Conn,
    actor: &impl Actor,
    ending: &[RoleGrant],
) -> Result<(), Error> {
    let today = actor.stamp().now().day();
    let mut administers = false;
    for role in ending.iter().filter(|role| role.from_on <= today) {
        administers |= roles::is_over_a_root(conn, actor, role)?;
    }
    let ids: Vec<i64> = ending.iter().map(|role| role.id).collect();
    if administers && !roles::administrators_remain(conn, actor, &ids)? {
        return Err(rules::LAST_ADMINISTRATOR.into());
    }
    Ok(())
}
