//! Writes the organisation into an empty database: at once (`fill`), or bit by bit (`seed.rs`).

use std::ops::Range;

use chrono::{Duration, NaiveDate};

use super::names::person;
use super::offices::{SignIn, leaders, sign_ins};
use super::plan::{self, Plan};
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::person::{CardNumber, CitizenId, FullName, Phone};
use crate::members::{self, NewMember};
use crate::units::{self, NewUnit, UnitCode, UnitKind, UnitName};

/// People written in one call.
const BATCH: usize = 5_000;

/// The row keys of the units.
#[derive(Clone)]
pub(super) struct Tree {
    pub city: i64,
    pub wards: Vec<i64>,
    pub cells: Vec<i64>,
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
    let Some(tree) = plant(conn, system, plan)? else {
        return Ok(None);
    };
    let cells = 0..tree.cells.len();
    settle(conn, system, plan, &tree, (cells, 0), password_hash).map(Some)
}

/// Grows the tree in an empty database; `None` when it has units already.
pub(super) fn plant(conn: &mut Conn, system: &System, plan: &Plan) -> Result<Option<Tree>, Error> {
    if !units::is_empty(conn, system)? {
        return Ok(None);
    }
    grow(conn, system, plan, system.now().day()).map(Some)
}

/// People of some cells with their secretaries, and where the first cell is among them, those who can sign in. `first` is
/// the number of the first of them.
pub(super) fn settle(
    conn: &mut Conn,
    system: &System,
    plan: &Plan,
    tree: &Tree,
    (cells, first): (Range<usize>, usize),
    password_hash: &str,
) -> Result<Vec<SignIn>, Error> {
    let people = populate(conn, system, plan, tree, (cells.clone(), first))?;
    let own_cells = tree.cells.get(cells.clone()).unwrap_or_default();
    let with_sign_ins = usize::from(cells.start == 0);
    leaders(conn, system, own_cells, &people, with_sign_ins)?;
    match people.first().filter(|_| cells.start == 0) {
        Some(first) => sign_ins(conn, system, tree, first, password_hash),
        None => Ok(Vec::new()),
    }
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

/// Row key and card number of those with an office or a sign-in, by cell.
pub(super) type People = Vec<Vec<(i64, String)>>;

/// People of the cells `cells` (places in the tree), the first of whom is person `number` of all.
fn populate(
    conn: &mut Conn,
    system: &System,
    plan: &Plan,
    tree: &Tree,
    (cells, mut number): (Range<usize>, usize),
) -> Result<People, Error> {
    let today = system.now().day();
    let mut people = Vec::with_capacity(cells.len());
    let mut batch: Vec<NewMember> = Vec::with_capacity(BATCH);
    let mut owners: Vec<(usize, usize)> = Vec::with_capacity(BATCH);
    for index in cells {
        let cell = tree.cells.get(index).copied().unwrap_or_default();
        people.push(Vec::new());
        for place in 0..plan.size_of_cell(index) {
            batch.push(invent(number, place, cell, today)?);
            owners.push((people.len() - 1, place));
            number += 1;
            if batch.len() == BATCH {
                take_in(conn, system, (&mut batch, &mut owners), &mut people)?;
            }
        }
    }
    take_in(conn, system, (&mut batch, &mut owners), &mut people)?;
    Ok(people)
}

/// Writes a batch and keeps whom the demo needs again.
fn take_in(
    conn: &mut Conn,
    system: &System,
    (batch, owners): (&mut Vec<NewMember>, &mut Vec<(usize, usize)>),
    people: &mut People,
) -> Result<(), Error> {
    let keys = members::insert_many(conn, system, batch)?;
    for ((key, new), (cell, place)) in keys.into_iter().zip(batch.iter()).zip(owners.iter()) {
        let card = new.card_number.as_ref();
        if let Some(kept) = people.get_mut(*cell).filter(|_| *place < plan::FIRST_CELL) {
            kept.push((
                key,
                card.map_or_else(String::new, |card| card.as_str().to_owned()),
            ));
        }
    }
    batch.clear();
    owners.clear();
    Ok(())
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
