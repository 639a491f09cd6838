//! The way of an export: reading bit by bit, so that the percent moves, then writing.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::Connection as _;
use serde_json::json;

use super::ask::sees_names;
use super::concerned;
use super::files::{self, CellTable, MemberTable, Section};
use super::jobs::{EXPORT, ExportInput};
use super::model::{Assignment, CellRow, ExportContent, Figures, Standpoint};
use super::queries::export::{self as tree, NamedUnit};
use super::queries::figures::{self, Source, WHOLE};
use super::queries::people::{self, Place};
use super::queries::{assignments, units as own};
use super::rules::limits::{ASSIGNMENT_NEEDED, EXPORT_ROWS, EXPORT_TOO_LARGE, NAMES_ARE_OF_NOW};
use crate::audit::Entry;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::db::Conn;
use crate::error::Error;
use crate::jobs::{FileContent, JobContext};
use crate::units::{self, Unit};

/// A finished export. The entry belongs into the audit log before the file leaves.
pub(super) struct Export {
    pub file: FileContent,
    pub rows: usize,
    pub entry: Entry,
}

/// Whether an export may be made: asked when it is ordered and once more when it is made.
///
/// # Errors
/// 404, 403 or 422.
pub(super) fn check(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    unit: &Unit,
    input: &ExportInput,
) -> Result<Option<(Assignment, Standpoint)>, Error> {
    let assignment = match input.assignment_id {
        Some(id) => assignments::find(conn, grant, unit.id, id)?,
        None if input.content == ExportContent::Members || input.snapshot_id.is_some() => {
            return Err(ASSIGNMENT_NEEDED.into());
        }
        None => return Ok(None),
    };
    if input.content == ExportContent::Members {
        if input.snapshot_id.is_some() {
            return Err(NAMES_ARE_OF_NOW.into());
        }
        sees_names(grant, unit).ok_or(Error::Forbidden)?;
    }
    let standpoint = match input.snapshot_id {
        Some(id) => Standpoint::Frozen(assignments::snapshot(conn, grant, assignment.id, id)?),
        None => Standpoint::Now(grant.now()),
    };
    Ok(Some((assignment, standpoint)))
}

/// # Errors
/// What [`check`] finds, too many rows, or the database.
pub(super) async fn export(
    context: &JobContext,
    grant: &Grant<ReadProgress>,
    input: &ExportInput,
) -> Result<Export, Error> {
    match input.content {
        ExportContent::Cells => cells(context, grant, input).await,
        ExportContent::Members => members(context, grant, input).await,
    }
}

async fn cells(
    context: &JobContext,
    grant: &Grant<ReadProgress>,
    input: &ExportInput,
) -> Result<Export, Error> {
    let (reader, asked) = (grant.clone(), input.clone());
    let (unit, sections) = context
        .app()
        .db
        .report(move |conn| {
            conn.transaction(|conn| {
                tree::of_one_moment(conn, &reader)?;
                sections(conn, &reader, &asked)
            })
        })
        .await?;
    context.progress(60).await?;
    let rows = sections.iter().map(|section| section.rows.len()).sum();
    let (format, at) = (input.format, grant.now());
    let unit_name = unit.name.clone();
    let table = CellTable {
        unit: unit.name,
        sections,
        at,
    };
    let bytes = on_a_thread(move || files::write_cells(&table, format)).await?;
    context.progress(95).await?;
    let detail = json!({"content": "cells", "rows": rows, "format": format});
    Ok(Export {
        file: file(&unit_name, input, bytes, at),
        rows,
        entry: Entry::export(EXPORT, Some(unit.id), Vec::new(), detail),
    })
}

/// A section for each assignment, all read of one moment. Rows wait in memory until all are read, at some 100 bytes each:
/// writing takes longer than reading, and a transaction that lasts keeps the database from cleaning up.
fn sections(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    input: &ExportInput,
) -> Result<(Unit, Vec<Section>), Error> {
    let unit = units::locate_for(conn, grant, input.unit_id)?;
    let chosen = match check(conn, grant, &unit, input)? {
        Some(one) => vec![one],
        None => concerned::all(conn, |conn, reached| {
            assignments::running(conn, grant, &unit, reached)
        })?
        .into_iter()
        .map(|assignment| (assignment, Standpoint::Now(grant.now())))
        .collect(),
    };
    let units = tree::named_units(conn, grant, &unit)?;
    let (mut sections, mut rows) = (Vec::new(), 0);
    for (assignment, standpoint) in chosen {
        let section = section(conn, grant, &units, assignment, &standpoint)?;
        rows += section.rows.len();
        if rows > EXPORT_ROWS {
            return Err(EXPORT_TOO_LARGE.into());
        }
        sections.push(section);
    }
    Ok((unit, sections))
}

/// The cells that an assignment concerns, in the order of the tree.
fn section(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    units: &[NamedUnit],
    assignment: Assignment,
    standpoint: &Standpoint,
) -> Result<Section, Error> {
    let source: Source = super::ask::source(&assignment, standpoint);
    let found = figures::of_all_cells(conn, grant, source, WHOLE)?;
    let found: HashMap<i64, Figures> = found
        .into_iter()
        .map(|row| (row.cell_id, row.figures))
        .collect();
    let deadlines = tree::deadlines(conn, grant, assignment.id)?;
    let rows = units.iter().filter_map(|unit| {
        let figures = found.get(&unit.id).filter(|figures| !figures.is_empty())?;
        Some(CellRow {
            above: Arc::clone(&unit.above),
            cell: Arc::clone(&unit.name),
            // Deadlines are not frozen: those of today beside old figures would tell what was not so.
            due_at: matches!(standpoint, Standpoint::Now(_))
                .then(|| unit.nearest(&deadlines).unwrap_or(assignment.due_at)),
            figures: *figures,
        })
    });
    Ok(Section {
        rows: rows.collect(),
        title: assignment.title,
        as_of: standpoint.as_of(),
    })
}

async fn members(
    context: &JobContext,
    grant: &Grant<ReadProgress>,
    input: &ExportInput,
) -> Result<Export, Error> {
    let (reader, asked) = (grant.clone(), input.clone());
    let (unit, assignment, people) = context
        .app()
        .db
        .report(move |conn| {
            let unit = units::locate_for(conn, &reader, asked.unit_id)?;
            let (assignment, _) = check(conn, &reader, &unit, &asked)?.ok_or(ASSIGNMENT_NEEDED)?;
            let names = sees_names(&reader, &unit).ok_or(Error::Forbidden)?;
            let place = Place {
                assignment_id: assignment.id,
                unit_id: unit.id,
                own_units: own::own_units(conn, &reader, unit.id)?,
            };
            let most = i64::try_from(EXPORT_ROWS).unwrap_or(i64::MAX);
            let people = people::all(conn, &names, &place, most + 1)?;
            Ok((unit, assignment, people))
        })
        .await?;
    if people.len() > EXPORT_ROWS {
        return Err(EXPORT_TOO_LARGE.into());
    }
    context.progress(60).await?;
    let (format, at, rows) = (input.format, grant.now(), people.len());
    let subjects = people.iter().map(|person| person.id).collect();
    let table = MemberTable {
        unit: unit.name.clone(),
        title: assignment.title,
        people,
        at,
    };
    let bytes = on_a_thread(move || files::write_members(&table, format)).await?;
    let detail = json!({"content": "members", "rows": rows, "format": format});
    Ok(Export {
        file: file(&unit.name, input, bytes, at),
        rows,
        entry: Entry::export(EXPORT, Some(unit.id), subjects, detail),
    })
}

fn file(
    unit: &str,
    input: &ExportInput,
    bytes: Vec<u8>,
    at: crate::kernel::instant::Instant,
) -> FileContent {
    let extension = input.format.extension();
    FileContent {
        file_name: format!("Báo cáo học tập - {unit} - {}.{extension}", at.day()),
        media_type: input.format.media_type().to_owned(),
        bytes,
    }
}

/// Writing keeps the processor for seconds.
async fn on_a_thread<F>(work: F) -> Result<Vec<u8>, Error>
where
    F: FnOnce() -> Result<Vec<u8>, Error> + Send + 'static,
{
    actix_web::rt::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::internal("writing an export panicked"))?
}
