//! `document.xml`: what is shown, in the order in which it is read.

use std::rc::Rc;

use super::super::blocks::{Source, Span, Style};
use super::super::markup;
use super::super::model::WarningCode;
use super::super::refused::Refused;
use super::flow::Flow;
use super::lists::{Lists, Marker};
use super::parts::Links;
use super::run;
use super::styles::Styles;
use super::xml::{Element, Piece, Xml};

/// Elements whose whole content is not shown: deletions, former looks, a second form of the same thing, fields' code.
const LEFT_OUT: [&str; 11] = [
    "del",
    "moveFrom",
    "Fallback",
    "pPrChange",
    "rPrChange",
    "sectPr",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "instrText",
    "delText",
];

/// Where in a run one is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Outside,
    Inside,
    Properties,
    Text,
}

/// What a run is read with; a text box inside it has its own.
#[derive(Debug, Clone, Default)]
struct Run {
    part: Part,
    is_hidden: bool,
    look: Style,
}

struct Reading<'a> {
    flow: Flow,
    styles: &'a Styles,
    lists: Lists,
    links: &'a Links,
    run: Run,
    outer: Vec<Run>,
    in_paragraph_properties: bool,
    link: Option<Rc<str>>,
    /// Elements open inside one that is left out, itself included.
    left_out: usize,
    first_page: Option<usize>,
    warnings: Vec<(WarningCode, usize)>,
}

pub(super) fn read(
    text: &str,
    styles: &Styles,
    lists: Lists,
    links: &Links,
) -> Result<Source, Refused> {
    let mut reading = Reading {
        flow: Flow::new(),
        styles,
        lists,
        links,
        run: Run::default(),
        outer: Vec::new(),
        in_paragraph_properties: false,
        link: None,
        left_out: 0,
        first_page: None,
        warnings: Vec::new(),
    };
    let mut xml = Xml::new(text);
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Start(_) | Piece::End(_) if reading.passes_over(&piece) => {}
            Piece::Start(element) => reading.start(&element)?,
            Piece::End(name) => reading.end(&name),
            Piece::Text(text) => reading.text(text)?,
        }
    }
    if reading.flow.has_flattened {
        reading.warn(WarningCode::TableFlattened);
    }
    Ok(Source {
        first_page: reading.first_page,
        warnings: reading.warnings,
        blocks: reading.flow.finished(),
        ..Source::default()
    })
}

impl Reading<'_> {
    fn passes_over(&mut self, piece: &Piece<'_>) -> bool {
        match piece {
            Piece::Start(element) => {
                let name = element.name();
                let begins = self.left_out == 0 && LEFT_OUT.contains(&name.as_str());
                if begins && matches!(name.as_str(), "del" | "moveFrom") {
                    self.warn(WarningCode::TrackedChanges);
                }
                if begins || self.left_out > 0 {
                    self.left_out += 1;
                }
                self.left_out > 0
            }
            Piece::End(_) if self.left_out > 0 => {
                self.left_out -= 1;
                true
            }
            _ => false,
        }
    }

    fn start(&mut self, element: &Element<'_>) -> Result<(), Refused> {
        let name = element.name();
        match name.as_str() {
            "p" => self.flow.open_paragraph()?,
            "pPr" => self.in_paragraph_properties = true,
            "tbl" => self.flow.open_table(),
            "tc" => self.flow.open_cell(),
            "gridSpan" => {
                if let (Some(cell), Some(columns)) = (self.flow.cell(), element.number("val")) {
                    cell.columns = columns;
                }
            }
            "vMerge" => {
                if let Some(cell) = self.flow.cell() {
                    cell.goes_on = element.get("val").as_deref() != Some("restart");
                }
            }
            "txbxContent" => {
                self.outer.push(std::mem::take(&mut self.run));
                self.flow.open_story();
            }
            "r" => self.open_run(),
            "hyperlink" => {
                let address = element.get("id").and_then(|id| self.links.get(&id));
                self.link = address.filter(|address| markup::is_kept(address)).cloned();
            }
            "pic" | "imagedata" => self.warn(WarningCode::PictureSkipped),
            "OLEObject" | "control" => self.warn(WarningCode::ObjectSkipped),
            "footnoteReference" | "endnoteReference" => self.warn(WarningCode::FootnoteDropped),
            "ins" | "moveTo" => self.warn(WarningCode::TrackedChanges),
            "lastRenderedPageBreak" => self.end_first_page(),
            _ if self.in_paragraph_properties => self.paragraph_property(&name, element),
            _ if self.run.part != Part::Outside => self.in_run(&name, element)?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.close_paragraph(),
            "pPr" => self.in_paragraph_properties = false,
            "tbl" => self.flow.close_table(),
            "tr" => self.flow.close_row(),
            "tc" => self.flow.close_cell(),
            "txbxContent" => {
                self.flow.close_story();
                self.run = self.outer.pop().unwrap_or_default();
            }
            "r" => self.run = Run::default(),
            "rPr" | "t" if self.run.part != Part::Outside => self.run.part = Part::Inside,
            "hyperlink" => self.link = None,
            _ => {}
        }
    }

    fn open_run(&mut self) {
        let look = self
            .flow
            .paragraph()
            .map(|writing| writing.look)
            .unwrap_or_default();
        self.run = Run {
            part: Part::Inside,
            look,
            ..Run::default()
        };
    }

    fn paragraph_property(&mut self, name: &str, element: &Element<'_>) {
        let styles = self.styles;
        let Some(writing) = self.flow.paragraph() else {
            return;
        };
        match name {
            "pStyle" => {
                if let Some(style) = element.get("val").and_then(|id| styles.get(&id)) {
                    writing.paragraph.heading = style.heading.filter(|level| *level <= 9);
                    writing.paragraph.centred = style.centred.unwrap_or_default();
                    writing.look = style.look.unwrap_or_default();
                    writing.list = style.list;
                    writing.is_left_out = style.in_contents;
                }
            }
            "outlineLvl" => {
                let level = element.number::<u8>("val");
                writing.paragraph.heading = level.filter(|level| *level < 9).map(|level| level + 1);
            }
            "numId" => writing.list.list = element.number("val"),
            "ilvl" => writing.list.level = element.number("val"),
            "jc" => writing.paragraph.centred = element.get("val").as_deref() == Some("center"),
            _ => {}
        }
    }

    fn in_run(&mut self, name: &str, element: &Element<'_>) -> Result<(), Refused> {
        match name {
            "rPr" => self.run.part = Part::Properties,
            "vanish" if self.run.part == Part::Properties => self.run.is_hidden = element.is_on(),
            "rStyle" if self.run.part == Part::Properties => {
                let style = element.get("val").and_then(|id| self.styles.get(&id));
                if let Some(look) = style.and_then(|style| style.look) {
                    self.run.look = look;
                }
            }
            _ if self.run.part == Part::Properties => {
                run::apply(&mut self.run.look, element);
            }
            "t" => self.run.part = Part::Text,
            "tab" | "ptab" => self.write("\t")?,
            "br" if element.get("type").as_deref() == Some("page") => self.end_first_page(),
            "br" | "cr" => self.write("\n")?,
            "noBreakHyphen" => self.write("-")?,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: String) -> Result<(), Refused> {
        if self.run.part == Part::Text && self.left_out == 0 {
            self.write(&text)?;
        }
        Ok(())
    }

    fn write(&mut self, text: &str) -> Result<(), Refused> {
        if self.run.is_hidden {
            return Ok(());
        }
        self.flow.write(Span {
            text: text.to_owned(),
            style: self.run.look,
            link: self.link.clone(),
        })
    }

    fn close_paragraph(&mut self) {
        self.in_paragraph_properties = false;
        if let Some(writing) = self.flow.paragraph() {
            let has_text = !writing.paragraph.is_empty();
            match self.lists.next(writing.list) {
                Some(Marker::Number(label)) if has_text => writing.paragraph.label = Some(label),
                Some(Marker::Bullet(depth)) if has_text => writing.paragraph.bullet = Some(depth),
                _ => {}
            }
        }
        self.flow.close_paragraph();
    }

    fn end_first_page(&mut self) {
        let blocks = self.flow.blocks();
        if blocks > 0 && self.first_page.is_none() {
            // The paragraph that is being read stands on it with its first lines.
            self.first_page = Some(blocks + 1);
        }
    }

    fn warn(&mut self, code: WarningCode) {
        let at = (code, self.flow.blocks());
        if self.warnings.last() != Some(&at) {
            self.warnings.push(at);
        }
    }
}
