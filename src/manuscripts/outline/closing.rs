//! Letterheads, recipients and signatures: tables and lines that are layout, not content.

use super::super::blocks::{Block, Paragraph, Table};
use crate::kernel::text;

/// Words at the head of who signs, and in whose name.
const SIGNED: [&str; 13] = [
    "T/M ", "TM. ", "TM ", "T.M ", "KT. ", "K/T ", "KT ", "TL. ", "T/L ", "TL ", "TUQ. ", "Q. ",
    "TUN. ",
];

/// The mottos of Party and State papers, as keys.
const MOTTOS: [&str; 3] = [
    "dang cong san viet nam",
    "cong hoa xa hoi chu nghia viet nam",
    "doc lap tu do hanh phuc",
];

/// Whether a line begins the block of recipients and signature.
pub(in crate::manuscripts) fn begins_closing(line: &str) -> bool {
    let start: String = line.chars().take(40).collect();
    let key = text::search_key(&start);
    let is_signed = || {
        let first = line.split(['\n', '\t']).next().unwrap_or_default();
        SIGNED.iter().any(|word| first.starts_with(word)) && !first.chars().any(char::is_lowercase)
    };
    key == "noi nhan" || key.starts_with("noi nhan ") && start.contains(':') || is_signed()
}

pub(super) fn is_closing(table: &Table) -> bool {
    paragraphs(table).any(|paragraph| begins_closing(&paragraph.plain()))
}

/// Whether a table is the letterhead: it has the motto, or a line `Số …`.
pub(super) fn is_letterhead(table: &Table) -> bool {
    paragraphs(table).any(|paragraph| {
        let line = paragraph.plain();
        is_motto(&line) || is_number_line(&line)
    })
}

pub(super) fn is_motto(line: &str) -> bool {
    let start: String = line.chars().take(60).collect();
    let key = text::search_key(&start);
    MOTTOS.iter().any(|motto| key == *motto)
}

/// `Số: 57-NQ/TW`.
pub(super) fn is_number_line(line: &str) -> bool {
    let start: String = line.chars().take(8).collect::<String>().to_lowercase();
    let after = start
        .strip_prefix("số")
        .or_else(|| start.strip_prefix("so "));
    after.is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphabetic()))
}

fn paragraphs(table: &Table) -> impl Iterator<Item = &Paragraph> {
    table
        .rows
        .iter()
        .flatten()
        .flat_map(|cell| &cell.paragraphs)
}

/// The paragraphs of a layout table, column by column, as they are read.
pub(super) fn flattened(table: Table) -> Vec<Block> {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut by_column: Vec<Vec<Block>> = Vec::new();
    by_column.resize_with(columns, Vec::new);
    for row in table.rows {
        for (cell, column) in row.into_iter().zip(&mut by_column) {
            column.extend(
                cell.paragraphs
                    .into_iter()
                    .filter(|p| !p.is_empty())
                    .map(Block::Paragraph),
            );
        }
    }
    by_column.into_iter().flatten().collect()
}
