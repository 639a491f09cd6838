//! Paragraphs and tables as HTML of the tags that [`finish`](fn@super::finish) allows.

use std::borrow::Cow;

use super::blocks::{Block, Cell, Paragraph, Span, Style, Table};

const TAGS: [(Style, &str); 6] = [
    (Style::BOLD, "strong"),
    (Style::ITALIC, "em"),
    (Style::UNDERLINE, "u"),
    (Style::STRIKE, "s"),
    (Style::SUB, "sub"),
    (Style::SUP, "sup"),
];

/// Bullets deeper than this are shown at this depth.
const LIST_DEPTH: u8 = 3;

/// The blocks in order; neighbouring bullets are one list.
pub(super) fn html(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for block in blocks {
        let wanted = match block {
            Block::Paragraph(paragraph) if paragraph.is_empty() => continue,
            Block::Paragraph(paragraph) => paragraph
                .bullet
                .map_or(0, |deep| deep.min(LIST_DEPTH - 1).min(depth) + 1),
            Block::Table(_) => 0,
        };
        move_to_depth(&mut out, depth, wanted);
        depth = wanted;
        match block {
            Block::Paragraph(paragraph) if wanted > 0 => {
                out.push_str("<li>");
                inline(&mut out, paragraph, true);
            }
            Block::Paragraph(paragraph) if paragraph.quoted => {
                out.push_str("<blockquote><p>");
                inline(&mut out, paragraph, true);
                out.push_str("</p></blockquote>");
            }
            Block::Paragraph(paragraph) => {
                out.push_str("<p>");
                inline(&mut out, paragraph, true);
                out.push_str("</p>");
            }
            Block::Table(table) => write_table(&mut out, table),
        }
    }
    move_to_depth(&mut out, depth, 0);
    out
}

/// Closes the last item and opens or closes lists, so that the next item stands at the wanted depth, which is deeper
/// by one at most.
fn move_to_depth(out: &mut String, from: u8, to: u8) {
    if to > from {
        out.push_str("<ul>");
        return;
    }
    if from > 0 {
        out.push_str("</li>");
    }
    for left in (to..from).rev() {
        out.push_str(if left > 0 { "</ul></li>" } else { "</ul>" });
    }
}

fn inline(out: &mut String, paragraph: &Paragraph, styled: bool) {
    if let Some(label) = &paragraph.label {
        escape(out, label);
        out.push(' ');
    }
    for span in &paragraph.spans {
        write_span(out, span, styled);
    }
}

fn write_span(out: &mut String, span: &Span, styled: bool) {
    let tags: Vec<&str> = TAGS
        .iter()
        .filter(|(style, _)| styled && span.style.has(*style))
        .map(|(_, tag)| *tag)
        .collect();
    let link = span.link.as_deref().filter(|link| is_kept(link));
    if let Some(link) = link {
        out.push_str("<a href=\"");
        escape(out, link);
        out.push_str("\">");
    }
    for tag in &tags {
        out.push('<');
        out.push_str(tag);
        out.push('>');
    }
    for (index, line) in span.text.split('\n').enumerate() {
        if index > 0 {
            out.push_str("<br>");
        }
        escape(out, &line.replace('\t', " "));
    }
    for tag in tags.iter().rev() {
        out.push_str("</");
        out.push_str(tag);
        out.push('>');
    }
    if link.is_some() {
        out.push_str("</a>");
    }
}

/// Addresses that a section may lead to.
pub(super) fn is_kept(link: &str) -> bool {
    let lower: Cow<'_, str> = link
        .trim()
        .chars()
        .take(10)
        .collect::<String>()
        .to_ascii_lowercase()
        .into();
    lower.starts_with("https://")
        || lower.starts_with("http://")
        || lower.starts_with("mailto:")
        || lower.starts_with('#')
}

fn write_table(out: &mut String, table: &Table) {
    out.push_str("<table><tbody>");
    for row in &table.rows {
        out.push_str("<tr>");
        for cell in row {
            write_cell(out, cell);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

fn write_cell(out: &mut String, cell: &Cell) {
    out.push_str("<td");
    for (name, count) in [("colspan", cell.columns), ("rowspan", cell.rows)] {
        if count > 1 {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&count.to_string());
            out.push('"');
        }
    }
    out.push('>');
    let mut first = true;
    for paragraph in cell
        .paragraphs
        .iter()
        .filter(|paragraph| !paragraph.is_empty())
    {
        if !std::mem::take(&mut first) {
            out.push_str("<br>");
        }
        if paragraph.bullet.is_some() {
            out.push_str("– ");
        }
        inline(out, paragraph, true);
    }
    out.push_str("</td>");
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}
