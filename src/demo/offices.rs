//! Who holds which office, and who can sign in.

use chrono::Duration;
use serde::Serialize;

use super::fill::{People, Tree};
use crate::auth::{Role, System};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::members;
use crate::sessions;

/// Who can sign in to the demo.
#[derive(Debug, Clone, Serialize)]
pub struct SignIn {
    pub role: &'static str,
    pub identifier: String,
    pub password: &'static str,
    pub member_id: PublicId,
}

/// The administrator's place in the first cell.
const ADMINISTRATOR: usize = 10;

/// The places in the first cell of those who can sign in, and over what.
const PEOPLE: [(usize, Option<Role>, Reach); 9] = [
    (5, None, Reach::Cell),
    (0, Some(Role::CellSecretary), Reach::Cell),
    (1, Some(Role::DeputySecretary), Reach::Cell),
    (2, Some(Role::CommitteeOfficer), Reach::Ward),
    (6, Some(Role::Author), Reach::City),
    (7, Some(Role::Publisher), Reach::City),
    (8, Some(Role::RosterOfficer), Reach::City),
    (9, Some(Role::Auditor), Reach::City),
    (ADMINISTRATOR, Some(Role::Administrator), Reach::City),
];

/// The unit over which a role is held.
#[derive(Debug, Clone, Copy)]
enum Reach {
    Cell,
    Ward,
    City,
}

/// Roles and accounts of those of the first cell.
pub(super) fn sign_ins(
    conn: &mut Conn,
    system: &System,
    tree: &Tree,
    first: &[(i64, String)],
    password_hash: &str,
) -> Result<Vec<SignIn>, Error> {
    let from = system.now().day() - Duration::days(400);
    let mut sign_ins = Vec::new();
    for (place, role, reach) in PEOPLE {
        let Some((id, card)) = first.get(place) else {
            continue;
        };
        let unit = match reach {
            Reach::Cell => tree.cells.first(),
            Reach::Ward => tree.wards.first(),
            Reach::City => Some(&tree.city),
        };
        if let (Some(role), Some(unit)) = (role, unit) {
            members::grant_role(conn, system, *id, role, *unit, from, None)?;
        }
        sessions::open_account(conn, system, *id, password_hash)?;
        sign_ins.push(SignIn {
            role: role.map_or("member", Role::code),
            identifier: card.clone(),
            password: super::PASSWORD,
            member_id: members::by_key(conn, system, *id)?.public_id,
        });
    }
    // Like the first administrator of a real deployment, this one keeps the roster too.
    if let Some((id, _)) = first.get(ADMINISTRATOR) {
        let role = Role::RosterOfficer;
        members::grant_role(conn, system, *id, role, tree.city, from, None)?;
    }
    Ok(sign_ins)
}

/// A secretary and a deputy for each of these cells but the first `skipped`.
pub(super) fn leaders(
    conn: &mut Conn,
    system: &System,
    cells: &[i64],
    people: &People,
    skipped: usize,
) -> Result<(), Error> {
    let from = system.now().day() - Duration::days(400);
    for (cell, members_of_cell) in cells.iter().zip(people).skip(skipped) {
        for ((id, _), role) in members_of_cell
            .iter()
            .zip([Role::CellSecretary, Role::DeputySecretary])
        {
            members::grant_role(conn, system, *id, role, *cell, from, None)?;
        }
    }
    Ok(())
}
