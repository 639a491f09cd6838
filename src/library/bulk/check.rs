//! Links between rows, and between rows and documents that are there already.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::rows::{Row, faults_of, issuer_key};
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::dates::format_vn;
use crate::kernel::ids::PublicId;
use crate::kernel::symbol::Symbol;
use crate::kernel::text::{exact_key, has_marks, search_key};
use crate::library::model::{LinkBody, LinkKind, Metadata};
use crate::library::queries::{bulk, documents};
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::lists::{LinkCell, LinkTo};
use crate::library::rules::bulk::order::{Node, order};
use crate::library::rules::links::{LINK_TOO_EARLY, is_too_early};

/// The rows of a sheet, by what links name them by.
#[derive(Default)]
struct Index {
    papers: HashMap<(String, NaiveDate), Vec<usize>>,
    files: HashMap<String, usize>,
}

/// What a link leads to.
struct Target {
    body: LinkBody,
    /// The place of its row.
    row: Option<usize>,
    /// Row key of the unit whose document it is.
    owner: Option<i64>,
    issued_on: Option<NaiveDate>,
}

/// Finds what every link leads to; answers the places of rows in the order in which they can be written, those together
/// that refer to each other.
pub(super) fn link(
    conn: &mut Conn,
    system: &System,
    rows: &mut [Row],
) -> Result<Vec<Vec<usize>>, Error> {
    let index = Index::of(rows);
    for place in 0..rows.len() {
        let found = find_all(conn, system, rows, &index, place)?;
        if let Some(row) = rows.get_mut(place) {
            take(conn, system, row, found)?;
        }
    }
    let nodes: Vec<Node> = rows.iter().map(node).collect();
    let order = order(&nodes);
    for place in &order.circles {
        if let Some(row) = rows.get_mut(*place) {
            let text = "Các liên kết giữa các dòng tạo thành vòng; hãy bỏ một chiều.";
            row.fault(Column::Links, text);
        }
    }
    Ok(order.groups)
}

fn node(row: &Row) -> Node {
    let mut node = Node {
        day: row.entry.issued_on,
        ..Node::default()
    };
    // What is there already is no part of any order.
    let meant = row.meant.as_ref().filter(|_| row.existing.is_none());
    for (kind, target) in meant.into_iter().flat_map(|meant| &meant.targets) {
        match kind {
            LinkKind::Refers => node.refers.push(*target),
            _ => node.changes.push(*target),
        }
    }
    node
}

/// Rows that link to a row with something wrong cannot be written either; asked again when files were looked at.
pub(super) fn pass_on(rows: &mut [Row]) {
    let mut bad: BTreeSet<usize> = (0..rows.len())
        .filter(|place| rows.get(*place).is_some_and(|row| !row.faults.is_empty()))
        .collect();
    loop {
        let before = bad.len();
        for (place, row) in rows.iter_mut().enumerate() {
            let Some(meant) = row.meant.as_ref().filter(|_| !bad.contains(&place)) else {
                continue;
            };
            if meant.targets.iter().any(|(_, target)| bad.contains(target)) {
                row.fault(Column::Links, "Liên kết đến một dòng đang có lỗi.");
                bad.insert(place);
            }
        }
        if bad.len() == before {
            return;
        }
    }
}

impl Index {
    fn of(rows: &[Row]) -> Self {
        let mut index = Self::default();
        let once = rows.iter().enumerate().filter(|(_, row)| !row.repeated);
        for (place, row) in once {
            let symbol = row.entry.symbol.as_deref().map(Symbol::read);
            if let (Some(Ok(symbol)), Some(day)) = (symbol, row.entry.issued_on) {
                let key = (symbol.key().to_owned(), day);
                index.papers.entry(key).or_default().push(place);
            }
            let paths = row.entry.paths().map(|(_, path)| path);
            for path in paths.chain(row.entry.sections.as_deref()) {
                index.files.entry(path.to_owned()).or_insert(place);
            }
        }
        index
    }
}

fn find_all(
    conn: &mut Conn,
    system: &System,
    rows: &[Row],
    index: &Index,
    place: usize,
) -> Result<Vec<Result<Target, String>>, Error> {
    let Some(row) = rows.get(place).filter(|row| row.meant.is_some()) else {
        return Ok(Vec::new());
    };
    let links = row.entry.links.iter();
    links
        .map(|link| find(conn, system, rows, index, row, link))
        .collect()
}

/// What a link may lead to: id, place of the row, row key of the unit, key of the issuer.
type Candidate = (PublicId, Option<usize>, Option<i64>, Option<String>);

fn find(
    conn: &mut Conn,
    system: &System,
    rows: &[Row],
    index: &Index,
    row: &Row,
    link: &LinkCell,
) -> Result<Result<Target, String>, Error> {
    let (found, name) = candidates(conn, system, rows, index, row, link)?;
    let mut found = found.into_iter();
    let issued_on = |place: Option<usize>| match &link.to {
        LinkTo::Paper { issued_on, .. } => Some(*issued_on),
        LinkTo::File(_) => rows.get(place?)?.entry.issued_on,
    };
    Ok(match (found.next(), found.next()) {
        (Some((document_id, row, owner, _)), None) => Ok(Target {
            issued_on: issued_on(row),
            body: LinkBody {
                kind: link.kind,
                document_id,
                holds_from: link.holds_from,
            },
            row,
            owner,
        }),
        (Some(_), Some(_)) => Err(format!(
            "Có nhiều văn bản {name}; hãy thêm @cơ quan ban hành vào liên kết."
        )),
        (None, _) => Err(format!(
            "Không có văn bản {name} trong bảng kê hay trong thư viện."
        )),
    })
}

/// With what to call them in messages.
fn candidates(
    conn: &mut Conn,
    system: &System,
    rows: &[Row],
    index: &Index,
    row: &Row,
    link: &LinkCell,
) -> Result<(Vec<Candidate>, String), Error> {
    let of_row = |place: &usize| -> Option<Candidate> {
        let target = rows.get(*place)?;
        let owner = target.meant.as_ref().map(|meant| meant.owner.unit_id);
        Some((target.id, Some(*place), owner, issuer_key(target)))
    };
    match &link.to {
        LinkTo::File(file) => {
            let found = index.files.get(file).and_then(of_row);
            Ok((found.into_iter().collect(), file.clone()))
        }
        LinkTo::Paper {
            symbol,
            symbol_key,
            issued_on,
            issuer,
        } => {
            let places = index.papers.get(&(symbol_key.clone(), *issued_on));
            let mut found: Vec<Candidate> =
                places.into_iter().flatten().filter_map(of_row).collect();
            for (document, name) in bulk::with_symbol(conn, system, symbol_key, *issued_on)? {
                // A row whose document is there already has the document's id.
                if !found.iter().any(|(id, ..)| *id == document.public_id) {
                    let owner = Some(document.owner_unit_id);
                    let key = name.as_deref().map(exact_key);
                    found.push((document.public_id, None, owner, key));
                }
            }
            narrow(&mut found, issuer.as_deref(), issuer_key(row));
            Ok((found, format!("{symbol} ngày {}", format_vn(*issued_on))))
        }
    }
}

/// By the issuer that is said (without marks, whoever is written so); else by that of the paper itself, where that decides.
fn narrow(found: &mut Vec<Candidate>, said: Option<&str>, own: Option<String>) {
    if let Some(said) = said {
        let key: fn(&str) -> String = if has_marks(said) {
            exact_key
        } else {
            search_key
        };
        let said = Some(key(said));
        found.retain(|(.., issuer)| issuer.as_deref().map(key) == said);
    } else if found.len() > 1 && found.iter().any(|(.., issuer)| *issuer == own) {
        found.retain(|(.., issuer)| *issuer == own);
    }
}

fn take(
    conn: &mut Conn,
    system: &System,
    row: &mut Row,
    found: Vec<Result<Target, String>>,
) -> Result<(), Error> {
    let Some(mut meant) = row.meant.take() else {
        return Ok(());
    };
    for target in found {
        let target = match target {
            Ok(target) => target,
            Err(text) => {
                row.fault(Column::Links, text);
                continue;
            }
        };
        if target.body.kind != LinkKind::Refers
            && let Some(owner) = target.owner
            && !documents::is_below(conn, system, owner, meant.owner.unit_id)?
        {
            let text =
                "Chỉ được sửa đổi, thay thế, bãi bỏ văn bản của đơn vị mình hoặc đơn vị cấp dưới.";
            row.fault(Column::Links, text);
        }
        let own = meant.metadata.takes_effect_on();
        let holds_from = target.body.holds_from.or(own).unwrap_or(system.now().day());
        if row.existing.is_none() && is_too_early(target.body.kind, holds_from, target.issued_on) {
            row.fault(Column::Links, LINK_TOO_EARLY.message_vi());
        }
        let place = target.row.map(|place| (target.body.kind, place));
        meant.targets.extend(place);
        meant.said.links.push(target.body);
    }
    if !meant.said.links.is_empty() {
        // Once more, now that the links are known.
        match Metadata::of(&meant.said, &meant.kind, system.now().day()) {
            Ok(metadata) => meant.metadata = metadata,
            Err(error) => row.faults.extend(faults_of(error, Column::Links)?),
        }
    }
    row.meant = Some(meant);
    Ok(())
}
