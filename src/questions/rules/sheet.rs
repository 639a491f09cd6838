//! The columns of the spreadsheet. A row says a plain question plainly: what is right stands in one cell, choices in cells of their
//! own. What that cannot say (weights, feedback, more than eight choices) stands in the last column as GIFT, which then counts alone.

use super::gift::{self, Found, LineFault};
use super::gift_text::escaped;
use super::gift_write;
use super::sheet_fill::fill;
use crate::kernel::text::{nfc, search_key};
use crate::questions::model::{
    AcceptedBody, ChoiceBody, ItemBody, NumberBody, OptionBody, PromptBody, QuestionBody,
    QuestionKind, WHOLE,
};

/// The headers, in their order; those with a star are required.
pub(in crate::questions) const HEADERS: [&str; 15] = [
    "Loại câu hỏi*",
    "Mục",
    "Câu hỏi*",
    "Đáp án",
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "H",
    "Giải thích",
    "Phân biệt dấu",
    "GIFT",
];
const KIND: usize = 0;
const CATEGORY: usize = 1;
const TEXT: usize = 2;
pub(super) const ANSWER: usize = 3;
pub(super) const FIRST: usize = 4;
const EXPLANATION: usize = 12;
const MARKS: usize = 13;
const GIFT: usize = 14;
pub(super) const CHOICES: usize = 8;

/// What the first column calls the kinds.
pub(in crate::questions) const KINDS: [(QuestionKind, &str); 7] = [
    (QuestionKind::SingleChoice, "Một đáp án"),
    (QuestionKind::MultipleChoice, "Nhiều đáp án"),
    (QuestionKind::TrueFalse, "Đúng/Sai"),
    (QuestionKind::Matching, "Ghép cặp"),
    (QuestionKind::Ordering, "Sắp xếp"),
    (QuestionKind::ShortAnswer, "Trả lời ngắn"),
    (QuestionKind::Numeric, "Số"),
];

/// The cells of a row, in the order of [`HEADERS`].
pub(in crate::questions) type Row = [String; HEADERS.len()];

/// Takes the question of a row in, or what is wrong with it.
pub(in crate::questions) fn take(found: &mut Found, line: usize, row: &Row) {
    let category = Some(nfc(cell(row, CATEGORY))).filter(|name| !name.is_empty());
    match body(line, row) {
        Ok(body) => found.take(line, category.as_deref(), &body),
        Err(faults) => found.faults.extend(faults),
    }
}

/// A question as a row.
pub(in crate::questions) fn row(category: Option<&str>, question: &QuestionBody) -> Row {
    let mut row = Row::default();
    let kind = KINDS.iter().find(|(kind, _)| *kind == question.kind);
    put(&mut row, KIND, kind.map_or("", |(_, name)| name));
    put(&mut row, CATEGORY, category.unwrap_or_default());
    put(&mut row, TEXT, &question.text);
    put(
        &mut row,
        EXPLANATION,
        question.explanation.as_deref().unwrap_or_default(),
    );
    if question.marks_matter == Some(true) {
        put(&mut row, MARKS, "x");
    }
    let mut plain = row.clone();
    fill(&mut plain, question);
    if body(1, &plain).is_ok_and(|read| read == *question) {
        return plain;
    }
    let bare = QuestionBody {
        explanation: None,
        ..question.clone()
    };
    put(&mut row, GIFT, &gift_write::answers(&bare));
    row
}

fn cell(row: &Row, column: usize) -> &str {
    row.get(column).map_or("", |text| text.trim())
}

pub(super) fn put(row: &mut Row, column: usize, text: &str) {
    if let Some(cell) = row.get_mut(column) {
        text.clone_into(cell);
    }
}

fn choices(row: &Row) -> Vec<&str> {
    let cells = (FIRST..FIRST + CHOICES).map(|column| cell(row, column));
    cells.filter(|text| !text.is_empty()).collect()
}

fn fault(line: usize, code: &'static str, vi: &'static str, en: &'static str) -> Vec<LineFault> {
    vec![LineFault::new(line, code, vi, en)]
}

fn body(line: usize, row: &Row) -> Result<QuestionBody, Vec<LineFault>> {
    let name = search_key(cell(row, KIND));
    let kind = KINDS.iter().find(|(_, known)| search_key(known) == name);
    let Some((kind, _)) = kind else {
        return Err(fault(
            line,
            "sheet_kind",
            "Không có loại câu hỏi này; hãy chọn trong danh sách.",
            "There is no such kind of question.",
        ));
    };
    let text = cell(row, TEXT);
    let mut body = if cell(row, GIFT).is_empty() {
        let mut body = QuestionBody::of(*kind, text.to_owned());
        plain(&mut body, line, row)?;
        body
    } else {
        as_gift(line, text, cell(row, GIFT))?
    };
    if body.kind != *kind {
        return Err(fault(
            line,
            "sheet_kind",
            "Cột GIFT là của loại câu hỏi khác.",
            "The column GIFT is of another kind of question.",
        ));
    }
    body.explanation = Some(cell(row, EXPLANATION).to_owned()).filter(|text| !text.is_empty());
    if !cell(row, MARKS).is_empty() {
        body.marks_matter = Some(true);
    }
    Ok(body)
}

fn as_gift(line: usize, text: &str, answers: &str) -> Result<QuestionBody, Vec<LineFault>> {
    let mut found = gift::read(&format!("{} {{{answers}}}", escaped(text)));
    for fault in &mut found.faults {
        fault.line = line;
    }
    match found.questions.pop() {
        Some(question) if found.faults.is_empty() && found.questions.is_empty() => {
            Ok(question.body)
        }
        _ if found.faults.is_empty() => Err(fault(
            line,
            "gift_answers",
            "Không đọc được phần đáp án.",
            "The answers cannot be read.",
        )),
        _ => Err(found.faults),
    }
}

/// The plain columns of a question.
fn plain(body: &mut QuestionBody, line: usize, row: &Row) -> Result<(), Vec<LineFault>> {
    let (answer, listed) = (cell(row, ANSWER), choices(row));
    match body.kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
            let right = letters(answer, listed.len()).ok_or_else(|| {
                fault(
                    line,
                    "sheet_answer",
                    "Đáp án phải là chữ cái của phương án, ví dụ A hoặc A, C.",
                    "The answer must name choices by their letters, as A or A, C.",
                )
            })?;
            body.choices = weighed(body.kind, &listed, &right);
        }
        QuestionKind::TrueFalse => {
            body.truth = match search_key(answer).as_str() {
                "dung" | "d" | "t" | "true" => Some(true),
                "sai" | "s" | "f" | "false" => Some(false),
                _ => None,
            };
        }
        QuestionKind::Matching => pairs(body, &listed),
        QuestionKind::Ordering => {
            let items = (1_i32..).zip(listed).map(|(place, text)| ItemBody {
                text: text.to_owned(),
                place,
            });
            body.items = items.collect();
        }
        QuestionKind::ShortAnswer => {
            let forms = answer.split(';').map(str::trim);
            let forms = forms.filter(|form| !form.is_empty());
            body.accepted = forms.map(accepted).collect();
        }
        QuestionKind::Numeric => {
            let (value, tolerance) = answer.split_once(':').unwrap_or((answer, "0"));
            body.numbers = vec![NumberBody {
                value: value.trim().to_owned(),
                tolerance: tolerance.trim().to_owned(),
                weight: WHOLE,
                feedback: None,
            }];
        }
    }
    Ok(())
}

/// `left -> right` each; without a left side it is one that nothing matches.
fn pairs(body: &mut QuestionBody, listed: &[&str]) {
    for pair in listed {
        let (left, right) = pair.split_once("->").unwrap_or((pair, ""));
        let right = right.trim();
        let known = body.options.iter().position(|known| known.text == right);
        let place = known.unwrap_or(body.options.len());
        if known.is_none() {
            body.options.push(OptionBody {
                text: right.to_owned(),
            });
        }
        if !left.trim().is_empty() {
            body.prompts.push(PromptBody {
                text: left.trim().to_owned(),
                option: i32::try_from(place + 1).unwrap_or(i32::MAX),
            });
        }
    }
}

fn accepted(form: &str) -> AcceptedBody {
    AcceptedBody {
        text: form.to_owned(),
        weight: WHOLE,
        feedback: None,
    }
}

/// `A, C` as places from 0, each of a choice.
fn letters(answer: &str, count: usize) -> Option<Vec<usize>> {
    let mut places = Vec::new();
    for c in answer.chars().filter(|c| c.is_alphanumeric()) {
        let place = u32::from(c.to_ascii_uppercase()).checked_sub(u32::from('A'))?;
        let place = usize::try_from(place).ok().filter(|place| *place < count)?;
        places.push(place);
    }
    (!places.is_empty()).then_some(places)
}

/// Right choices share the whole; of several each wrong one takes away as much as a right one gives.
fn weighed(kind: QuestionKind, listed: &[&str], right: &[usize]) -> Vec<ChoiceBody> {
    let share = i32::try_from(right.len()).map_or(0, |count| WHOLE / count.max(1));
    let weight = |place: usize| match (kind, right.contains(&place)) {
        (QuestionKind::SingleChoice, true) => WHOLE,
        (QuestionKind::SingleChoice, false) => 0,
        (_, true) => share,
        (_, false) => -share,
    };
    let numbered = listed.iter().enumerate();
    let choices = numbered.map(|(place, text)| ChoiceBody {
        text: (*text).to_owned(),
        weight: weight(place),
        feedback: None,
    });
    choices.collect()
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
