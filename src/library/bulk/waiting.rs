//! Rows that an import cannot publish by itself: what only a second person can confirm is left with the publishers, as a
//! document that was submitted and not approved. What links to such a row is written when that one is out.

use std::collections::BTreeSet;

use super::resolve::key_of;
use super::rows::Row;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::library::model::{Document, Edition, Kind, Metadata};
use crate::library::queries::{bulk, editions};
use crate::library::rules::bulk::columns::Column;

/// What a row waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Waits {
    /// A second person, who confirms this, approves and publishes.
    Person(String),
    /// A row that it links to.
    Row,
}

impl Waits {
    /// In Vietnamese, for the operator.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Person(what) => {
                format!("chờ người thứ hai xem xét, duyệt và ban hành bằng API: {what}")
            }
            Self::Row => {
                "liên kết đến một dòng còn chờ; sau khi dòng đó được ban hành, hãy chạy lại lệnh này."
                    .to_owned()
            }
        }
    }
}

/// What an earlier import left with the publishers of the document that a row describes.
pub(super) fn find(
    conn: &mut Conn,
    system: &System,
    kind: &Kind,
    metadata: &Metadata,
) -> Result<Option<(Document, Edition)>, Error> {
    let identity = |said: &Metadata| said.identity().unwrap_or_else(|| key_of(kind.id, said));
    let wanted = identity(metadata);
    for document in bulk::left_open(conn, system, kind.id, metadata)? {
        let Some(edition) = editions::open_one(conn, system, document.id)? else {
            continue;
        };
        if identity(&Metadata::read(&edition.metadata.0)?) == wanted {
            return Ok(Some((document, edition)));
        }
    }
    Ok(None)
}

/// Rows that lead to one that waits, wait too; `groups` in the order in which they can be written.
pub(super) fn put_off(rows: &mut [Row], groups: &[Vec<usize>]) {
    let all = rows.iter().enumerate();
    let mut waiting: BTreeSet<usize> = all
        .filter(|(_, row)| row.waits.is_some())
        .map(|(place, _)| place)
        .collect();
    for group in groups {
        let targets: BTreeSet<usize> = group
            .iter()
            .filter_map(|place| rows.get(*place)?.meant.as_ref())
            .flat_map(|meant| meant.targets.iter().map(|(_, target)| *target))
            .collect();
        let is_circle = group.iter().any(|place| targets.contains(place));
        let is_open = group.iter().any(|place| waiting.contains(place));
        let leads = targets.iter().any(|target| waiting.contains(target));
        for place in group {
            let Some(row) = rows.get_mut(*place).filter(|row| row.is_new()) else {
                continue;
            };
            if is_circle && is_open {
                // Before it is out nothing can refer to it, and then it no longer changes.
                let text = "Dòng này, hay dòng dẫn chiếu qua lại với nó, phải chờ người thứ hai xem xét; hãy bỏ một chiều, hoặc đưa vào bằng API.";
                row.fault(Column::Links, text);
            } else if leads {
                row.waits = Some(Waits::Row);
                waiting.insert(*place);
            }
        }
    }
}
