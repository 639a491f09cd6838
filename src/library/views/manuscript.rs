//! Sections as authors send them, and what a file would become.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::edition::StampView;
use crate::error::{Error, FieldError, Text};
use crate::http::present;
use crate::library::model::Section;
use crate::manuscripts::{DraftSection, Manuscript, SectionFault, SectionKind};

/// A section as its author wants it. Its anchor and plain text follow from it.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::library) struct SectionBody {
    /// 1 at the top; at most one deeper than the section before.
    #[validate(range(min = 1, max = 6))]
    #[schema(minimum = 1, maximum = 6)]
    pub level: u8,
    pub kind: SectionKind,
    /// As written, without the word: `I`, `5`, `1.2`. Where it begins with the word of its own kind (`Điều 5` of an
    /// article), that is left out.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 30))]
    #[schema(nullable = false, min_length = 1, max_length = 30)]
    pub number: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 500))]
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    pub title: Option<String>,
    /// Without number and title. Cleaned: only tags of text, lists and tables stay.
    #[serde(default)]
    #[validate(length(max = 1_000_000))]
    #[schema(max_length = 1_000_000)]
    pub html: String,
}

impl SectionBody {
    pub(in crate::library) fn draft(&self) -> DraftSection {
        DraftSection {
            level: self.level,
            kind: self.kind,
            number: self.number.clone(),
            title: self.title.clone(),
            html: self.html.clone(),
        }
    }

    /// What would be stored like this again.
    ///
    /// # Errors
    /// The stored form is broken.
    pub(in crate::library) fn stored(section: &Section) -> Result<Self, Error> {
        let broken = |what: &str| Error::internal(format!("a stored section: {what}"));
        Ok(Self {
            level: u8::try_from(section.level).map_err(|_| broken("level"))?,
            kind: section.kind.parse().map_err(|_| broken("kind"))?,
            number: section.number.clone(),
            title: section.title.clone(),
            html: section.html.clone(),
        })
    }

    fn of(draft: DraftSection) -> Self {
        Self {
            level: draft.level,
            kind: draft.kind,
            number: draft.number,
            title: draft.title,
            html: draft.html,
        }
    }
}

/// What a file would become: nothing is stored. Correct it and send it as the edition's sections.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "sections": [{"level": 1, "kind": "article", "number": "1", "title": "Phạm vi", "html": "<p>Nghị quyết này áp dụng cho các chi bộ.</p>"}],
    "stamps": [], "warnings": [{"code": "picture_skipped", "place": 0}],
    "guess": {"symbol": "57-NQ/TU", "issuer": "Thành ủy Vĩnh An", "place_and_date": "Vĩnh An, ngày 12 tháng 3 năm 2026"}
}))]
pub(in crate::library) struct ManuscriptView {
    #[schema(max_items = 2000)]
    pub sections: Vec<SectionBody>,
    #[schema(max_items = 20)]
    pub stamps: Vec<StampView>,
    #[schema(max_items = 1000)]
    pub warnings: Vec<ManuscriptWarningView>,
    pub guess: ManuscriptGuessView,
}

/// Something that was lost or is odd.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::library) struct ManuscriptWarningView {
    /// `heading_structure`, `no_structure`, `picture_skipped`, `footnote_dropped`, `table_flattened`, `tracked_changes`,
    /// `object_skipped`, `page_skipped`, `section_too_long`.
    #[schema(max_length = 40, pattern = "^[a-z_]+$")]
    pub code: String,
    /// The section it is about, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 2000)]
    pub place: Option<i32>,
}

/// What the first page seems to say about the document.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::library) struct ManuscriptGuessView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    pub issuer: Option<String>,
    /// As written: `Vĩnh An, ngày 12 tháng 3 năm 2026`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    pub place_and_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub title: Option<String>,
}

impl ManuscriptView {
    pub(in crate::library) fn of(manuscript: Manuscript) -> Self {
        let page = manuscript.first_page;
        Self {
            sections: manuscript.drafts.into_iter().map(SectionBody::of).collect(),
            stamps: manuscript
                .stamps
                .into_iter()
                .take(20)
                .map(|stamp| StampView::of(stamp, None))
                .collect(),
            warnings: manuscript
                .warnings
                .into_iter()
                .take(1_000)
                .map(|warning| ManuscriptWarningView {
                    code: warning.code.as_str().to_owned(),
                    place: warning.place.and_then(|place| i32::try_from(place).ok()),
                })
                .collect(),
            guess: ManuscriptGuessView {
                symbol: page.symbol,
                issuer: page.issuer,
                place_and_date: page.date_line,
                title: page.title,
            },
        }
    }
}

/// What is wrong with sections, each at its place.
pub(in crate::library) fn section_faults(faults: Vec<SectionFault>) -> Error {
    let fields = faults.into_iter().map(|fault| FieldError {
        pointer: format!("/sections/{}", fault.place),
        code: fault.code.as_str().into(),
        text: Text::new(fault.code.message_vi(), fault.code.message_en()),
    });
    Error::Invalid(fields.collect())
}
