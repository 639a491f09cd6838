//! What people look for: the queries of the table test, and many more about the papers that are there.

use std::path::Path;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::papers::{Draw, Papers};

/// Queries made of papers, besides those of the table.
const MADE: usize = 800;

const FILTERS: [&str; 6] = [
    "&kind=ke_hoach",
    "&force=in_force",
    "&genre=material",
    "&tier=required",
    "&topic=dan_van",
    "&year=2024",
];

/// Paths of searches, in an order without a pattern.
pub fn searches(papers: &Papers, count: usize) -> Vec<String> {
    let mut all: Vec<String> = of_the_table().iter().map(|query| path(query, "")).collect();
    let mut draw = Draw::new(1);
    all.extend((0..MADE).map(|_| made(papers, count, &mut draw)));
    for place in (1..all.len()).rev() {
        all.swap(place, draw.below(place + 1));
    }
    all
}

/// Paths of suggestions: titles, broken off while the third or fourth word is typed.
pub fn suggestions(papers: &Papers, count: usize) -> Vec<String> {
    let mut draw = Draw::new(2);
    let begun = (0..MADE).map(|_| {
        let (title, _) = papers.title_and_text(draw.below(count));
        let typed: String = title.chars().take(6 + draw.below(14)).collect();
        format!("/api/v1/library/suggestions?q={}", encoded(typed.trim()))
    });
    begun.collect()
}

fn of_the_table() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/search/queries.csv");
    let mut table = csv::Reader::from_path(path).unwrap();
    let queries = table
        .records()
        .map(|row| row.unwrap().get(0).unwrap().to_owned());
    queries.collect()
}

fn made(papers: &Papers, count: usize, draw: &mut Draw) -> String {
    let (title, text) = papers.title_and_text(draw.below(count));
    match draw.below(10) {
        // A symbol, in the ways in which people type it.
        0 => path(&format!("{} nq tu", 1 + draw.below(180)), ""),
        1 => path(
            &format!("{}-KH/ĐU {}", 1 + draw.below(180), 2016 + draw.below(11)),
            "",
        ),
        2 => path(
            &format!(
                "nghị quyết {} năm {}",
                1 + draw.below(180),
                2016 + draw.below(11)
            ),
            "",
        ),
        // Words of a title, with marks and without.
        3 | 4 => path(&window(&title, draw, 5), ""),
        5 | 6 => path(&unmarked(&window(&title, draw, 4)), ""),
        // Of the text.
        7 => path(&window(&text, draw, 4), ""),
        // Two common syllables, as they come to mind.
        8 => path(&window(&title, draw, 2), ""),
        // Narrowed.
        _ => {
            let words = window(&title, draw, 3);
            path(&words, FILTERS[draw.below(FILTERS.len())])
        }
    }
}

/// Some words that follow one another.
fn window(text: &str, draw: &mut Draw, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let length = (2 + draw.below(most - 1)).min(words.len());
    let from = draw.below(words.len() - length + 1);
    words[from..from + length].join(" ")
}

/// As typed by who leaves the marks out. By hand: linking the server's library takes minutes.
fn unmarked(text: &str) -> String {
    let bare = text.nfd().filter(|c| !is_combining_mark(*c));
    let lower = bare.flat_map(char::to_lowercase);
    lower.map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

fn path(query: &str, filter: &str) -> String {
    format!("/api/v1/library/search?q={}{filter}", encoded(query))
}

fn encoded(text: &str) -> String {
    let cut: String = text.chars().take(100).collect();
    form_urlencoded::byte_serialize(cut.as_bytes()).collect()
}
