//! The printed summary: a report on A4 as PDF, in Vietnamese. `layout.rs` says what stands where, `paper.rs`
//! turns the pages, `face.rs` knows the letters, and this file hands them to the PDF library.

mod face;
mod layout;
mod paper;

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use super::model::Figures;
use super::rules::chart::Chart;
use crate::error::Error;
use crate::kernel::instant::Instant;
use face::Faces;
use paper::{Colour, Ink};

/// What is printed.
pub(super) struct Summary {
    pub unit: String,
    pub title: String,
    /// The requirement that the figures are about; `None`: the assignment as a whole.
    pub requirement: Option<String>,
    pub due_at: Instant,
    pub as_of: Instant,
    /// The figures were frozen.
    pub frozen: bool,
    pub whole: Figures,
    pub chart: Chart,
    /// The units directly below.
    pub rows: Vec<(String, Figures)>,
    /// Who is in the denominator.
    pub rule: String,
}

/// Draws it. Keeps the processor: not for a web worker.
///
/// # Errors
/// The fonts or the document cannot be put together.
pub(super) fn pdf(summary: &Summary) -> Result<Vec<u8>, Error> {
    let faces = Faces::load()?;
    let pages = layout::pages(summary, &faces);
    let mut document = Document::new_with(SerializeSettings::default());
    document.set_metadata(
        Metadata::new()
            .title(format!("{}: {}", summary.unit, summary.title))
            .language("vi".to_owned())
            .creator("Sổ tay".to_owned()),
    );
    for inks in &pages {
        let settings = PageSettings::from_wh(paper::WIDTH, paper::HEIGHT)
            .ok_or_else(|| Error::internal("a page without a size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for ink in inks {
            draw(&mut surface, &faces, ink);
        }
        surface.finish();
        page.finish();
    }
    document
        .finish()
        .map_err(|error| Error::internal(format!("writing a PDF: {error:?}")))
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, ink: &Ink) {
    match ink {
        Ink::Rect {
            left,
            top,
            width,
            height,
            colour,
        } => {
            let rect = Rect::from_xywh(*left, *top, *width, *height);
            let mut builder = PathBuilder::new();
            // A bar of no length is none.
            let Some(rect) = rect.filter(|_| *width > 0.0) else {
                return;
            };
            builder.push_rect(rect);
            if let Some(path) = builder.finish() {
                surface.set_fill(Some(fill(*colour)));
                surface.draw_path(&path);
            }
        }
        Ink::Text {
            left,
            baseline,
            size,
            bold,
            colour,
            text,
        } => {
            let face = faces.of(*bold);
            surface.set_fill(Some(fill(*colour)));
            surface.draw_glyphs(
                Point::from_xy(*left, *baseline),
                &face.glyphs(text),
                face.font.clone(),
                text,
                *size,
                false,
            );
        }
    }
}

fn fill(colour: Colour) -> Fill {
    let (red, green, blue) = match colour {
        Colour::Text => (0x1f, 0x1b, 0x1a),
        Colour::Quiet => (0x5c, 0x55, 0x53),
        Colour::Line => (0xb8, 0xb0, 0xae),
        Colour::Track => (0xe4, 0xdf, 0xde),
        Colour::Met => (0xb3, 0x26, 0x1e),
        Colour::Late => (0xe0, 0xa1, 0x00),
    };
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        ..Fill::default()
    }
}

#[cfg(test)]
#[path = "print_tests.rs"]
mod tests;
