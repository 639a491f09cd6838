//! The XML of a part as events with local names. Entities that the file declares itself are not expanded.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::super::limits;
use super::super::refused::Refused;

pub(in crate::manuscripts) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

pub(in crate::manuscripts) enum Piece<'a> {
    Start(Element<'a>),
    /// The local name.
    End(String),
    Text(String),
}

pub(in crate::manuscripts) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// The name without its prefix.
    pub fn name(&self) -> String {
        self.0.local_name().as_ref().to_owned()
    }

    /// The attribute of this local name.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }

    /// All attributes by their local names. A value that cannot be resolved stays as it is written.
    pub fn attributes(&self) -> Vec<(String, String)> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let named = attributes.flatten().map(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            (
                attribute.key.local_name().as_ref().to_owned(),
                value.map_or_else(|_| attribute.value.to_string(), Cow::into_owned),
            )
        });
        named.collect()
    }

    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    /// A switch: on unless it says that it is off.
    pub fn is_on(&self) -> bool {
        !matches!(
            self.get("val").as_deref(),
            Some("0" | "false" | "off" | "none")
        )
    }
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        // An empty element is a start and an end, so that one code path sees both.
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    /// The next event, or `None` at the end.
    pub fn next(&mut self) -> Result<Option<Piece<'a>>, Refused> {
        loop {
            match self.reader.read_event().map_err(|_| Refused::Corrupt)? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > limits::DOCX_NESTING {
                        return Err(Refused::Corrupt);
                    }
                    return Ok(Some(Piece::Start(Element(start))));
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Piece::End(end.local_name().as_ref().to_owned())));
                }
                Event::Text(text) => {
                    return Ok(Some(Piece::Text(text.xml10_content().into_owned())));
                }
                Event::CData(text) => {
                    return Ok(Some(Piece::Text(text.xml10_content().into_owned())));
                }
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Some(character),
                        Ok(None) => predefined(&reference.xml10_content()),
                        Err(_) => None,
                    };
                    if let Some(character) = character {
                        return Ok(Some(Piece::Text(character.to_string())));
                    }
                }
                Event::Eof if self.depth > 0 => return Err(Refused::Corrupt),
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
