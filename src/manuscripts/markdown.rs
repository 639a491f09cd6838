//! Markdown: headings, lists, tables and emphasis; its raw HTML and pictures are left out.

use std::rc::Rc;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, Cell, Paragraph, Source, Span, Style, Table};
use super::model::WarningCode;
use super::refused::Refused;
use super::{limits, markup};

#[derive(Default)]
struct Reading {
    source: Source,
    current: Option<Paragraph>,
    style: Style,
    link: Option<Rc<str>>,
    /// The next number of each open list, or none for bullets.
    lists: Vec<Option<u64>>,
    quotes: usize,
    table: Option<Table>,
    /// In the alternative text of a picture.
    in_picture: usize,
    /// How the next paragraph of an item begins.
    label: Option<String>,
    bullet: Option<u8>,
    paragraphs: usize,
    line: String,
    /// The lines of the current paragraph as they are written, but for the one that is begun.
    lines: Vec<String>,
    /// Characters of lines that are kept.
    kept: usize,
}

pub(super) fn read(bytes: &[u8]) -> Result<Source, Refused> {
    if bytes.len() > limits::MARKDOWN_BYTES {
        return Err(Refused::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::Corrupt)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut reading = Reading::default();
    for event in Parser::new_ext(text, options) {
        reading.event(event);
        if reading.paragraphs > limits::PARAGRAPHS {
            return Err(Refused::TooLong);
        }
    }
    reading.close();
    Ok(reading.source)
}

impl Reading {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.write(&text),
            Event::SoftBreak => {
                self.write(" ");
                self.end_line();
            }
            Event::HardBreak => {
                self.write("\n");
                self.end_line();
            }
            // It never becomes a section's, but a stamp may stand in it.
            Event::Html(text) => {
                self.line.push_str(&text);
                self.end_line();
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.close();
                self.open().heading = Some(level_of(level));
            }
            Tag::Paragraph | Tag::CodeBlock(_) if self.table.is_none() => {
                self.close();
                self.open();
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::Table(_) => {
                self.close();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                self.open();
            }
            Tag::Emphasis => self.style.set(Style::ITALIC, true),
            Tag::Strong => self.style.set(Style::BOLD, true),
            Tag::Strikethrough => self.style.set(Style::STRIKE, true),
            Tag::Link { dest_url, .. } => {
                self.link = markup::is_kept(&dest_url).then(|| Rc::from(&*dest_url));
            }
            Tag::Image { .. } => {
                self.in_picture += 1;
                let at = (WarningCode::PictureSkipped, self.source.blocks.len());
                self.source.warnings.push(at);
            }
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.close();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.label = Some(format!("{number}."));
                *number = number.saturating_add(1);
            }
            _ => self.bullet = Some(depth),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Item => {
                self.close();
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::TableCell => self.close_cell(),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.source.blocks.push(Block::Table(table));
                }
            }
            TagEnd::Emphasis => self.style.set(Style::ITALIC, false),
            TagEnd::Strong => self.style.set(Style::BOLD, false),
            TagEnd::Strikethrough => self.style.set(Style::STRIKE, false),
            TagEnd::Link => self.link = None,
            TagEnd::Image => self.in_picture = self.in_picture.saturating_sub(1),
            _ => {}
        }
    }

    fn open(&mut self) -> &mut Paragraph {
        self.paragraphs += 1;
        let paragraph = Paragraph {
            label: self.label.take(),
            bullet: self.bullet.take(),
            quoted: self.quotes > 0,
            ..Paragraph::default()
        };
        self.current.insert(paragraph)
    }

    fn write(&mut self, text: &str) {
        if self.in_picture > 0 {
            return;
        }
        self.line.push_str(text);
        let span = Span {
            text: text.to_owned(),
            style: self.style,
            link: self.link.clone(),
        };
        if self.current.is_none() {
            self.open();
        }
        if let Some(paragraph) = &mut self.current {
            paragraph.spans.push(span);
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.lines.push(line);
    }

    /// Where lines were joined, a stamp may have stood in one of its own.
    fn keep_lines(&mut self) {
        let last = std::mem::take(&mut self.line);
        if self.lines.is_empty() {
            return;
        }
        for line in self.lines.drain(..).chain([last]) {
            if self.kept > limits::FIRST_PAGE {
                continue;
            }
            self.kept += line.chars().count();
            self.source.furniture.push(line);
        }
    }

    fn close(&mut self) {
        self.keep_lines();
        if let Some(paragraph) = self.current.take() {
            self.source.blocks.push(Block::Paragraph(paragraph));
        }
    }

    fn close_cell(&mut self) {
        let paragraphs = self.current.take().into_iter().collect();
        let row = self.table.as_mut().and_then(|table| table.rows.last_mut());
        if let Some(row) = row {
            row.push(Cell {
                paragraphs,
                columns: 1,
                rows: 1,
            });
        }
    }
}

const fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
