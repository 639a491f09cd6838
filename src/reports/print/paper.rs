//! The paper of a printed report: pages, a pen that goes down them, and lines and bars in points from the top left.

use super::face::Faces;

/// A4.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
pub(super) const MARGIN: f32 = 48.0;
pub(super) const INNER: f32 = WIDTH - 2.0 * MARGIN;
/// Where the last line of a page may stand.
pub(super) const BOTTOM: f32 = HEIGHT - 64.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Text,
    Quiet,
    Line,
    Track,
    Met,
    Late,
}

/// Something that is drawn.
#[derive(Debug, Clone)]
pub(super) enum Ink {
    Rect {
        left: f32,
        top: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
    Text {
        left: f32,
        baseline: f32,
        size: f32,
        bold: bool,
        colour: Colour,
        text: String,
    },
}

/// How a line of text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub size: f32,
    pub bold: bool,
    pub colour: Colour,
}

pub(super) const PLAIN: Style = Style {
    size: 10.5,
    bold: false,
    colour: Colour::Text,
};
pub(super) const QUIET: Style = Style {
    size: 9.0,
    bold: false,
    colour: Colour::Quiet,
};
pub(super) const HEADING: Style = Style {
    size: 12.0,
    bold: true,
    colour: Colour::Text,
};

pub(super) struct Paper<'a> {
    pub faces: &'a Faces,
    pages: Vec<Vec<Ink>>,
    current: Vec<Ink>,
    /// Where the next line begins.
    pub top: f32,
}

impl<'a> Paper<'a> {
    pub(super) fn new(faces: &'a Faces) -> Self {
        Self {
            faces,
            pages: Vec::new(),
            current: Vec::new(),
            top: MARGIN,
        }
    }

    pub(super) fn centered(&mut self, text: &str, style: Style) {
        let face = self.faces.of(style.bold);
        for line in face.wrapped(text, style.size, INNER) {
            let left = (WIDTH - face.width(&line, style.size)) / 2.0;
            self.line(left, &line, style);
        }
    }

    pub(super) fn paragraph(&mut self, text: &str, style: Style) {
        let face = self.faces.of(style.bold);
        for line in face.wrapped(text, style.size, INNER) {
            self.line(MARGIN, &line, style);
        }
    }

    fn line(&mut self, left: f32, text: &str, style: Style) {
        let height = style.size * 1.35;
        self.room(height);
        self.text(left, self.top + style.size, text, style);
        self.top += height;
    }

    pub(super) fn right(&mut self, right: f32, baseline: f32, text: &str, style: Style) {
        let width = self.faces.of(style.bold).width(text, style.size);
        self.text(right - width, baseline, text, style);
    }

    pub(super) fn text(&mut self, left: f32, baseline: f32, text: &str, style: Style) {
        self.current.push(Ink::Text {
            left,
            baseline,
            size: style.size,
            bold: style.bold,
            colour: style.colour,
            text: text.to_owned(),
        });
    }

    pub(super) fn rect(&mut self, left: f32, top: f32, width: f32, height: f32, colour: Colour) {
        self.current.push(Ink::Rect {
            left,
            top,
            width,
            height,
            colour,
        });
    }

    pub(super) fn gap(&mut self, height: f32) {
        self.top += height;
    }

    /// Begins a new page where there is not so much left of this one.
    pub(super) fn room(&mut self, height: f32) {
        if self.top + height > BOTTOM {
            self.turn();
        }
    }

    pub(super) fn turn(&mut self) {
        self.pages.push(std::mem::take(&mut self.current));
        self.top = MARGIN;
    }

    /// The pages, each with its number.
    pub(super) fn finish(mut self) -> Vec<Vec<Ink>> {
        self.turn();
        let count = self.pages.len();
        for number in 1..=count {
            self.right(
                WIDTH - MARGIN,
                HEIGHT - 36.0,
                &format!("Trang {number}/{count}"),
                QUIET,
            );
            let footer = std::mem::take(&mut self.current);
            if let Some(page) = self.pages.get_mut(number - 1) {
                page.extend(footer);
            }
        }
        self.pages
    }
}
