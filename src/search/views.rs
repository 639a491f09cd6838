//! Bodies of answers.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::finder::Hit;
use super::model::{Force, Found, Genre, Heading, Tier};
use super::rules::passages::Passage;
use super::rules::steps::Level;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "document": {"document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "genre": "official",
        "kind": {"code": "nghi_quyet", "name": "Nghị quyết"}, "title": "Nghị quyết về chuyển đổi số trong công tác đảng",
        "symbol": "57-NQ/TU", "issuer": "Thành ủy Vĩnh An", "issued_on": "2026-03-12", "force": "in_force", "tier": "required"},
    "matched": "title",
    "passages": [{"anchor": "dieu-3", "number": "3", "title": "Nhiệm vụ", "title_highlights": [],
        "text": "…đẩy mạnh chuyển đổi số trong sinh hoạt chi bộ…", "highlights": [{"start": 10, "length": 5}, {"start": 16, "length": 3}, {"start": 20, "length": 2}]}]
}]}))]
pub struct SearchResultsView {
    /// The best first.
    #[schema(max_items = 20)]
    pub items: Vec<SearchHitView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

/// A document that was found, and where in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHitView {
    pub document: FoundDocumentView,
    pub matched: Matched,
    /// Where the words stand in its text, in the order of its sections; none when they stand only in what it is called.
    #[schema(max_items = 3)]
    pub passages: Vec<PassageView>,
}

/// By what a document was found.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// The number and other parts of its symbol.
    Symbol,
    /// What it is called: title, kind, issuer, year.
    Title,
    /// Its text.
    Body,
}

/// A document in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundDocumentView {
    pub document_id: PublicId,
    pub genre: Genre,
    pub kind: FiledUnderView,
    #[schema(max_length = 500)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub issued_on: Option<NaiveDate>,
    /// Whether it holds today; only of official documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub force: Option<Force>,
    pub tier: Tier,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub topic: Option<FiledUnderView>,
}

/// A kind or a topic.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiledUnderView {
    #[schema(max_length = 50)]
    pub code: String,
    #[schema(max_length = 200)]
    pub name: String,
}

/// A part of a section's text with the words that were found.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassageView {
    /// The section's anchor in the current edition.
    #[schema(max_length = 200)]
    pub anchor: String,
    /// The section's number as printed, without the word before it: `3` of Điều 3, `I` of Chương I.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub number: Option<String>,
    /// The section's heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub title: Option<String>,
    /// The words that were found in the heading, in order.
    #[schema(max_items = 1000)]
    pub title_highlights: Vec<HighlightView>,
    /// Plain text; `…` where it is cut.
    #[schema(max_length = 240)]
    pub text: String,
    /// The words that were found, in order.
    #[schema(max_items = 240)]
    pub highlights: Vec<HighlightView>,
}

/// A word in a text. Counted in Unicode scalar values (code points), not in UTF-16 units or bytes.
#[derive(Debug, Serialize, ToSchema)]
pub struct HighlightView {
    #[schema(minimum = 0, maximum = 1000)]
    pub start: i32,
    #[schema(minimum = 1, maximum = 1000)]
    pub length: i32,
}

/// What may be meant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"text": "57-NQ/TU", "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00",
    "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "symbol": "57-NQ/TU"}]}))]
pub struct SuggestionsView {
    /// The best first.
    #[schema(max_items = 10)]
    pub items: Vec<SuggestionView>,
}

/// A document that may be meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionView {
    /// What to show: its symbol when that is what is being typed, otherwise its title.
    #[schema(max_length = 500)]
    pub text: String,
    pub document_id: PublicId,
    #[schema(max_length = 500)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
}

impl SearchHitView {
    pub(super) fn of(
        hit: &Hit,
        passages: Vec<(Heading, Passage)>,
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let matched = match hit.level {
            Level::Symbol => Matched::Symbol,
            Level::TitleExact
            | Level::Title
            | Level::GistExact
            | Level::Gist
            | Level::Numbered
            | Level::TitleStart => Matched::Title,
            Level::Start | Level::Most if passages.is_empty() => Matched::Title,
            _ => Matched::Body,
        };
        let passages = passages
            .into_iter()
            .map(|(heading, passage)| PassageView::of(heading, passage));
        Ok(Self {
            document: FoundDocumentView::of(&hit.found, today),
            matched,
            passages: passages.collect::<Result<_, _>>()?,
        })
    }
}

impl FoundDocumentView {
    fn of(found: &Found, today: NaiveDate) -> Self {
        let genre = found.genre();
        let topic = found.topic_code.as_ref().zip(found.topic_name.as_ref());
        Self {
            document_id: found.public_id,
            genre,
            force: (genre == Genre::Official).then(|| found.force(today)),
            tier: found.tier(),
            kind: FiledUnderView::of(&found.kind_code, &found.kind_name),
            title: found.title.clone(),
            symbol: found.symbol.clone(),
            issuer: found.issuer.clone(),
            issued_on: found.issued_on,
            topic: topic.map(|(code, name)| FiledUnderView::of(code, name)),
        }
    }
}

impl FiledUnderView {
    fn of(code: &str, name: &str) -> Self {
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
        }
    }
}

impl PassageView {
    fn of(heading: Heading, passage: Passage) -> Result<Self, Error> {
        let title = passage.title.unwrap_or_default();
        Ok(Self {
            anchor: heading.anchor,
            number: heading.number,
            title: heading.has_title.then_some(title.text),
            title_highlights: highlights(title.highlights)?,
            text: passage.body.text,
            highlights: highlights(passage.body.highlights)?,
        })
    }
}

fn highlights(ranges: Vec<Range<usize>>) -> Result<Vec<HighlightView>, Error> {
    let number = |count: usize| i32::try_from(count).map_err(|_| Error::internal("a long passage"));
    let views = ranges.into_iter().map(|range| {
        Ok(HighlightView {
            start: number(range.start)?,
            length: number(range.len())?,
        })
    });
    views.collect()
}

impl SuggestionView {
    pub(super) fn of((text, found): &(String, Arc<Found>)) -> Self {
        Self {
            text: text.clone(),
            document_id: found.public_id,
            title: found.title.clone(),
            symbol: found.symbol.clone(),
        }
    }
}
