//! The cell that a name or code means, inside the unit of the import.

use std::collections::HashMap;

use super::issues::Issue;
use crate::kernel::ids::PublicId;
use crate::kernel::text::{exact_key, search_key};

/// A unit that holds members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rosters) struct RosterCell {
    pub id: i64,
    pub public_id: PublicId,
    pub name: String,
    pub code: Option<String>,
    pub parent_name: Option<String>,
    pub closed: bool,
}

/// What an export writes for a member who belongs to no cell: an empty field would say nothing, or the only cell.
pub(in crate::rosters) const NO_CELL: &str = "Chưa xếp chi bộ";

/// The cells of a unit by what people write for them.
#[derive(Debug, Clone, Default)]
pub(in crate::rosters) struct Cells {
    all: Vec<RosterCell>,
    by_code: HashMap<String, usize>,
    by_key: HashMap<String, Vec<usize>>,
    /// The chosen unit, where it is itself a cell: rows then need not name it.
    only: Option<i64>,
}

impl Cells {
    pub(in crate::rosters) fn new(all: Vec<RosterCell>, only: Option<i64>) -> Self {
        let mut cells = Self {
            only,
            ..Self::default()
        };
        for (index, cell) in all.iter().enumerate() {
            if let Some(code) = &cell.code {
                cells.by_code.insert(code_key(code), index);
            }
            let mut keys = vec![
                search_key(&cell.name),
                search_key(&cell.public_id.to_string()),
            ];
            keys.extend(qualified(cell).map(|name| search_key(&name)));
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                cells.by_key.entry(key).or_default().push(index);
            }
        }
        cells.all = all;
        cells
    }

    /// Whether rows need not name a cell.
    pub(in crate::rosters) const fn only(&self) -> Option<i64> {
        self.only
    }

    /// The row key of the cell that `written` means: a code, a name, a name with that of the unit above, or an id.
    pub(in crate::rosters) fn find(&self, written: &str) -> Result<i64, Issue> {
        let by_code = self
            .by_code
            .get(&code_key(written))
            .and_then(|index| self.all.get(*index));
        if let Some(cell) = by_code {
            return if cell.closed {
                Err(Issue::CellClosed)
            } else {
                Ok(cell.id)
            };
        }
        let named = self
            .by_key
            .get(&search_key(written))
            .map_or(&[][..], Vec::as_slice);
        let named: Vec<&RosterCell> = named
            .iter()
            .filter_map(|index| self.all.get(*index))
            .collect();
        let open: Vec<&RosterCell> = named.iter().copied().filter(|cell| !cell.closed).collect();
        match open.as_slice() {
            [] if named.is_empty() => Err(Issue::CellUnknown),
            [] => Err(Issue::CellClosed),
            [cell] => Ok(cell.id),
            several => {
                let key = exact_key(written);
                let mut exact = several.iter().filter(|cell| exact_key(&cell.name) == key);
                match (exact.next(), exact.next()) {
                    (Some(cell), None) => Ok(cell.id),
                    _ => Err(Issue::CellAmbiguous),
                }
            }
        }
    }

    /// Whether `written` says that somebody belongs to no cell; a cell of that name goes before.
    pub(super) fn is_none(&self, written: &str) -> bool {
        search_key(written) == search_key(NO_CELL) && self.find(written) == Err(Issue::CellUnknown)
    }

    /// What an export writes for each cell, so that [`Cells::find`] finds that very cell again: the name where it is
    /// the only one, else the code, else the name with that of the unit above.
    pub(in crate::rosters) fn labels(&self) -> HashMap<i64, String> {
        self.all
            .iter()
            .map(|cell| {
                let candidates = [Some(cell.name.clone()), cell.code.clone(), qualified(cell)];
                let label = candidates
                    .into_iter()
                    .flatten()
                    .find(|label| self.find(label) == Ok(cell.id));
                (cell.id, label.unwrap_or_else(|| cell.public_id.to_string()))
            })
            .collect()
    }
}

fn qualified(cell: &RosterCell) -> Option<String> {
    cell.parent_name
        .as_ref()
        .map(|parent| format!("{} - {parent}", cell.name))
}

fn code_key(code: &str) -> String {
    code.trim().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::{Cells, RosterCell};
    use crate::kernel::ids::PublicId;
    use crate::kernel::instant::Instant;
    use crate::rosters::rules::issues::Issue;

    fn cell(id: i64, name: &str, code: Option<&str>, parent: &str) -> RosterCell {
        RosterCell {
            id,
            public_id: PublicId::new(Instant::default()),
            name: name.to_owned(),
            code: code.map(str::to_owned),
            parent_name: Some(parent.to_owned()),
            closed: false,
        }
    }

    fn cells() -> Cells {
        let closed = RosterCell {
            closed: true,
            ..cell(6, "Chi bộ Cũ", Some("CU"), "Phường B")
        };
        Cells::new(
            vec![
                cell(1, "Chi bộ Thôn Đông", Some("TD"), "Phường A"),
                cell(2, "Chi bộ 1", Some("A1"), "Phường A"),
                cell(3, "Chi bộ 1", None, "Phường B"),
                cell(4, "Chi bộ Hoa", None, "Phường A"),
                cell(5, "Chi bộ Hòa", None, "Phường A"),
                closed,
                cell(7, "Chi bộ 1", None, "Phường B"),
            ],
            None,
        )
    }

    #[test]
    fn a_cell_is_found_by_name_code_or_with_the_unit_above() {
        let cells = cells();
        for (written, expected) in [
            ("chi bo thon dong", Ok(1)),
            ("CHI BỘ THÔN ĐÔNG", Ok(1)),
            ("td", Ok(1)),
            ("A1", Ok(2)),
            ("Chi bộ 1 (Phường A)", Ok(2)),
            ("Chi bộ 1", Err(Issue::CellAmbiguous)),
            ("Chi bộ 1, Phường B", Err(Issue::CellAmbiguous)),
            ("Chi bộ Hoà", Ok(5)),
            ("Chi bộ Hoa", Ok(4)),
            ("chi bộ hoá", Err(Issue::CellAmbiguous)),
            ("Chi bộ Cũ", Err(Issue::CellClosed)),
            ("CU", Err(Issue::CellClosed)),
            ("Chi bộ 9", Err(Issue::CellUnknown)),
        ] {
            assert_eq!(cells.find(written), expected, "{written}");
        }
    }

    #[test]
    fn no_cell_is_said_in_words_unless_one_is_called_so() {
        let mut all = cells().all;
        assert!(cells().is_none("CHƯA XẾP  chi bộ"));
        assert!(!cells().is_none("Chi bộ 9"));
        all.push(cell(8, "Chưa xếp chi bộ", None, "Phường A"));
        assert!(!Cells::new(all, None).is_none("Chưa xếp chi bộ"));
    }

    #[test]
    fn what_an_export_writes_is_found_again() {
        let cells = cells();
        let labels = cells.labels();
        for cell in cells.all.iter().filter(|cell| !cell.closed) {
            assert_eq!(cells.find(&labels[&cell.id]), Ok(cell.id), "{}", cell.id);
        }
        assert_eq!(labels[&1], "Chi bộ Thôn Đông");
        assert_eq!(labels[&2], "A1");
        assert_eq!(labels[&3], cells.all[2].public_id.to_string());
    }
}
