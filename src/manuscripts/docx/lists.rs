//! The numbers that Word makes by itself.

use std::collections::HashMap;

use super::super::outline::numerals::to_roman;
use super::super::refused::Refused;
use super::styles::ListPlace;
use super::xml::{Element, Piece, Xml};

/// Levels of a list.
const LEVELS: usize = 9;
/// Characters of a number's pattern.
const PATTERN: usize = 60;

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// `%1.%2.` with the number of each level put in.
    pattern: String,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            pattern: String::new(),
        }
    }
}

#[derive(Debug, Default)]
struct Instance {
    kind: u32,
    /// Levels that begin anew with this instance, and where.
    restarts: HashMap<u8, u32>,
    is_used: bool,
}

/// The lists of a document and how far each has been counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    kinds: HashMap<u32, Vec<Level>>,
    instances: HashMap<u32, Instance>,
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
}

/// How a paragraph of a list begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Marker {
    Number(String),
    Bullet(u8),
}

#[derive(Default)]
struct Reading {
    kind: Option<u32>,
    instance: Option<u32>,
    level: u8,
}

impl Lists {
    pub fn read(text: &str) -> Result<Self, Refused> {
        let mut lists = Self::default();
        let mut at = Reading::default();
        let mut xml = Xml::new(text);
        while let Some(piece) = xml.next()? {
            match piece {
                Piece::Start(element) => lists.state(&mut at, &element),
                Piece::End(name) if name == "abstractNum" => at.kind = None,
                Piece::End(name) if name == "num" => at.instance = None,
                _ => {}
            }
        }
        Ok(lists)
    }

    fn state(&mut self, at: &mut Reading, element: &Element<'_>) {
        match element.name().as_str() {
            "abstractNum" => {
                at.kind = element.number("abstractNumId");
                if let Some(kind) = at.kind {
                    self.kinds.insert(kind, vec![Level::default(); LEVELS]);
                }
            }
            "num" => {
                at.instance = element.number("numId");
                if let Some(id) = at.instance {
                    self.instances.insert(id, Instance::default());
                }
            }
            "lvl" | "lvlOverride" => at.level = element.number("ilvl").unwrap_or_default(),
            "abstractNumId" => {
                let instance = at.instance.and_then(|id| self.instances.get_mut(&id));
                if let (Some(instance), Some(kind)) = (instance, element.number("val")) {
                    instance.kind = kind;
                }
            }
            "startOverride" => {
                let instance = at.instance.and_then(|id| self.instances.get_mut(&id));
                if let (Some(instance), Some(start)) = (instance, element.number("val")) {
                    instance.restarts.insert(at.level, start);
                }
            }
            _ => self.state_level(at, element),
        }
    }

    fn state_level(&mut self, at: &Reading, element: &Element<'_>) {
        let levels = at.kind.and_then(|kind| self.kinds.get_mut(&kind));
        let Some(level) = levels.and_then(|levels| levels.get_mut(usize::from(at.level))) else {
            return;
        };
        match element.name().as_str() {
            "start" => level.start = element.number("val").unwrap_or(1),
            "numFmt" => level.format = element.get("val").unwrap_or_default(),
            "lvlText" => {
                let pattern = element.get("val").unwrap_or_default();
                level.pattern = pattern.chars().take(PATTERN).collect();
            }
            _ => {}
        }
    }

    /// The marker of the next paragraph at a place, counted; `None` where it shows none.
    pub fn next(&mut self, place: ListPlace) -> Option<Marker> {
        let id = place.list.filter(|id| *id != 0)?;
        let at = usize::from(place.level.unwrap_or_default());
        let instance = self.instances.get_mut(&id)?;
        let levels = self.kinds.get(&instance.kind)?;
        let level = levels.get(at)?;
        let counts = self.counts.entry(instance.kind).or_default();
        if !std::mem::replace(&mut instance.is_used, true) {
            for (level, start) in &instance.restarts {
                if let Some(count) = counts.get_mut(usize::from(*level)) {
                    *count = Some(start.saturating_sub(1));
                }
            }
        }
        let count = counts.get_mut(at)?;
        *count = Some(count.map_or(level.start, |count| count.saturating_add(1)));
        counts
            .iter_mut()
            .skip(at + 1)
            .for_each(|deeper| *deeper = None);
        if level.format == "bullet" {
            return Some(Marker::Bullet(u8::try_from(at).unwrap_or_default()));
        }
        let label = label(levels, counts, &level.pattern);
        (level.format != "none" && !label.trim().is_empty()).then_some(Marker::Number(label))
    }
}

fn label(levels: &[Level], counts: &[Option<u32>; LEVELS], pattern: &str) -> String {
    let mut label = String::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        let digit = if c == '%' {
            characters.clone().next().and_then(|c| c.to_digit(10))
        } else {
            None
        };
        let Some(index) = digit.and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1))
        else {
            label.push(c);
            continue;
        };
        characters.next();
        if let (Some(level), Some(count)) = (levels.get(index), counts.get(index)) {
            label.push_str(&written(count.unwrap_or(level.start), &level.format));
        }
    }
    label
}

fn written(count: u32, format: &str) -> String {
    match format {
        "upperRoman" => to_roman(count),
        "lowerRoman" => to_roman(count).to_lowercase(),
        "upperLetter" => letter(count).to_uppercase(),
        "lowerLetter" => letter(count),
        "decimalZero" => format!("{count:02}"),
        "none" => String::new(),
        _ => count.to_string(),
    }
}

/// `a` … `z`, `aa`, `bb` … as Word counts.
fn letter(count: u32) -> String {
    let Some(index) = count.checked_sub(1) else {
        return String::new();
    };
    let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or_default());
    let times = usize::try_from(index / 26 + 1).unwrap_or(1).min(10);
    letter.to_string().repeat(times)
}

#[cfg(test)]
#[path = "lists_tests.rs"]
mod tests;
