//! Pages, styles and open documents: elements and attributes that run or fetch something.

use super::super::docx::xml::{Element, Piece, Xml};
use super::super::refused::Refused;
use super::Active;

/// Attributes that name what is shown, played or asked for.
const ADDRESSES: [&str; 10] = [
    "src",
    "href",
    "data",
    "poster",
    "srcset",
    "background",
    "action",
    "formaction",
    "codebase",
    "manifest",
];

/// Bytes around an address in a style that are looked at.
const LOOKED_AT: usize = 200;

/// Schemes under which a program stands.
const PROGRAMS: [&str; 4] = ["javascript:", "vbscript:", "vnd.sun.star.script:", "macro:"];

/// Whether a part of a book is a page.
pub(super) fn is_page(name: &str) -> bool {
    [".xhtml", ".html", ".htm", ".xml", ".svg"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether an address leads out of the file.
pub(super) fn is_outside(address: &str) -> bool {
    let address = address.trim_start();
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        || address.starts_with("//")
        || address.starts_with("\\\\")
}

fn is_program(address: &str) -> bool {
    let start: String = address
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(32)
        .collect();
    let start = start.to_ascii_lowercase();
    PROGRAMS.iter().any(|scheme| start.starts_with(scheme))
}

/// A page of a book.
pub(super) fn of_page(text: &str) -> Result<Option<Active>, Refused> {
    // Also where the rest is no XML: readers put up with much.
    if text.to_ascii_lowercase().contains("<script") {
        return Ok(Some(Active::Script));
    }
    if let Some(found) = of_style(text) {
        return Ok(Some(found));
    }
    first(text, |element| {
        let name = element.name().to_ascii_lowercase();
        if name == "script" {
            return Some(Active::Script);
        }
        let refreshes = name == "meta" && element.get("http-equiv").is_some();
        let mut attributes = element.attributes().into_iter();
        attributes.find_map(|(attribute, value)| {
            let attribute = attribute.to_ascii_lowercase();
            let is_address = ADDRESSES.contains(&attribute.as_str());
            let is_event = attribute.len() > 2 && attribute.starts_with("on");
            if is_event || is_address && is_program(&value) {
                Some(Active::Script)
            } else if refreshes && attribute == "content" && value.contains("://")
                || is_address && fetches(&name, &attribute, &value)
            {
                Some(Active::Remote)
            } else {
                None
            }
        })
    })
}

fn fetches(element: &str, attribute: &str, value: &str) -> bool {
    match (element, attribute) {
        ("a" | "area", _) => false,
        (_, "srcset") => value.split(',').any(is_outside),
        _ => is_outside(value),
    }
}

/// The list of a book's parts.
pub(super) fn of_package(text: &str) -> Result<Option<Active>, Refused> {
    first(text, |element| {
        let is_part = element.name().eq_ignore_ascii_case("item");
        let address = element.get("href").filter(|_| is_part)?;
        is_outside(&address).then_some(Active::Remote)
    })
}

/// A style sheet, or a page that may hold one.
pub(super) fn of_style(text: &str) -> Option<Active> {
    let style = text.to_ascii_lowercase();
    let leads_out = |at: usize, word: &str| {
        let after = style.get(at + word.len()..).unwrap_or_default();
        let address = after
            .trim_start()
            .trim_start_matches(['"', '\'', '(', '\\']);
        let end = address.floor_char_boundary(LOOKED_AT);
        is_outside(address.get(..end).unwrap_or_default())
    };
    // The name of a vocabulary is an address that nobody asks.
    let is_name = |at: usize| {
        let start = style.floor_char_boundary(at.saturating_sub(LOOKED_AT));
        let before = style.get(start..at).unwrap_or_default();
        let statement = before.rsplit([';', '{', '}', '/']).next();
        statement.is_some_and(|before| before.contains("@namespace"))
    };
    let fetches = ["url(", "@import"].into_iter().any(|word| {
        let mut places = style.match_indices(word);
        places.any(|(at, _)| leads_out(at, word) && !is_name(at))
    });
    fetches.then_some(Active::Remote)
}

/// Text or styles of an open document.
pub(super) fn of_open_document(text: &str) -> Result<Option<Active>, Refused> {
    first(text, |element| {
        let name = element.name();
        match name.as_str() {
            "script" | "applet" => return Some(Active::Macro),
            "object-ole" => return Some(Active::Object),
            "dde-source" | "dde-connection-decl" => return Some(Active::Remote),
            // Another file, whatever its address.
            "table-source" | "section-source" | "cell-range-source"
                if element.get("href").is_some() =>
            {
                return Some(Active::Remote);
            }
            _ => {}
        }
        let mut attributes = element.attributes().into_iter();
        attributes.find_map(|(attribute, value)| match attribute.as_str() {
            "macro-name" => Some(Active::Macro),
            "href" if is_program(&value) => Some(Active::Macro),
            "href" if name != "a" && is_outside(&value) => Some(Active::Remote),
            _ => None,
        })
    })
}

fn first(
    text: &str,
    check: impl Fn(&Element<'_>) -> Option<Active>,
) -> Result<Option<Active>, Refused> {
    let mut xml = Xml::new(text);
    while let Some(piece) = xml.next()? {
        if let Piece::Start(element) = piece
            && let Some(found) = check(&element)
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
