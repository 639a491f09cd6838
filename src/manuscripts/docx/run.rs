//! The look of a run of text.

use super::super::blocks::Style;
use super::xml::Element;

/// Applies a property to a look; false when it is none.
pub(super) fn apply(look: &mut Style, element: &Element<'_>) -> bool {
    let (style, on) = match element.name().as_str() {
        "b" => (Style::BOLD, element.is_on()),
        "i" => (Style::ITALIC, element.is_on()),
        "u" => (Style::UNDERLINE, element.is_on()),
        "strike" | "dstrike" => (Style::STRIKE, element.is_on()),
        "vertAlign" => {
            let place = element.get("val");
            look.set(Style::SUB, place.as_deref() == Some("subscript"));
            look.set(Style::SUP, place.as_deref() == Some("superscript"));
            return true;
        }
        "position" => {
            // Raised and lowered text, in half points: how LibreOffice writes superscripts of its own making.
            let raised: i32 = element.number("val").unwrap_or_default();
            look.set(Style::SUB, raised < -1);
            look.set(Style::SUP, raised > 3);
            return true;
        }
        _ => return false,
    };
    look.set(style, on);
    true
}
