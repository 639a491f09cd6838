//! The way of an import, the same for the API's jobs and the command line: read, check, compare, and perhaps write.
//!
//! Everything but the writing happens outside of a transaction, so that nobody waits for a large file. What was read
//! is marked by a digest of the unit's roster; the transaction asks for that digest first and, where it is another one
//! by then, the comparing is done again.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::json;

use super::files;
use super::keeper::Keeper;
use super::model::{Mode, Sheet};
use super::queries;
use super::rules::cells::Cells;
use super::rules::checks::{self, Checked};
use super::rules::file_error::{FileError, Unreadable};
use super::rules::limits::CHANGED;
use super::rules::people::People;
use super::rules::plan::{Plan, plan};
use crate::audit::{self, Entry};
use crate::auth::permissions::ImportRoster;
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::members::roster::{self, Identity, RosterStamp};
use crate::members::{self, Followers};

/// Who imports.
pub(super) type Importer = Keeper<ImportRoster>;

/// What is imported, and into what.
#[derive(Clone)]
pub(super) struct Import {
    pub importer: Importer,
    pub unit_id: PublicId,
    pub mode: Mode,
    pub bytes: Arc<Vec<u8>>,
}

/// How far a dry run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Reading,
    Loading,
    Checking,
    Comparing,
}

/// A file that was read, checked and compared.
#[derive(Debug)]
pub(super) struct DryRun {
    /// Without its rows: its headers.
    pub sheet: Sheet,
    pub plan: Plan,
    stamp: RosterStamp,
}

/// What the database has where the file goes.
struct Ground {
    stamp: RosterStamp,
    cells: Cells,
    people: People,
}

/// Reads, checks and compares; writes nothing. `tell` is called before each step.
///
/// # Errors
/// A file that is refused as a whole, a unit where the importer may not import, or the database.
pub(super) async fn dry_run<F, R>(db: &Db, import: &Import, tell: F) -> Result<DryRun, Error>
where
    F: Fn(Step) -> R,
    R: Future<Output = Result<(), Error>>,
{
    tell(Step::Reading).await?;
    let located = import.clone();
    let unit = db
        .read(move |conn| located.importer.locate(conn, located.unit_id))
        .await?;
    let unit_is_cell = queries::holds_members(&unit);
    let bytes = Arc::clone(&import.bytes);
    let mut sheet = on_a_thread(move || files::read(&bytes, unit_is_cell)).await??;
    tell(Step::Loading).await?;
    let read = import.clone();
    let Ground {
        stamp,
        cells,
        people,
    } = db.read(move |conn| ground(conn, &read)).await?;
    tell(Step::Checking).await?;
    let rows = std::mem::take(&mut sheet.rows);
    let today = import.importer.now().day();
    let checked = on_a_thread(move || checks::check(rows, &cells, today)).await?;
    tell(Step::Comparing).await?;
    let importer = import.importer.clone();
    let (checked, people) = db
        .read(move |conn| {
            let mut people = people;
            add_others(conn, &importer, &checked, &mut people)?;
            Ok((checked, people))
        })
        .await?;
    let mode = import.mode;
    let plan = on_a_thread(move || plan(checked, &people, mode, today)).await?;
    Ok(DryRun { sheet, plan, stamp })
}

/// A parser that panics on a file that was made to break it fails this file and nothing else.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    actix_web::rt::task::spawn_blocking(work)
        .await
        .map_err(|_| FileError::Unreadable(Unreadable::Workbook).into())
}

fn ground(conn: &mut Conn, import: &Import) -> Result<Ground, Error> {
    let importer = &import.importer;
    let unit = importer.locate(conn, import.unit_id)?;
    unit.check_open()?;
    // First: what is read after it can only be newer than it says.
    let stamp = roster::stamp(conn, importer, unit.id)?;
    let only = queries::holds_members(&unit).then_some(unit.id);
    let cells = Cells::new(
        queries::cells_of(conn, importer, unit.id, importer.now().day())?,
        only,
    );
    let people = People::new(roster::members_of(conn, importer, unit.id)?);
    Ok(Ground {
        stamp,
        cells,
        people,
    })
}

/// Looks for the numbers of the file that nobody in the unit has: their holders elsewhere.
fn add_others(
    conn: &mut Conn,
    importer: &Importer,
    checked: &Checked,
    people: &mut People,
) -> Result<(), Error> {
    let (cards, citizens) = checked.numbers(people);
    let card_holders = roster::holders(conn, importer, Identity::CardNumber, &cards)?;
    let citizen_holders = roster::holders(conn, importer, Identity::CitizenId, &citizens)?;
    let mut homes: Vec<i64> = card_holders
        .iter()
        .chain(&citizen_holders)
        .map(|holder| holder.home_unit_id)
        .collect();
    homes.sort_unstable();
    homes.dedup();
    let kept = queries::kept_units(conn, importer, &homes)?;
    let mut own = HashSet::new();
    let mut foreign = |holders: Vec<roster::Holder>| -> Vec<String> {
        let (his, others): (Vec<_>, Vec<_>) = holders
            .into_iter()
            .partition(|holder| kept.contains(&holder.home_unit_id));
        own.extend(his.into_iter().map(|holder| holder.id));
        others
            .into_iter()
            .filter_map(|holder| holder.number)
            .collect()
    };
    let (foreign_cards, foreign_citizens) = (foreign(card_holders), foreign(citizen_holders));
    people.add_foreign(foreign_cards, foreign_citizens);
    let own: Vec<i64> = own.into_iter().collect();
    people.add(roster::members_by_key(conn, importer, &own)?);
    Ok(())
}

/// Writes what a dry run found, in the caller's transaction, with its row in the audit log.
///
/// # Errors
/// `roster_changed` when the roster is no longer the one that the dry run read.
pub(super) fn apply(
    conn: &mut Conn,
    import: &Import,
    run: &DryRun,
    followers: &Followers,
) -> Result<(), Error> {
    let importer = &import.importer;
    queries::keep_tree(conn, importer)?;
    let unit = importer.locate(conn, import.unit_id)?;
    unit.check_open()?;
    if roster::stamp(conn, importer, unit.id)? != run.stamp {
        return Err(CHANGED.into());
    }
    let plan = &run.plan;
    if plan.new.is_empty() && plan.changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = plan.changes.iter().map(|change| change.after.id).collect();
    let before = roster::addresses(conn, importer, &ids)?;
    // First, so that a number that changes hands is free when it is taken.
    if !roster::apply(conn, importer, &plan.changes, importer.now().day()).map_err(taken)? {
        return Err(CHANGED.into());
    }
    let mut subjects = members::insert_many(conn, importer, &plan.new).map_err(taken)?;
    subjects.extend(plan.changes.iter().map(|change| change.after.id));
    followers.tell(conn, importer, &subjects)?;
    for change in &plan.changes {
        let (id, new) = (change.after.id, change.after.email.as_deref());
        let old = before.get(&id).map(String::as_str);
        followers.tell_of_address(conn, importer, id, (old, new))?;
    }
    let detail = json!({
        "mode": import.mode, "rows": plan.counts.rows, "new": plan.counts.new, "changed": plan.counts.changed,
        "removed": plan.counts.removed
    });
    audit::record(
        conn,
        importer,
        &Entry::write("commit_roster_import", Some(unit.id), subjects, detail),
    )
}

/// Somebody elsewhere took the number since the dry run.
fn taken(error: Error) -> Error {
    if error.violates("members", "card_number") || error.violates("members", "citizen_id") {
        return CHANGED.into();
    }
    error
}
