//! A whole city of invented data, to measure with: the organisation of `fill`, and assignments with everybody's results.
//! Written bit by bit, so that no transaction is long; a seeding that was interrupted leaves a database to be thrown away.

use std::sync::Arc;

use super::fill::{Tree, plant, settle};
use super::offices::SignIn;
use super::plan::Plan;
use super::queries;
use crate::audiences::{self, Audience};
use crate::auth::System;
use crate::db::Db;
use crate::error::{Error, Rule};

/// People taken in by one transaction, about.
const PEOPLE: usize = 20_000;
/// People enrolled by one transaction.
const ENROLLED: i64 = 10_000;

const NOT_EMPTY: Rule = Rule::conflict(
    "database_not_empty",
    "Cơ sở dữ liệu đã có đơn vị; chỉ tạo dữ liệu giả lập trong cơ sở dữ liệu trống.",
    "The database has units already; invented data goes only into an empty one.",
);

/// How much to invent.
#[derive(Debug, Clone, Copy)]
pub struct Seed {
    pub plan: Plan,
    pub assignments: usize,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The tree grows.
    Units,
    /// So many people have been taken in.
    People(u64),
    /// So many people have been enrolled.
    Enrolled(u64),
    /// Figures are counted.
    Counting,
}

/// Fills an empty database.
///
/// # Errors
/// 409 when it is not empty; the database.
pub async fn seed(
    db: &Db,
    system: &System,
    seed: Seed,
    password_hash: String,
    told: impl Fn(Step),
) -> Result<Vec<SignIn>, Error> {
    told(Step::Units);
    let (gardener, plan) = (system.clone(), seed.plan);
    let tree = db
        .write_much(move |conn| plant(conn, &gardener, &plan))
        .await?
        .ok_or(NOT_EMPTY)?;
    let tree = Arc::new(tree);
    let filler = system.clone();
    db.write_much(move |conn| queries::widen_cache(conn, &filler))
        .await?;
    let sign_ins = people(db, system, plan, &tree, password_hash, &told).await?;
    assignments(db, system, &tree, seed.assignments).await?;
    enrol(db, system, &told).await?;
    told(Step::Counting);
    let counter = system.clone();
    db.write_much(move |conn| queries::count(conn, &counter))
        .await?;
    let counter = system.clone();
    db.write_much(move |conn| queries::analyse(conn, &counter))
        .await?;
    Ok(sign_ins)
}

async fn people(
    db: &Db,
    system: &System,
    plan: Plan,
    tree: &Arc<Tree>,
    password_hash: String,
    told: &impl Fn(Step),
) -> Result<Vec<SignIn>, Error> {
    let mut sign_ins = Vec::new();
    let (mut from, mut number) = (0, 0);
    while from < tree.cells.len() {
        let (mut to, mut coming) = (from, 0);
        while to < tree.cells.len() && (to == from || coming + plan.size_of_cell(to) <= PEOPLE) {
            coming += plan.size_of_cell(to);
            to += 1;
        }
        let (settler, tree, hash) = (system.clone(), Arc::clone(tree), password_hash.clone());
        let part = db
            .write_much(move |conn| settle(conn, &settler, &plan, &tree, (from..to, number), &hash))
            .await?;
        sign_ins.extend(part);
        (from, number) = (to, number + coming);
        told(Step::People(u64::try_from(number).unwrap_or(0)));
    }
    Ok(sign_ins)
}

/// Assignments of the city to everyone: every fourth is due already.
async fn assignments(
    db: &Db,
    system: &System,
    tree: &Arc<Tree>,
    count: usize,
) -> Result<(), Error> {
    let (giver, city) = (system.clone(), tree.city);
    db.write_much(move |conn| {
        let audience_id = audiences::keep(conn, &giver, &Audience::Everyone)?;
        for number in 1..=count {
            queries::insert_assignment(conn, &giver, city, audience_id, number)?;
        }
        Ok(())
    })
    .await
}

async fn enrol(db: &Db, system: &System, told: &impl Fn(Step)) -> Result<(), Error> {
    let reader = system.clone();
    let Some((first, last)) = db
        .read(move |conn| queries::key_range(conn, &reader))
        .await?
    else {
        return Ok(());
    };
    let mut from = first;
    while from <= last {
        let to = from.saturating_add(ENROLLED);
        let clerk = system.clone();
        db.write_much(move |conn| queries::enrol(conn, &clerk, (from, to)))
            .await?;
        from = to;
        told(Step::Enrolled(u64::try_from(to - first).unwrap_or(0)));
    }
    Ok(())
}
