//! Fonts: which text a string of codes is, and how wide it runs.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Encoding, Object};

use super::super::limits;
use super::cmap::CharacterMap;

/// How fonts may refer to each other's parts.
const WIDTH: f32 = 500.0;

pub(super) struct Font<'a> {
    /// Codes have two bytes, else one.
    is_wide: bool,
    map: Option<CharacterMap>,
    encoding: Option<Encoding<'a>>,
    widths: HashMap<u32, f32>,
    /// The width of all others, in thousandths of the size.
    width: f32,
    pub is_bold: bool,
    pub is_italic: bool,
}

/// A glyph of a string.
pub(super) struct Glyph {
    pub text: String,
    /// In thousandths of the size.
    pub width: f32,
    /// A one-byte space, which word spacing widens.
    pub is_space: bool,
}

impl<'a> Font<'a> {
    pub fn read(document: &'a Document, font: &'a Dictionary) -> Self {
        let is_wide = font
            .get(b"Subtype")
            .and_then(Object::as_name)
            .is_ok_and(|name| name == b"Type0");
        let name = font
            .get(b"BaseFont")
            .and_then(Object::as_name)
            .unwrap_or_default();
        let name = String::from_utf8_lossy(name).to_lowercase();
        let map = font
            .get_deref(b"ToUnicode", document)
            .and_then(Object::as_stream)
            .ok();
        let map =
            map.and_then(|stream| stream.get_plain_content_with_limit(limits::PDF_STREAM).ok());
        // lopdf spells out every range of a character map: only fonts that have none are given to it.
        let encoding = match map {
            None if !is_wide => font
                .get_font_encoding_with_limit(document, limits::PDF_STREAM)
                .ok(),
            _ => None,
        };
        let (widths, width) = if is_wide {
            wide_widths(document, font)
        } else {
            simple_widths(document, font)
        };
        Self {
            is_wide,
            map: map.map(|map| CharacterMap::read(&map)),
            encoding,
            widths,
            width,
            is_bold: ["bold", "black", "heavy"]
                .iter()
                .any(|word| name.contains(word)),
            is_italic: ["italic", "oblique"].iter().any(|word| name.contains(word)),
        }
    }

    pub fn glyphs<'b>(&'b self, codes: &'b [u8]) -> impl Iterator<Item = Glyph> + 'b {
        codes.chunks(if self.is_wide { 2 } else { 1 }).map(|bytes| {
            let code = bytes
                .iter()
                .fold(0_u32, |code, byte| code * 256 + u32::from(*byte));
            Glyph {
                text: self.text(code, bytes),
                width: self.widths.get(&code).copied().unwrap_or(self.width),
                is_space: !self.is_wide && code == 32,
            }
        })
    }

    fn text(&self, code: u32, bytes: &[u8]) -> String {
        if let Some(map) = &self.map {
            return map.get(code).unwrap_or_default().to_owned();
        }
        let decoded = self
            .encoding
            .as_ref()
            .and_then(|encoding| encoding.bytes_to_string(bytes).ok());
        decoded.unwrap_or_default()
    }
}

fn float(object: &Object) -> Option<f32> {
    object.as_float().ok().filter(|value| value.is_finite())
}

fn simple_widths(document: &Document, font: &Dictionary) -> (HashMap<u32, f32>, f32) {
    let first = font
        .get(b"FirstChar")
        .and_then(Object::as_i64)
        .unwrap_or_default();
    let first = u32::try_from(first).unwrap_or_default();
    let Ok(widths) = font
        .get_deref(b"Widths", document)
        .and_then(Object::as_array)
    else {
        return (HashMap::new(), WIDTH);
    };
    let known = widths
        .iter()
        .take(256)
        .enumerate()
        .filter_map(|(index, width)| {
            let code = first.checked_add(u32::try_from(index).ok()?)?;
            Some((code, float(width)?))
        });
    (known.collect(), WIDTH)
}

/// `[first [w w w] first last w …]` of the font below a composite one.
fn wide_widths(document: &Document, font: &Dictionary) -> (HashMap<u32, f32>, f32) {
    let mut widths = HashMap::new();
    let below = font
        .get_deref(b"DescendantFonts", document)
        .and_then(Object::as_array)
        .ok();
    let below = below.and_then(|fonts| document.dereference(fonts.first()?).ok()?.1.as_dict().ok());
    let Some(below) = below else {
        return (widths, WIDTH);
    };
    let other = below.get(b"DW").ok().and_then(float).unwrap_or(1000.0);
    let Ok(list) = below.get_deref(b"W", document).and_then(Object::as_array) else {
        return (widths, other);
    };
    let mut items = list.iter();
    while let (Some(first), Some(next)) = (items.next(), items.next()) {
        let Some(first) = first
            .as_i64()
            .ok()
            .and_then(|first| u32::try_from(first).ok())
        else {
            break;
        };
        if let Ok((_, Object::Array(run))) = document.dereference(next) {
            let room = limits::PDF_FONT.saturating_sub(widths.len());
            for (code, width) in (first..).zip(run.iter().take(room)) {
                widths.extend(float(width).map(|width| (code, width)));
            }
        } else if let (Ok(last), Some(width)) = (next.as_i64(), items.next().and_then(float)) {
            let last = u32::try_from(last)
                .unwrap_or_default()
                .min(first.saturating_add(0xFFFF));
            let room = limits::PDF_FONT.saturating_sub(widths.len());
            widths.extend((first..=last).take(room).map(|code| (code, width)));
        }
    }
    (widths, other)
}
