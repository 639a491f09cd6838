//! Anchors: addresses of sections that stay when others come and go.
//!
//! An anchor is made of kind and number, never of the place: `dieu-5`, `dieu-5.khoan-1`, `phu-luc-2.dieu-1`. Articles run
//! through the chapters of a paper, so theirs do not name the chapter; all else is named within what holds it. A section
//! without a number is named by its title. Where two would have one anchor, the later in the text gets `_2`, `_3` …

use std::collections::{HashMap, HashSet};

use crate::kernel::text;

use super::super::model::{Section, SectionKind};
use super::super::outline::numerals;

/// Characters of a title or number that go into an anchor.
const PART: usize = 40;

pub(super) fn set(sections: &mut [Section]) {
    let mut taken: HashSet<String> = HashSet::with_capacity(sections.len());
    // From which number on one of this name may be free, so that a thousand of one name are not a million steps.
    let mut next: HashMap<String, usize> = HashMap::new();
    for place in 0..sections.len() {
        let (before, rest) = sections.split_at_mut(place);
        let Some(section) = rest.first_mut() else {
            continue;
        };
        let own = own_part(section);
        let wanted = match holder(before, section) {
            Some(holder) => format!("{}.{own}", holder.anchor),
            None => own,
        };
        section.anchor = free(&mut taken, &mut next, wanted);
    }
}

fn free(taken: &mut HashSet<String>, next: &mut HashMap<String, usize>, wanted: String) -> String {
    if taken.insert(wanted.clone()) {
        return wanted;
    }
    let number = next.entry(wanted.clone()).or_insert(2);
    loop {
        let candidate = format!("{wanted}_{number}");
        *number += 1;
        if taken.insert(candidate.clone()) {
            return candidate;
        }
    }
}

/// The section within which this one is named.
fn holder<'a>(before: &'a [Section], section: &Section) -> Option<&'a Section> {
    let mut next = section.parent;
    while let Some(ancestor) = next.and_then(|place| before.get(place)) {
        let names = match section.kind {
            SectionKind::Article => ancestor.kind == SectionKind::Appendix,
            SectionKind::Chapter | SectionKind::Part => {
                matches!(ancestor.kind, SectionKind::Appendix | SectionKind::Part)
            }
            // A free heading may be written anew; what lies in it keeps its name then.
            SectionKind::Text => ancestor.kind != SectionKind::Text,
            _ => true,
        };
        if names {
            return Some(ancestor);
        }
        next = ancestor.parent;
    }
    None
}

fn own_part(section: &Section) -> String {
    let word = match section.kind {
        SectionKind::Preamble => "mo-dau",
        SectionKind::Part => "phan",
        SectionKind::Chapter => "chuong",
        SectionKind::Heading => "muc",
        SectionKind::Article => "dieu",
        SectionKind::Clause => "khoan",
        SectionKind::Point => "diem",
        SectionKind::Appendix => "phu-luc",
        SectionKind::Text => "doan",
        SectionKind::Closing => "noi-nhan",
    };
    if let Some(number) = section
        .number
        .as_deref()
        .map(|number| folded_number(section.kind, number))
        && !number.is_empty()
    {
        return format!("{word}-{number}");
    }
    let title = section.title.as_deref().map(slug).unwrap_or_default();
    match section.kind {
        _ if title.is_empty() => word.to_owned(),
        SectionKind::Preamble | SectionKind::Closing => word.to_owned(),
        SectionKind::Text => title,
        _ => format!("{word}-{title}"),
    }
}

/// `II` and `thứ hai` are 2; the point `đ` is not the point `d`.
fn folded_number(kind: SectionKind, number: &str) -> String {
    if kind == SectionKind::Point {
        return slug(&number.replace(['đ', 'Đ'], "dd"));
    }
    numerals::value(number).map_or_else(|| slug(number), |value| value.to_string())
}

/// Lower-case ASCII letters and digits, with dashes.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for word in text::search_key(text).split(' ') {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() {
            continue;
        }
        if slug.len() + word.len() > PART {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    slug
}
