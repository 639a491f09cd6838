//! A page's instructions, as far as they set text.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::limits;
use super::font::Font;
use super::state::{Fragment, Matrix, State};

/// Why a page is left out.
pub(super) enum Skipped {
    Page,
    /// So much has been read that no further page is.
    Rest,
}

/// Graphics states saved inside each other.
const SAVED: usize = 256;
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

/// One page or form while it is read.
struct Drawing<'a> {
    resources: Option<&'a Dictionary>,
    state: State,
    saved: Vec<(State, Option<Rc<Font<'a>>>)>,
    font: Option<Rc<Font<'a>>>,
    text: Matrix,
    line: Matrix,
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
        let mut drawing = Drawing {
            resources,
            state,
            saved: Vec::new(),
            font: None,
            text: Matrix::UNIT,
            line: Matrix::UNIT,
        };
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

impl Drawing<'_> {
    fn apply(&mut self, operation: &Operation) {
        let operands = operation.operands.as_slice();
        let first = || number(operands.first());
        match operation.operator.as_str() {
            "q" if self.saved.len() < SAVED => self.saved.push((self.state, self.font.clone())),
            "Q" => {
                if let Some((state, font)) = self.saved.pop() {
                    (self.state, self.font) = (state, font);
                }
            }
            "cm" => {
                if let Some(matrix) = matrix_of(operands) {
                    self.state.page = matrix.then(self.state.page);
                }
            }
            "BT" => (self.text, self.line) = (Matrix::UNIT, Matrix::UNIT),
            "Tm" => {
                if let Some(matrix) = matrix_of(operands) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            "Td" => self.next_line(first(), number(operands.get(1))),
            "TD" => {
                self.state.leading = -number(operands.get(1));
                self.next_line(first(), number(operands.get(1)));
            }
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tc" => self.state.letter_spacing = first(),
            "Tw" => self.state.word_spacing = first(),
            "Tz" => self.state.stretch = first() / 100.0,
            "TL" => self.state.leading = first(),
            "Ts" => self.state.rise = first(),
            _ => {}
        }
    }

    /// `'` and `"` begin a line; the latter sets the spacing too.
    fn advance_line(&mut self, operation: &Operation) {
        if operation.operator == "\"" {
            self.state.word_spacing = number(operation.operands.first());
            self.state.letter_spacing = number(operation.operands.get(1));
        }
        if matches!(operation.operator.as_str(), "'" | "\"") {
            self.next_line(0.0, -self.state.leading);
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.text = self.line;
    }

    fn shift(&mut self, x: f32) {
        self.text = Matrix::moved(x * self.state.stretch, 0.0).then(self.text);
    }

    fn advance(&mut self, glyph: &super::font::Glyph) {
        let state = &self.state;
        let spacing = state.letter_spacing
            + if glyph.is_space {
                state.word_spacing
            } else {
                0.0
            };
        self.shift(glyph.width / 1000.0 * state.size + spacing);
    }

    fn place(&self) -> [f32; 6] {
        Matrix::moved(0.0, self.state.rise)
            .then(self.text)
            .then(self.state.page)
            .0
    }

    fn fragment(&self, font: &Font<'_>) -> Fragment {
        let [_, _, c, d, x, y] = self.place();
        Fragment {
            text: String::new(),
            x,
            end: x,
            y,
            size: (self.state.size * c.hypot(d)).abs(),
            is_bold: font.is_bold,
            is_italic: font.is_italic,
        }
    }

    /// Keeps what was set, if it stands upright on the page.
    fn end(&self, mut fragment: Fragment, out: &mut Vec<Fragment>) {
        let [a, b, _, _, x, _] = self.place();
        fragment.end = x;
        let is_upright = a > 0.0 && b.abs() < a * 0.1;
        let is_placed = [fragment.x, fragment.end, fragment.y, fragment.size]
            .iter()
            .all(|number| number.is_finite());
        if is_upright && is_placed && fragment.size > 0.5 && !fragment.text.is_empty() {
            out.push(fragment);
        }
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

fn number(object: Option<&Object>) -> f32 {
    object
        .and_then(|object| object.as_float().ok())
        .filter(|number| number.is_finite())
        .unwrap_or_default()
}

fn matrix_of(numbers: &[Object]) -> Option<Matrix> {
    let mut matrix = [0.0; 6];
    for (slot, object) in matrix.iter_mut().zip(numbers) {
        *slot = number(Some(object));
    }
    (numbers.len() >= 6).then_some(Matrix(matrix))
}
