//! HTML with the tags of an allow-list and nothing else.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::super::limits;
use super::complexity;
use super::fault::SectionFaultCode;
use crate::kernel::text;

const TAGS: [&str; 23] = [
    "p",
    "br",
    "strong",
    "em",
    "b",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "a",
];

/// Elements that vanish with their content.
const DROPPED: [&str; 14] = [
    "script", "style", "noscript", "iframe", "object", "embed", "template", "svg", "math", "title",
    "textarea", "select", "audio", "video",
];

/// Cells that one may span.
const WIDEST: u16 = 64;

/// Passes until nothing changes any more; the second is the last for all but the oddest input.
const PASSES: usize = 6;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    let spans: HashSet<&str> = ["colspan", "rowspan"].into();
    cleaner
        .tags(TAGS.into())
        .clean_content_tags(DROPPED.into())
        .tag_attributes(HashMap::from([
            ("a", ["href"].into()),
            ("td", spans.clone()),
            ("th", spans),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::Custom(Box::new(only_anchors)))
        .attribute_filter(|_, attribute, value| match attribute {
            "colspan" | "rowspan" => is_span(value).then_some(value.into()),
            _ => Some(value.into()),
        })
        .link_rel(Some("noopener noreferrer nofollow"))
        .strip_comments(true);
    cleaner
});

/// An address without a scheme may only lead to another section.
fn only_anchors(address: &str) -> Option<Cow<'_, str>> {
    address.starts_with('#').then_some(address.into())
}

fn is_span(value: &str) -> bool {
    value
        .parse::<u16>()
        .is_ok_and(|span| (1..=WIDEST).contains(&span))
}

/// The clean form; cleaning it again changes nothing.
pub(super) fn clean(html: String) -> Result<String, SectionFaultCode> {
    if html.len() > limits::SECTION_HTML {
        return Err(SectionFaultCode::HtmlTooLong);
    }
    let mut current = html;
    for _ in 0..PASSES {
        let next = once(&current)?;
        if next == current {
            return Ok(current);
        }
        current = next;
    }
    Err(SectionFaultCode::HtmlTooNested)
}

/// The stored form of the text first: composing characters after the cleaning could join one with a tag's end.
fn once(html: &str) -> Result<String, SectionFaultCode> {
    let stored = text::nfc(html);
    if !complexity::is_bounded(&stored) {
        return Err(SectionFaultCode::HtmlTooNested);
    }
    let mut cleaned = CLEANER.clean(&stored).to_string();
    for (tag, same) in [("b", "strong"), ("i", "em")] {
        if cleaned.contains(&format!("<{tag}>")) {
            cleaned = cleaned
                .replace(&format!("<{tag}>"), &format!("<{same}>"))
                .replace(&format!("</{tag}>"), &format!("</{same}>"));
        }
    }
    if cleaned.len() > limits::SECTION_HTML {
        return Err(SectionFaultCode::HtmlTooLong);
    }
    Ok(cleaned)
}
