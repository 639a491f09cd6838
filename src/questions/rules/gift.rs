//! Reading Moodle's GIFT: true or false, one or several choices, short answers, numbers, matching, feedback, weights,
//! categories, escapes; and `{> =first =second}` for ordering, which is our own. Essays are refused. Every fault is told,
//! with its line.

use std::borrow::Cow;

use super::checks::check;
use super::gift_answers::{self, Said};
use super::gift_text::{Block, Glyph, blocks, find, split, text};
use crate::error::Text;
use crate::kernel::text::nfc;
use crate::questions::model::QuestionBody;

/// A question of a file, in its stored form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::questions) struct Imported {
    pub category: Option<String>,
    pub body: QuestionBody,
}

/// Something that is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::questions) struct LineFault {
    /// From 1.
    pub line: usize,
    pub code: Cow<'static, str>,
    pub text: Text,
}

impl LineFault {
    pub(super) fn new(line: usize, code: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self {
            line,
            code: code.into(),
            text: Text::new(vi, en),
        }
    }
}

/// What a file holds, and all that is wrong in it.
#[derive(Debug, Default)]
pub(in crate::questions) struct Found {
    pub questions: Vec<Imported>,
    pub faults: Vec<LineFault>,
}

impl Found {
    /// Takes a question in, or what is wrong with it.
    pub(super) fn take(&mut self, line: usize, category: Option<&str>, body: &QuestionBody) {
        match check(body) {
            Ok((body, _)) => self.questions.push(Imported {
                category: category.map(str::to_owned),
                body,
            }),
            Err(faults) => self
                .faults
                .extend(faults.into_iter().map(|fault| LineFault {
                    line,
                    code: fault.code,
                    text: fault.text,
                })),
        }
    }
}

/// Reads a file.
pub(in crate::questions) fn read(file: &str) -> Found {
    let mut found = Found::default();
    let mut category: Option<String> = None;
    for block in blocks(file) {
        let whole = text(&block.glyphs);
        if let Some(name) = whole.strip_prefix("$CATEGORY:") {
            category = category_of(name);
            continue;
        }
        match question(&block) {
            Ok(body) => found.take(block.line, category.as_deref(), &body),
            Err(fault) => found.faults.push(fault),
        }
    }
    found
}

/// `$course$/top/Chương 1` is `Chương 1`.
fn category_of(name: &str) -> Option<String> {
    let parts = name.split('/').map(str::trim);
    let said = parts.filter(|part| !part.is_empty() && !part.starts_with('$') && *part != "top");
    let name = nfc(&said.collect::<Vec<_>>().join("/"));
    let name: String = name.chars().take(200).collect();
    (!name.is_empty()).then_some(name)
}

fn question(block: &Block) -> Result<QuestionBody, LineFault> {
    let glyphs = without_title(&block.glyphs);
    let Some(open) = find(glyphs, "{") else {
        return Err(LineFault::new(
            block.line,
            "gift_no_answers",
            "Thiếu phần đáp án trong dấu { }.",
            "The answers in { } are missing.",
        ));
    };
    let (before, rest) = glyphs.split_at(open);
    let rest = rest.get(1..).unwrap_or_default();
    let line = glyphs.get(open).map_or(block.line, |glyph| glyph.line);
    let (inside, Some(after)) = split(rest, "}") else {
        return Err(LineFault::new(
            line,
            "gift_unclosed",
            "Thiếu dấu } đóng phần đáp án.",
            "The } that closes the answers is missing.",
        ));
    };
    let mut asked = plain(before);
    if asked.is_empty() && after.is_empty() {
        return Err(LineFault::new(
            block.line,
            "gift_no_text",
            "Thiếu nội dung câu hỏi.",
            "The question itself is missing.",
        ));
    }
    if !text(after).is_empty() {
        // A missing word.
        asked = format!("{asked} _____ {}", text(after));
    }
    let (answers, explanation) = split(inside, "####");
    let said = Said {
        line,
        text: asked,
        explanation: explanation.map(text).filter(|text| !text.is_empty()),
    };
    gift_answers::read(said, answers)
}

/// Without `::title::`.
fn without_title(glyphs: &[Glyph]) -> &[Glyph] {
    let start = glyphs.iter().position(|glyph| !glyph.c.is_whitespace());
    let glyphs = start
        .and_then(|start| glyphs.get(start..))
        .unwrap_or_default();
    if find(glyphs, "::") == Some(0)
        && let Some(rest) = glyphs.get(2..)
        && let (_, Some(after)) = split(rest, "::")
    {
        return after;
    }
    glyphs
}

/// The text of a question, without the name of its format; of HTML only the text.
fn plain(glyphs: &[Glyph]) -> String {
    let start = glyphs.iter().position(|glyph| !glyph.c.is_whitespace());
    let is_marked = start
        .and_then(|start| glyphs.get(start))
        .is_some_and(|glyph| glyph.is('['));
    let text = text(glyphs);
    if !is_marked {
        return text;
    }
    for (mark, is_html) in [
        ("[html]", true),
        ("[moodle]", false),
        ("[plain]", false),
        ("[markdown]", false),
    ] {
        if let Some(rest) = text.strip_prefix(mark) {
            return if is_html {
                without_tags(rest)
            } else {
                rest.trim().to_owned()
            };
        }
    }
    text
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            _ if inside => {}
            _ => text.push(c),
        }
    }
    let plain = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    nfc(&plain)
}

#[cfg(test)]
#[path = "gift_tests.rs"]
mod tests;
