//! What is decided without asking anybody.

use std::collections::HashMap;

use chrono::{Duration, NaiveDate};

use super::model::{ChangeRow, ReadState, ReaderChange};
use crate::error::Rule;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

pub(super) const UNKNOWN_KIND: Rule = Rule::invalid(
    "unknown_kind",
    "?kind",
    "Không có loại tài liệu này.",
    "There is no such kind of document.",
);
pub(super) const UNKNOWN_TOPIC: Rule = Rule::invalid(
    "unknown_topic",
    "?topic",
    "Không có chủ đề này.",
    "There is no such topic.",
);
pub(super) const NOTHING_TO_SEARCH: Rule = Rule::invalid(
    "nothing_to_search",
    "?issuer",
    "Chưa có chữ hoặc số nào để tìm.",
    "There is no letter or digit to search for.",
);
pub(super) const AFTER_UNFIT: Rule = Rule::invalid(
    "after_unfit",
    "?after",
    "Mốc này không dùng được; hãy hỏi lại từ đầu, không kèm mốc.",
    "This is no place to go on from; ask without it.",
);
pub(super) const UNKNOWN_ANCHOR: Rule = Rule::invalid(
    "unknown_anchor",
    "/anchor",
    "Không có mục này trong văn bản.",
    "The edition has no such section.",
);
pub(super) const UNKNOWN_EDITION: Rule = Rule::invalid(
    "unknown_edition",
    "/edition_id",
    "Văn bản không có ấn bản này.",
    "The document has no such edition.",
);
/// First and last day of a year.
pub(super) fn days_of_year(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((
        NaiveDate::from_ymd_opt(year, 1, 1)?,
        NaiveDate::from_ymd_opt(year, 12, 31)?,
    ))
}

/// When a phone did something by its own clock, which may be fast: never later than now. To the millisecond, as phones
/// say it.
pub(super) fn believed(device_at: Instant, now: Instant) -> Instant {
    let at = device_at.min(now);
    at - Duration::microseconds(at.micros().rem_euclid(1_000))
}

/// Begun is what the reader was in (row key of the edition, and how far) after its last major edition came (row key).
pub(super) fn read_state(position: Option<(i64, i32)>, last_major: Option<i64>) -> ReadState {
    match position {
        Some((edition, _)) if last_major.is_none_or(|major| edition >= major) => ReadState::Begun,
        _ => ReadState::Unread,
    }
}

/// The first `most` characters, cut at a word, with an ellipsis.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    // What ends where a word ends is whole.
    let ends_a_word = text.chars().nth(cut.chars().count()) == Some(' ');
    let whole_words = match cut.rsplit_once(' ') {
        Some((words, _)) if !ends_a_word => words,
        _ => cut.as_str(),
    };
    format!(
        "{}…",
        whole_words.trim_end_matches([' ', ',', ';', ':', '.'])
    )
}

/// What a reader learns of a document that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum News {
    /// He may read it: it was published, or the last thing that happened to it.
    Readable(Box<ChangeRow>),
    /// He could read it, and no longer can.
    Gone(PublicId),
}

/// Each document once, at the place of its last change, and only what concerns the reader: `reads` says whether he may
/// read the document with its audience and circulation now, `could_read` whether he
/// could when the change came.
pub(super) fn news(
    rows: Vec<ChangeRow>,
    reads: impl Fn(&ChangeRow) -> bool,
    could_read: impl Fn(&ChangeRow) -> bool,
) -> Vec<News> {
    let mut last: HashMap<PublicId, (usize, ChangeRow, bool)> = HashMap::new();
    for (place, row) in rows.into_iter().enumerate() {
        let could = could_read(&row);
        let id = row.document.public_id;
        match last.remove(&id) {
            None => last.insert(id, (place, row, could)),
            Some((_, earlier, before)) => {
                let row = if weight(&earlier) > weight(&row) {
                    earlier
                } else {
                    row
                };
                last.insert(id, (place, row, could || before))
            }
        };
    }
    let mut found: Vec<(usize, News)> = last
        .into_values()
        .filter_map(|(place, row, could)| {
            if reads(&row) {
                Some((place, News::Readable(Box::new(row))))
            } else if could {
                Some((place, News::Gone(row.document.public_id)))
            } else {
                None
            }
        })
        .collect();
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, news)| news).collect()
}

/// A publication is not hidden by what came after it.
fn weight(row: &ChangeRow) -> u8 {
    u8::from(row.change == ReaderChange::Published)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
