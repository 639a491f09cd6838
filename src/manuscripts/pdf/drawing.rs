//! What is being drawn: where the next glyph goes, and in which font.

use std::rc::Rc;

use lopdf::content::Operation;
use lopdf::{Dictionary, Object};

use super::font::{Font, Glyph};
use super::state::{Fragment, Matrix, State};

/// Graphics states saved inside each other.
const SAVED: usize = 256;

/// One page or form while it is read.
pub(super) struct Drawing<'a> {
    pub resources: Option<&'a Dictionary>,
    pub state: State,
    saved: Vec<(State, Option<Rc<Font<'a>>>)>,
    pub font: Option<Rc<Font<'a>>>,
    text: Matrix,
    line: Matrix,
}

impl<'a> Drawing<'a> {
    pub fn new(resources: Option<&'a Dictionary>, state: State) -> Self {
        Self {
            resources,
            state,
            saved: Vec::new(),
            font: None,
            text: Matrix::UNIT,
            line: Matrix::UNIT,
        }
    }

    pub fn apply(&mut self, operation: &Operation) {
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
    pub fn advance_line(&mut self, operation: &Operation) {
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

    pub fn shift(&mut self, x: f32) {
        self.text = Matrix::moved(x * self.state.stretch, 0.0).then(self.text);
    }

    pub fn advance(&mut self, glyph: &Glyph) {
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

    pub fn fragment(&self, font: &Font<'_>) -> Fragment {
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
    pub fn end(&self, mut fragment: Fragment, out: &mut Vec<Fragment>) {
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

pub(super) fn number(object: Option<&Object>) -> f32 {
    object
        .and_then(|object| object.as_float().ok())
        .filter(|number| number.is_finite())
        .unwrap_or_default()
}

pub(super) fn matrix_of(numbers: &[Object]) -> Option<Matrix> {
    let mut matrix = [0.0; 6];
    for (slot, object) in matrix.iter_mut().zip(numbers) {
        *slot = number(Some(object));
    }
    (numbers.len() >= 6).then_some(Matrix(matrix))
}
