//! Writes the organisation into an empty database, in one transaction.

use chrono::{Duration, NaiveDate};
use serde::Serialize;

use super::names::person;
use super::plan::{self, Plan};
use crate::auth::{Role, System};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::{CardNumber, CitizenId, FullName, Phone};
use crate::members::{self, NewMember};
use crate::sessions;
use crate::units::{self, NewUnit, UnitCode, UnitKind, UnitName};

/// People written in one call.
const BATCH: usize = 5_000;

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

/// The row keys of the units.
struct Tree {
    city: i64,
    wards: Vec<i64>,
    cells: Vec<i64>,
}

/// Fills an empty database; `None` when it has units already.
///
/// # Errors
/// The database.
pub fn fill(
    conn: &mut Conn,
    system: &System,
    plan: &Plan,
    password_hash: &str,
) -> Result<Option<Vec<SignIn>>, Error> {
    if !units::is_empty(conn, system)? {
        return Ok(None);
    }
    let today = system.now().day();
    let tree = grow(conn, system, plan, today)?;
    let ids = populate(conn, system, plan, &tree, today)?;
    let first = ids.first().cloned().unwrap_or_default();
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
            members::grant_role(
                conn,
                system,
                *id,
                role,
                *unit,
                today - Duration::days(400),
                None,
            )?;
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
        let from = today - Duration::days(400);
        members::grant_role(
            conn,
            system,
            *id,
            Role::RosterOfficer,
            tree.city,
            from,
            None,
        )?;
    }
    leaders(conn, system, &tree, &ids, today)?;
    Ok(Some(sign_ins))
}

fn grow(conn: &mut Conn, system: &System, plan: &Plan, today: NaiveDate) -> Result<Tree, Error> {
    let opened = today - Duration::days(510);
    let mut insert = |parent_id: Option<i64>, kind: UnitKind, name: String, code: String| {
        let name = UnitName::parse(&name).map_err(|_| unfit("unit name"))?;
        let code = UnitCode::parse(&code).map_err(|_| unfit("unit code"))?;
        let unit = units::insert(
            conn,
            system,
            &NewUnit {
                parent_id,
                kind,
                name,
                code: Some(code),
                opened_on: opened,
            },
        )?;
        Ok::<i64, Error>(unit.id)
    };
    let city = insert(
        None,
        UnitKind::Province,
        "Thành ủy Vĩnh An".to_owned(),
        "VA".to_owned(),
    )?;
    let mut wards = Vec::new();
    for ward in 0..plan.wards.max(1) {
        wards.push(insert(
            Some(city),
            UnitKind::Commune,
            plan::ward_name(ward),
            format!("VA-{:03}", ward + 1),
        )?);
    }
    let mut cells = Vec::new();
    for cell in 0..plan.cells.max(1) {
        let ward = plan.ward_of_cell(cell);
        let number = cell / wards.len();
        let code = format!("VA-{:03}-{:03}", ward + 1, number + 1);
        cells.push(insert(
            wards.get(ward).copied(),
            UnitKind::Cell,
            plan::cell_name(number),
            code,
        )?);
    }
    Ok(Tree { city, wards, cells })
}

/// Row key and card number of everyone, by cell.
type People = Vec<Vec<(i64, String)>>;

fn populate(
    conn: &mut Conn,
    system: &System,
    plan: &Plan,
    tree: &Tree,
    today: NaiveDate,
) -> Result<People, Error> {
    let mut everyone = Vec::with_capacity(plan.members);
    let mut sizes = Vec::new();
    for (index, cell) in tree.cells.iter().enumerate() {
        let size = plan.size_of_cell(index);
        sizes.push(size);
        for place in 0..size {
            everyone.push(invent(everyone.len(), place, *cell, today)?);
        }
    }
    let mut keys = Vec::with_capacity(everyone.len());
    for batch in everyone.chunks(BATCH) {
        keys.extend(members::insert_many(conn, system, batch)?);
    }
    let cards = everyone.iter().map(|new| {
        new.card_number
            .as_ref()
            .map(|card| card.as_str().to_owned())
            .unwrap_or_default()
    });
    let mut all = keys.into_iter().zip(cards);
    Ok(sizes
        .into_iter()
        .map(|size| all.by_ref().take(size).collect())
        .collect())
}

fn unfit(what: &str) -> Error {
    Error::internal(format!("the demo invented an impossible {what}"))
}

fn invent(number: usize, place: usize, cell: i64, today: NaiveDate) -> Result<NewMember, Error> {
    let draw = u64::try_from(number).unwrap_or(0);
    let (name, sex) = person(draw);
    // Those who hold the cell's offices, and those of the first cell who sign in, are in good standing.
    let standing = plan::standing(
        if place < plan::FIRST_CELL && number < plan::FIRST_CELL || place < 2 {
            0
        } else {
            number
        },
    );
    let (birth, joined, official) = plan::dates(draw, standing, today);
    // Neither card numbers nor citizen ids begin with 999, and no telephone number begins with 01.
    let smartphone = number % 12 != 11;
    let phone = smartphone
        .then(|| Phone::parse(&format!("01{number:08}")))
        .transpose()
        .map_err(|_| unfit("phone"))?;
    Ok(NewMember {
        full_name: FullName::parse(&name).map_err(|_| unfit("name"))?,
        card_number: Some(
            CardNumber::parse(&format!("999{number:09}")).map_err(|_| unfit("card number"))?,
        ),
        citizen_id: Some(
            CitizenId::parse(&format!("9990{number:08}")).map_err(|_| unfit("citizen id"))?,
        ),
        phone,
        email: None,
        birth_date: Some(birth),
        sex: Some(sex),
        joined_on: Some(joined),
        official_on: official,
        unit_id: cell,
        standing,
        standing_from: official.unwrap_or(joined),
        membership_from: joined,
    })
}

/// A secretary and a deputy for every other cell.
fn leaders(
    conn: &mut Conn,
    system: &System,
    tree: &Tree,
    people: &People,
    today: NaiveDate,
) -> Result<(), Error> {
    let from = today - Duration::days(400);
    for (cell, members_of_cell) in tree.cells.iter().zip(people).skip(1) {
        for ((id, _), role) in members_of_cell
            .iter()
            .zip([Role::CellSecretary, Role::DeputySecretary])
        {
            members::grant_role(conn, system, *id, role, *cell, from, None)?;
        }
    }
    Ok(())
}
