//! The letters of a printed report: which glyph each is, and how wide.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider as _};

use crate::error::Error;

const FAMILY: &str = "Libertinus Serif";
const REGULAR: f32 = 400.0;
const BOLD: f32 = 700.0;

/// The two weights that are used.
pub(super) struct Faces {
    regular: Face,
    bold: Face,
}

pub(super) struct Face {
    pub font: Font,
    letters: FontRef<'static>,
}

impl Faces {
    /// # Errors
    /// The fonts are not there.
    pub(super) fn load() -> Result<Self, Error> {
        Ok(Self {
            regular: Face::load(REGULAR)?,
            bold: Face::load(BOLD)?,
        })
    }

    pub(super) const fn of(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }
}

impl Face {
    fn load(weight: f32) -> Result<Self, Error> {
        let missing = || Error::internal("the font of printed reports is missing");
        let (bytes, letters) = typst_assets::fonts()
            .filter_map(|bytes| Some((bytes, FontRef::new(bytes).ok()?)))
            .find(|(_, letters)| is_wanted(letters, weight))
            .ok_or_else(missing)?;
        let font = Font::new(bytes.into(), 0).ok_or_else(missing)?;
        Ok(Self { font, letters })
    }

    /// A glyph for each character, one after the other: Vietnamese in NFC needs no more.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let charmap = self.letters.charmap();
        let widths = self
            .letters
            .glyph_metrics(Size::unscaled(), LocationRef::default());
        let em = self.em();
        let glyph = |(start, c): (usize, char)| {
            let id = charmap.map(c).unwrap_or_default();
            let advance = widths.advance_width(id).unwrap_or_default() / em;
            let range = start..start + c.len_utf8();
            KrillaGlyph::new(
                GlyphId::new(id.to_u32()),
                advance,
                0.0,
                0.0,
                0.0,
                range,
                None,
            )
        };
        text.char_indices().map(glyph).collect()
    }

    /// How wide a line is, in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let advances = self.glyphs(text);
        advances.iter().map(|glyph| glyph.x_advance).sum::<f32>() * size
    }

    /// The beginning of a text that fits, with an ellipsis where something is cut.
    pub(super) fn fitted(&self, text: &str, size: f32, width: f32) -> String {
        if self.width(text, size) <= width {
            return text.to_owned();
        }
        let mut kept = text.to_owned();
        while kept.pop().is_some() {
            let cut = format!("{}…", kept.trim_end());
            if self.width(&cut, size) <= width {
                return cut;
            }
        }
        String::new()
    }

    /// A text in lines that fit; a word that is too long for a line is cut.
    pub(super) fn wrapped(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match (lines.last_mut(), longer) {
                (Some(line), Some(longer)) if self.width(&longer, size) <= width => *line = longer,
                _ => lines.push(self.fitted(word, size, width)),
            }
        }
        lines
    }

    /// Whether it has a glyph for the character.
    #[cfg(test)]
    pub(super) fn has(&self, c: char) -> bool {
        self.letters.charmap().map(c).is_some()
    }

    fn em(&self) -> f32 {
        let metrics = self
            .letters
            .metrics(Size::unscaled(), LocationRef::default());
        f32::from(metrics.units_per_em)
    }
}

/// Whether this is the upright face of the family in that weight.
fn is_wanted(letters: &FontRef<'_>, weight: f32) -> bool {
    let names = |id: StringId| letters.localized_strings(id).map(|name| name.to_string());
    let typographic = names(StringId::TYPOGRAPHIC_FAMILY_NAME);
    let of_family = typographic
        .chain(names(StringId::FAMILY_NAME))
        .any(|name| name == FAMILY);
    let attributes = letters.attributes();
    let has_weight = (attributes.weight.value() - weight).abs() < 1.0;
    of_family && has_weight && attributes.style == skrifa::attribute::Style::Normal
}
