//! The way of an export, the same for the API's jobs and the command line.

use serde_json::json;

use super::files::{self, Table};
use super::keeper::Keeper;
use super::model::{Column, Format, RosterMember};
use super::queries;
use super::rules::cells::Cells;
use super::rules::limits;
use crate::audit::{Entry, Kind};
use crate::auth::permissions::ExportRoster;
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::jobs::FileContent;
use crate::kernel::ids::PublicId;
use crate::members::roster;
use crate::units::Unit;

/// Who exports.
pub(super) type Exporter = Keeper<ExportRoster>;

/// A finished export. The entry belongs into the audit log before the file leaves.
pub(super) struct Export {
    pub file: FileContent,
    pub count: usize,
    pub entry: Entry,
}

/// What is read for it.
struct Ground {
    unit: Unit,
    members: Vec<RosterMember>,
    cells: Cells,
    with_identity: bool,
}

/// Reads the members of a unit and writes them into a file.
///
/// # Errors
/// A unit where the exporter may not export, too many people, or the database.
pub(super) async fn export(
    db: &Db,
    exporter: &Exporter,
    unit_id: PublicId,
    format: Format,
) -> Result<Export, Error> {
    let reader = exporter.clone();
    let ground = db
        .report(move |conn| ground(conn, &reader, unit_id))
        .await?;
    let at = exporter.now();
    let subjects = ground.members.iter().map(|member| member.id).collect();
    let (unit_id, count) = (ground.unit.id, ground.members.len());
    let file_name = format!(
        "Danh sách đảng viên - {} - {}.{}",
        ground.unit.name,
        at.day(),
        format.extension()
    );
    let work = move || {
        let columns: Vec<Column> = Column::ALL
            .into_iter()
            .filter(|column| ground.with_identity || *column != Column::CitizenId)
            .collect();
        let labels = ground.cells.labels();
        files::write(
            &Table {
                columns: &columns,
                members: &ground.members,
                cells: &labels,
                at,
            },
            format,
        )
    };
    let bytes = actix_web::rt::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::internal("writing an export panicked"))??;
    Ok(Export {
        file: FileContent {
            file_name,
            media_type: format.media_type().to_owned(),
            bytes,
        },
        count,
        entry: Entry {
            action: "create_roster_export",
            kind: Kind::Export,
            unit_id: Some(unit_id),
            subjects,
            detail: json!({"members": count, "format": format}),
        },
    })
}

fn ground(conn: &mut Conn, exporter: &Exporter, unit_id: PublicId) -> Result<Ground, Error> {
    let unit = exporter.locate(conn, unit_id)?;
    let with_identity = queries::may_read_identity(conn, exporter, unit.id)?;
    let cells = Cells::new(
        queries::cells_of(conn, exporter, unit.id, exporter.now().day())?,
        None,
    );
    let mut members = roster::members_of(conn, exporter, unit.id)?;
    members.retain(|member| member.standing.is_active());
    limits::may_export(members.len())?;
    Ok(Ground {
        unit,
        members,
        cells,
        with_identity,
    })
}

#[cfg(test)]
#[path = "exports_tests.rs"]
mod tests;
