//! Paragraph and character styles: what is a heading, what is bold, what is numbered by its style.

use std::collections::HashMap;

use super::super::blocks::Style;
use super::super::refused::Refused;
use super::run;
use super::xml::{Element, Piece, Xml};

/// What a style says, with what it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// The heading level, from 1.
    pub heading: Option<u8>,
    pub look: Option<Style>,
    pub list: ListPlace,
    pub centred: Option<bool>,
    /// A line of a table of contents.
    pub in_contents: bool,
}

/// Where a paragraph stands among numbered ones; list 0 is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ListPlace {
    pub list: Option<u32>,
    pub level: Option<u8>,
}

#[derive(Debug, Default)]
struct Stated {
    parent: Option<String>,
    known: Known,
}

#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Known>);

/// How many styles may inherit from each other in a row.
const ANCESTORS: usize = 12;

impl Styles {
    pub fn get(&self, id: &str) -> Option<&Known> {
        self.0.get(id)
    }

    pub fn read(text: &str) -> Result<Self, Refused> {
        let mut stated: HashMap<String, Stated> = HashMap::new();
        let mut xml = Xml::new(text);
        let mut current: Option<(String, Stated)> = None;
        while let Some(piece) = xml.next()? {
            match piece {
                Piece::Start(element) if element.name() == "style" => {
                    current = element.get("styleId").map(|id| (id, Stated::default()));
                }
                Piece::Start(element) => {
                    if let Some((_, style)) = &mut current {
                        style.state(&element);
                    }
                }
                Piece::End(name) if name == "style" => stated.extend(current.take()),
                _ => {}
            }
        }
        let resolved = stated.keys().map(|id| (id.clone(), resolve(&stated, id)));
        Ok(Self(resolved.collect()))
    }
}

impl Stated {
    fn state(&mut self, element: &Element<'_>) {
        let known = &mut self.known;
        match element.name().as_str() {
            "name" => {
                let name = element.get("val").unwrap_or_default().to_lowercase();
                known.heading = known.heading.or(heading_of(&name));
                known.in_contents = name.starts_with("toc ")
                    || name.starts_with("mục lục ")
                    || name.starts_with("contents ");
            }
            "basedOn" => self.parent = element.get("val"),
            "outlineLvl" => {
                known.heading = element
                    .number::<u8>("val")
                    .filter(|level| *level < 9)
                    .map(|level| level + 1);
            }
            "numId" => known.list.list = element.number("val"),
            "ilvl" => known.list.level = element.number("val"),
            "jc" => known.centred = Some(element.get("val").as_deref() == Some("center")),
            _ => {
                let mut look = known.look.unwrap_or_default();
                if run::apply(&mut look, element) {
                    known.look = Some(look);
                }
            }
        }
    }
}

/// Names of heading styles, as the languages of Word and LibreOffice have them.
fn heading_of(name: &str) -> Option<u8> {
    const NAMES: [&str; 6] = [
        "heading ",
        "đầu đề ",
        "tiêu đề ",
        "đề mục ",
        "titre ",
        "überschrift ",
    ];
    let level = NAMES.iter().find_map(|word| name.strip_prefix(word))?;
    level
        .trim()
        .parse()
        .ok()
        .filter(|level| (1..=9).contains(level))
}

fn resolve(stated: &HashMap<String, Stated>, id: &str) -> Known {
    let mut known = Known::default();
    let mut next = Some(id);
    for _ in 0..ANCESTORS {
        let Some(style) = next.and_then(|id| stated.get(id)) else {
            break;
        };
        let own = &style.known;
        known.heading = known.heading.or(own.heading);
        known.look = known.look.or(own.look);
        known.list.list = known.list.list.or(own.list.list);
        known.list.level = known.list.level.or(own.list.level);
        known.centred = known.centred.or(own.centred);
        known.in_contents |= own.in_contents;
        next = style.parent.as_deref();
    }
    known
}
