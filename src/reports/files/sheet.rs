//! What stands in which column, and the row of sums at the end.

use std::borrow::Cow;

use super::{CellTable, MemberTable, Section};
use crate::kernel::dates::format_vn;
use crate::reports::model::{CellRow, Enrolled, Figures};
use crate::reports::rules::{rates, words};

/// A column: its head and its width in characters.
pub(super) type Column = (&'static str, u8);

/// What a cell of the sheet holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(i64),
    /// In thousandths; `None`: there is none.
    Rate(Option<u16>),
}

/// A row; sums are set off from the others.
pub(super) struct Row<'a> {
    pub values: Vec<Value<'a>>,
    pub is_total: bool,
}

pub(super) const CELLS: [Column; 16] = [
    ("STT", 7),
    ("Đợt học tập", 40),
    ("Hạn (hết ngày)", 14),
    ("Đơn vị cấp trên", 32),
    ("Chi bộ", 32),
    ("Phải hoàn thành", 12),
    ("Đã hoàn thành", 12),
    ("Trong đó muộn", 12),
    ("Chưa hoàn thành", 12),
    ("Đang học", 11),
    ("Đã mở", 11),
    ("Chưa học", 11),
    ("Được hoãn", 11),
    ("Được miễn", 11),
    ("Tỷ lệ", 10),
    ("Số liệu lúc", 24),
];

pub(super) const MEMBERS: [Column; 8] = [
    ("STT", 7),
    ("Họ và tên", 30),
    ("Đợt học tập", 40),
    ("Tình trạng", 20),
    ("Diện", 18),
    ("Giao ngày", 14),
    ("Hạn (hết ngày)", 14),
    ("Hoàn thành ngày", 16),
];

const TOTAL: &str = "Tổng cộng";

/// The rows of cells, and their sum: of turns, where there are several assignments.
pub(super) fn cell_rows(table: &CellTable) -> impl Iterator<Item = Row<'_>> {
    let cells = table
        .sections
        .iter()
        .flat_map(|section| section.rows.iter().map(move |row| (section, row)));
    let total: Figures = cells.clone().map(|(_, row)| row.figures).sum();
    let rows = (1_i64..).zip(cells);
    let rows = rows.map(|(number, (section, row))| Row {
        values: cell_row(number, section, row),
        is_total: false,
    });
    let moment = words::moment(table.at);
    let mut values = vec![text(""), text(TOTAL), text(""), text(&table.unit), text("")];
    values.extend(figures(total));
    values.push(Value::Text(Cow::Owned(moment)));
    rows.chain(std::iter::once(Row {
        values,
        is_total: true,
    }))
}

fn cell_row<'a>(number: i64, section: &'a Section, row: &'a CellRow) -> Vec<Value<'a>> {
    let mut values = vec![
        Value::Number(number),
        text(&section.title),
        Value::Text(Cow::Owned(
            row.due_at.map(words::last_day).unwrap_or_default(),
        )),
        text(&row.above),
        text(&row.cell),
    ];
    values.extend(figures(row.figures));
    values.push(Value::Text(Cow::Owned(words::moment(section.as_of))));
    values
}

fn figures(figures: Figures) -> [Value<'static>; 10] {
    [
        Value::Number(figures.counted),
        Value::Number(figures.met),
        Value::Number(figures.met_late),
        Value::Number(figures.missing()),
        Value::Number(figures.in_progress),
        Value::Number(figures.opened),
        Value::Number(figures.not_begun()),
        Value::Number(figures.excused),
        Value::Number(figures.exempt),
        Value::Rate(rates::rate(figures)),
    ]
}

/// The rows of people, and how many of them have finished.
pub(super) fn member_rows(table: &MemberTable) -> impl Iterator<Item = Row<'_>> {
    let people = (1_i64..).zip(&table.people);
    let rows = people.map(|(number, person)| Row {
        values: member_row(number, &table.title, person),
        is_total: false,
    });
    let counted = || {
        let people = table.people.iter();
        people.filter(|person| person.counted == "counted")
    };
    let done = counted().filter(|person| person.state.starts_with("completed"));
    let (met, all) = (count(done), count(counted()));
    let rate = rates::text(rates::permille(met, all));
    let values = vec![
        text(""),
        text(TOTAL),
        text(&table.unit),
        Value::Text(Cow::Owned(format!("Hoàn thành {met}/{all} ({rate})"))),
        text(""),
        text(""),
        text(""),
        Value::Text(Cow::Owned(words::moment(table.at))),
    ];
    rows.chain(std::iter::once(Row {
        values,
        is_total: true,
    }))
}

fn member_row<'a>(number: i64, title: &'a str, person: &'a Enrolled) -> Vec<Value<'a>> {
    let completed = person.completed_at.map(|at| format_vn(at.day()));
    vec![
        Value::Number(number),
        text(&person.full_name),
        text(title),
        text(words::state(&person.state)),
        text(words::counted(&person.counted)),
        Value::Text(Cow::Owned(format_vn(person.entered_at.day()))),
        Value::Text(Cow::Owned(words::last_day(person.due_at))),
        Value::Text(Cow::Owned(completed.unwrap_or_default())),
    ]
}

fn count<'a>(people: impl Iterator<Item = &'a Enrolled>) -> i64 {
    i64::try_from(people.count()).unwrap_or(i64::MAX)
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}
