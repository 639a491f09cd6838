//! What the first page says of the paper: number and symbol, issuer, date, title.

use super::super::blocks::{Block, Paragraph, Source};
use super::super::limits;
use super::super::model::FirstPage;
use super::closing::{is_motto, is_number_line};
use super::marks::mark;
use super::title::is_in_capitals;
use crate::kernel::text;

/// A line of the first page.
pub(super) struct Line {
    pub text: String,
    /// The column of the table it stands in, from 0.
    column: usize,
    bold: bool,
    centred: bool,
}

/// Lines that a letterhead and a title take.
const HEAD: usize = 40;
/// Lines of an abstract.
const ABSTRACT: usize = 6;
/// Characters of a line of an abstract.
const ABSTRACT_LINE: usize = 300;
const LONGEST_SYMBOL: usize = 40;

/// Kinds of papers, as keys.
const KINDS: [&str; 26] = [
    "nghi quyet",
    "chi thi",
    "ket luan",
    "quy dinh",
    "quyet dinh",
    "quy che",
    "huong dan",
    "thong bao",
    "thong tri",
    "ke hoach",
    "bao cao",
    "chuong trinh",
    "chuong trinh hanh dong",
    "de an",
    "to trinh",
    "cong van",
    "cong dien",
    "luat",
    "nghi dinh",
    "thong tu",
    "dieu le",
    "quy trinh",
    "noi quy",
    "de cuong",
    "bien ban",
    "loi keu goi",
];

/// Whether a line names a kind of paper: `NGHỊ QUYẾT`, `QUY CHẾ LÀM VIỆC`.
pub(super) fn is_kind(line: &str) -> bool {
    let start: String = line.chars().take(60).collect();
    let key = text::search_key(&start);
    KINDS.iter().any(|kind| {
        key.strip_prefix(kind)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

/// The lines of the first page; of a file that does not say where it ends, as many characters as one usually has.
pub(super) fn lines(source: &Source) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut characters = 0;
    let blocks = source.first_page.unwrap_or(source.blocks.len());
    for block in source.blocks.iter().take(blocks) {
        let before = lines.len();
        match block {
            Block::Paragraph(paragraph) => add(&mut lines, paragraph, 0),
            Block::Table(table) => {
                for (column, cell) in table.rows.iter().flat_map(|row| row.iter().enumerate()) {
                    for paragraph in &cell.paragraphs {
                        add(&mut lines, paragraph, column);
                    }
                }
            }
        }
        characters += lines
            .iter()
            .skip(before)
            .map(|line| line.text.chars().count())
            .sum::<usize>();
        if characters > limits::FIRST_PAGE {
            break;
        }
    }
    lines
}

fn add(lines: &mut Vec<Line>, paragraph: &Paragraph, column: usize) {
    let plain = paragraph.plain();
    for line in plain.split('\n') {
        for (index, part) in line.split('\t').enumerate() {
            if !part.trim().is_empty() {
                lines.push(Line {
                    text: part.trim().to_owned(),
                    column: column + index,
                    bold: paragraph.is_bold(),
                    centred: paragraph.centred,
                });
            }
        }
    }
}

pub(super) fn guess(lines: &[Line]) -> FirstPage {
    let head = lines.get(..HEAD.min(lines.len())).unwrap_or_default();
    let numbered = head.iter().position(|line| is_number_line(&line.text));
    FirstPage {
        symbol: numbered
            .and_then(|at| head.get(at))
            .and_then(|line| symbol(&line.text)),
        issuer: issuer(head, numbered),
        date_line: head
            .iter()
            .map(|line| line.text.as_str())
            .find(|line| is_date(line))
            .map(str::to_owned),
        title: title(head),
    }
}

/// `57-NQ/TW` of `Số: 57 - NQ/TW`.
fn symbol(line: &str) -> Option<String> {
    let after: String = line.chars().skip(2).collect();
    let after = after.trim_start_matches([':', '.', ' ']);
    let mut symbol = String::new();
    let mut gap = false;
    for c in after.chars() {
        let joins = matches!(c, '-' | '–' | '/');
        if c == ' ' {
            gap = true;
            continue;
        }
        if gap && !joins && !symbol.ends_with(['-', '/']) || !(joins || c.is_alphanumeric()) {
            break;
        }
        gap = false;
        symbol.push(if c == '–' { '-' } else { c });
    }
    let starts = symbol.starts_with(|c: char| c.is_ascii_digit());
    let is_symbol =
        starts && symbol.contains(['-', '/']) && symbol.chars().count() <= LONGEST_SYMBOL;
    is_symbol.then(|| symbol.trim_end_matches(['-', '/']).to_owned())
}

/// The lines above the number in its column, without motto and rules.
fn issuer(head: &[Line], numbered: Option<usize>) -> Option<String> {
    let at = numbered?;
    let column = head.get(at)?.column;
    let above = head.iter().take(at).filter(|line| line.column == column);
    let words: Vec<&str> = above
        .map(|line| line.text.as_str())
        .filter(|line| line.chars().any(char::is_alphabetic) && !is_motto(line) && !is_date(line))
        .filter(|line| is_in_capitals(line))
        .collect();
    let issuer = text::nfc(&words.join(" "));
    (!issuer.is_empty() && issuer.chars().count() <= limits::TITLE).then_some(issuer)
}

/// `Hà Nội, ngày 22 tháng 12 năm 2024`.
fn is_date(line: &str) -> bool {
    let key = text::search_key(&line.chars().take(120).collect::<String>());
    let parts = [" thang ", " nam "];
    let named = format!(" {key}").contains(" ngay ") && parts.iter().all(|part| key.contains(part));
    named && line.chars().count() <= 100 && !line.starts_with('(')
}

/// The kind of the paper and its abstract, else the first line that stands out.
fn title(head: &[Line]) -> Option<String> {
    let kind = head
        .iter()
        .position(|line| is_in_capitals(&line.text) && is_kind(&line.text));
    let Some(at) = kind else {
        let stands_out = |line: &&Line| line.bold && !is_motto(&line.text) && !is_date(&line.text);
        let first = head
            .iter()
            .find(|line| line.column == 0 && stands_out(line) && line.centred)?;
        return Some(shortened(&first.text));
    };
    let kind = head.get(at)?;
    let mut title = kind.text.clone();
    for line in head.iter().skip(at + 1).take(ABSTRACT) {
        let is_rule = !line.text.chars().any(char::is_alphanumeric);
        let ends = is_rule
            || !(line.bold || line.centred)
            || line.text.chars().count() > ABSTRACT_LINE
            || mark(&line.text).is_some()
            || line.text.starts_with("Căn cứ")
            || line.text.starts_with("Kính gửi")
            || line.text.starts_with('(');
        if ends {
            break;
        }
        title.push(' ');
        title.push_str(&line.text);
    }
    Some(shortened(&title))
}

fn shortened(title: &str) -> String {
    let line = text::nfc(title);
    line.chars().take(limits::TITLE).collect()
}
