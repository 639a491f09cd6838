//! A page's instructions, as far as they set text.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::limits;
use super::drawing::{Drawing, matrix_of, number};
use super::font::Font;
use super::state::{Fragment, Matrix, State};

/// Why a page is left out.
pub(super) enum Skipped {
    Page,
    /// So much has been read that no further page is.
    Rest,
}

/// Forms inside each other, and of one document.
const FORM_DEPTH: usize = 4;
const FORMS: usize = 5_000;
/// Steps up the tree of pages to inherited resources.
const ANCESTORS: usize = 32;
/// A gap between two strings, in parts of the size, that sets them apart.
const GAP: f32 = 0.15;

pub(super) struct Interpreter<'a> {
    document: &'a Document,
    fonts: HashMap<*const Dictionary, Rc<Font<'a>>>,
    content: usize,
    characters: usize,
    forms: usize,
    pub has_pictures: bool,
}

impl<'a> Interpreter<'a> {
    pub fn new(document: &'a Document) -> Self {
        Self {
            document,
            fonts: HashMap::new(),
            content: 0,
            characters: 0,
            forms: 0,
            has_pictures: false,
        }
    }

    pub fn page(&mut self, id: ObjectId) -> Result<Vec<Fragment>, Skipped> {
        let content = self
            .document
            .get_page_content_with_limit(id, limits::PDF_PAGE);
        let content = content.map_err(|_| Skipped::Page)?;
        let resources = self.resources(id);
        let mut out = Vec::new();
        self.run(&content, resources, State::new(Matrix::UNIT), &mut out, 0)?;
        Ok(out)
    }

    /// The resources of a page, its own or inherited.
    fn resources(&self, id: ObjectId) -> Option<&'a Dictionary> {
        let mut node = self.document.get_dictionary(id).ok()?;
        for _ in 0..ANCESTORS {
            if let Ok(resources) = node
                .get_deref(b"Resources", self.document)
                .and_then(Object::as_dict)
            {
                return Some(resources);
            }
            node = node
                .get_deref(b"Parent", self.document)
                .and_then(Object::as_dict)
                .ok()?;
        }
        None
    }

    fn run(
        &mut self,
        content: &[u8],
        resources: Option<&'a Dictionary>,
        state: State,
        out: &mut Vec<Fragment>,
        depth: usize,
    ) -> Result<(), Skipped> {
        self.content += content.len();
        if self.content > limits::PDF_CONTENT || self.characters > limits::CHARACTERS * 2 {
            return Err(Skipped::Rest);
        }
        let mut drawing = Drawing::new(resources, state);
        for operation in Content::decode_iter(content) {
            // What stands before the damage is kept.
            let Ok(operation) = operation else {
                break;
            };
            match operation.operator.as_str() {
                "Do" => self.draw(&drawing, &operation, out, depth)?,
                "Tf" => self.choose_font(&mut drawing, &operation),
                "Tj" | "'" | "\"" | "TJ" => {
                    drawing.advance_line(&operation);
                    self.show(&mut drawing, &operation, out);
                }
                _ => drawing.apply(&operation),
            }
        }
        Ok(())
    }

    /// A form is drawn in place; a picture is noted.
    fn draw(
        &mut self,
        drawing: &Drawing<'a>,
        operation: &Operation,
        out: &mut Vec<Fragment>,
        depth: usize,
    ) -> Result<(), Skipped> {
        let name = operation
            .operands
            .first()
            .and_then(|name| name.as_name().ok());
        let form =
            name.and_then(|name| resource(self.document, drawing.resources, b"XObject", name));
        let Some(form) = form.and_then(|form| form.as_stream().ok()) else {
            return Ok(());
        };
        if form
            .dict
            .get(b"Subtype")
            .and_then(Object::as_name)
            .is_ok_and(|kind| kind == b"Image")
        {
            self.has_pictures = true;
            return Ok(());
        }
        self.forms += 1;
        if depth >= FORM_DEPTH || self.forms > FORMS {
            return Ok(());
        }
        let Ok(content) = form.get_plain_content_with_limit(limits::PDF_PAGE) else {
            return Ok(());
        };
        let own = form
            .dict
            .get_deref(b"Resources", self.document)
            .and_then(Object::as_dict)
            .ok();
        let matrix = form
            .dict
            .get_deref(b"Matrix", self.document)
            .and_then(Object::as_array)
            .ok();
        let matrix = matrix
            .and_then(|numbers| matrix_of(numbers))
            .unwrap_or(Matrix::UNIT);
        let mut state = drawing.state;
        state.page = matrix.then(state.page);
        self.run(&content, own.or(drawing.resources), state, out, depth + 1)
    }

    fn choose_font(&mut self, drawing: &mut Drawing<'a>, operation: &Operation) {
        let [name, size] = operation.operands.as_slice() else {
            return;
        };
        drawing.state.size = number(Some(size));
        let name = name.as_name().unwrap_or_default();
        let font = resource(self.document, drawing.resources, b"Font", name);
        drawing.font = font.and_then(|font| font.as_dict().ok()).map(|font| {
            let document = self.document;
            let known = self.fonts.entry(std::ptr::from_ref(font));
            Rc::clone(known.or_insert_with(|| Rc::new(Font::read(document, font))))
        });
    }

    fn show(&mut self, drawing: &mut Drawing<'a>, operation: &Operation, out: &mut Vec<Fragment>) {
        let Some(font) = drawing.font.clone() else {
            return;
        };
        let first = operation.operands.last();
        let single = first.map(std::slice::from_ref).unwrap_or_default();
        let items = match first {
            Some(Object::Array(items)) => items.as_slice(),
            _ => single,
        };
        let mut fragment = drawing.fragment(&font);
        for item in items {
            if let Object::String(codes, _) = item {
                for glyph in font.glyphs(codes) {
                    self.characters += glyph.text.len();
                    fragment.text.push_str(&glyph.text);
                    drawing.advance(&glyph);
                }
            } else {
                let shift = -number(Some(item)) / 1000.0;
                if shift.abs() > GAP {
                    drawing.end(fragment, out);
                    drawing.shift(shift * drawing.state.size);
                    fragment = drawing.fragment(&font);
                } else {
                    drawing.shift(shift * drawing.state.size);
                }
            }
        }
        drawing.end(fragment, out);
    }
}

fn resource<'a>(
    document: &'a Document,
    resources: Option<&'a Dictionary>,
    kind: &[u8],
    name: &[u8],
) -> Option<&'a Object> {
    let named = resources?
        .get_deref(kind, document)
        .and_then(Object::as_dict)
        .ok()?;
    named.get_deref(name, document).ok()
}
