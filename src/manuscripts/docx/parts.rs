//! Where the parts of a `.docx` lie, and the small ones.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::blocks::{Block, Paragraph, Source};
use super::super::limits;
use super::super::refused::Refused;
use super::archive::Archive;
use super::body;
use super::lists::Lists;
use super::styles::Styles;
use super::xml::{Piece, Xml};

/// The part that holds the text.
pub(super) struct Main {
    pub name: String,
    folder: String,
}

/// Addresses of hyperlinks by the id of their relationship.
pub(super) type Links = HashMap<String, Rc<str>>;

impl Main {
    fn new(name: String) -> Self {
        let folder = name
            .rsplit_once('/')
            .map(|(folder, _)| format!("{folder}/"));
        Self {
            folder: folder.unwrap_or_default(),
            name,
        }
    }

    pub fn beside(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }

    fn relationships(&self) -> String {
        let file = self.name.strip_prefix(&self.folder).unwrap_or(&self.name);
        format!("{}_rels/{file}.rels", self.folder)
    }
}

/// The main part as the package says, or where Word puts it.
pub(super) fn main_document(archive: &mut Archive<'_>) -> Result<Main, Refused> {
    let mut name = "word/document.xml".to_owned();
    if let Some(text) = archive.text("_rels/.rels")? {
        let mut xml = Xml::new(&text);
        while let Some(piece) = xml.next()? {
            let Piece::Start(element) = piece else {
                continue;
            };
            let is_main = element
                .get("Type")
                .is_some_and(|kind| kind.ends_with("/officeDocument"));
            if let Some(target) = element.get("Target").filter(|_| is_main) {
                target.trim_start_matches('/').clone_into(&mut name);
            }
        }
    }
    Ok(Main::new(name))
}

pub(super) fn relationships(archive: &mut Archive<'_>, main: &Main) -> Result<Links, Refused> {
    let mut links = Links::new();
    let Some(text) = archive.text(&main.relationships())? else {
        return Ok(links);
    };
    let mut xml = Xml::new(&text);
    while let Some(piece) = xml.next()? {
        let Piece::Start(element) = piece else {
            continue;
        };
        let is_link = element
            .get("Type")
            .is_some_and(|kind| kind.ends_with("/hyperlink"));
        if let (true, Some(id), Some(target)) = (is_link, element.get("Id"), element.get("Target"))
        {
            links.insert(id, target.into());
        }
    }
    Ok(links)
}

/// The lines of the page headers: Word keeps a stamp there at times.
pub(super) fn headers(
    archive: &mut Archive<'_>,
    main: &Main,
    styles: &Styles,
    links: &Links,
) -> Result<Vec<String>, Refused> {
    let mut lines = Vec::new();
    for number in 1..=limits::DOCX_HEADERS {
        if let Some(text) = archive.text(&main.beside(&format!("header{number}.xml")))? {
            let header = body::read(&text, styles, Lists::default(), links)?;
            lines.extend(plain(&header));
        }
    }
    Ok(lines)
}

fn plain(source: &Source) -> Vec<String> {
    let lines = |paragraph: &Paragraph| paragraph.plain();
    let mut plain = Vec::new();
    for block in &source.blocks {
        match block {
            Block::Paragraph(paragraph) => plain.push(lines(paragraph)),
            Block::Table(table) => {
                plain.extend(
                    table
                        .rows
                        .iter()
                        .flatten()
                        .flat_map(|cell| &cell.paragraphs)
                        .map(lines),
                );
            }
        }
    }
    plain
}
