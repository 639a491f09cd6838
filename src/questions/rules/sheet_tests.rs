use serde_json::{Value, json};

use super::{Found, HEADERS, Row, row, take};
use crate::questions::model::QuestionBody;

fn cells(cells: &[(&str, &str)]) -> Row {
    let mut row = Row::default();
    for (name, text) in cells {
        let column = HEADERS
            .iter()
            .position(|header| header.trim_end_matches('*') == *name)
            .unwrap();
        row[column] = (*text).to_owned();
    }
    row
}

fn read(row: &Row) -> Result<Value, Vec<String>> {
    let mut found = Found::default();
    take(&mut found, 7, row);
    match found.questions.first() {
        Some(question) if found.faults.is_empty() => {
            Ok(serde_json::to_value(&question.body).unwrap())
        }
        _ => Err(found
            .faults
            .iter()
            .map(|fault| format!("{} {}", fault.line, fault.code))
            .collect()),
    }
}

#[test]
fn plain_rows_say_plain_questions() {
    let several = cells(&[
        ("Loại câu hỏi", "nhiều đáp án"),
        ("Câu hỏi", "Ai?"),
        ("Đáp án", "a, C"),
        ("A", "Một"),
        ("B", "Hai"),
        ("C", "Ba"),
    ]);
    let expected = json!({"kind": "multiple_choice", "text": "Ai?", "choices": [{"text": "Một", "weight": 500}, {"text": "Hai", "weight": -500}, {"text": "Ba", "weight": 500}]});
    assert_eq!(read(&several), Ok(expected));
    let short = cells(&[
        ("Loại câu hỏi", "Trả lời ngắn"),
        ("Câu hỏi", "Cơ quan?"),
        ("Đáp án", "Đảng ủy; Cấp ủy"),
        ("Phân biệt dấu", "x"),
    ]);
    let expected = json!({"kind": "short_answer", "text": "Cơ quan?", "marks_matter": true, "accepted": [{"text": "Đảng ủy", "weight": 1000}, {"text": "Cấp ủy", "weight": 1000}]});
    assert_eq!(read(&short), Ok(expected));
}

#[test]
fn rows_that_cannot_be_read_are_refused() {
    let wrong = [
        (
            cells(&[("Loại câu hỏi", "Tự luận"), ("Câu hỏi", "?")]),
            "7 sheet_kind",
        ),
        (
            cells(&[
                ("Loại câu hỏi", "Một đáp án"),
                ("Câu hỏi", "?"),
                ("Đáp án", "C"),
                ("A", "a"),
                ("B", "b"),
            ]),
            "7 sheet_answer",
        ),
        (
            cells(&[
                ("Loại câu hỏi", "Đúng/Sai"),
                ("Câu hỏi", "?"),
                ("Đáp án", "Có"),
            ]),
            "7 no_right_answer",
        ),
        (
            cells(&[("Loại câu hỏi", "Số"), ("Câu hỏi", "?"), ("Đáp án", "năm")]),
            "7 not_a_number",
        ),
        (
            cells(&[("Loại câu hỏi", "Số"), ("Câu hỏi", "?"), ("GIFT", "T")]),
            "7 sheet_kind",
        ),
        (
            cells(&[
                ("Loại câu hỏi", "Số"),
                ("Câu hỏi", "?"),
                ("GIFT", "=a} b {T"),
            ]),
            "7 sheet_kind",
        ),
    ];
    for (row, expected) in wrong {
        assert_eq!(read(&row), Err(vec![expected.to_owned()]));
    }
}

#[test]
fn every_question_comes_back_from_its_row() {
    let plain = [
        json!({"kind": "single_choice", "text": "a", "explanation": "Vì thế.", "choices": [{"text": "A", "weight": 0}, {"text": "B", "weight": 1000}]}),
        json!({"kind": "multiple_choice", "text": "a", "choices": [{"text": "A", "weight": 500}, {"text": "B", "weight": 500}, {"text": "C", "weight": -500}]}),
        json!({"kind": "true_false", "text": "a", "truth": false}),
        json!({"kind": "matching", "text": "a", "prompts": [{"text": "x", "option": 1}, {"text": "y", "option": 2}], "options": [{"text": "X"}, {"text": "Y"}, {"text": "Z"}]}),
        json!({"kind": "ordering", "text": "a", "items": [{"text": "x", "place": 1}, {"text": "y", "place": 2}]}),
        json!({"kind": "short_answer", "text": "a", "accepted": [{"text": "x", "weight": 1000}], "marks_matter": true}),
        json!({"kind": "numeric", "text": "a", "numbers": [{"value": "5.5", "tolerance": "0", "weight": 1000}]}),
    ];
    let gift = [
        json!({"kind": "single_choice", "text": "a = {b}", "choices": [{"text": "A", "weight": 500}, {"text": "B", "weight": 1000, "feedback": "Đúng."}]}),
        json!({"kind": "true_false", "text": "a", "truth": true, "feedback_wrong": "Sai."}),
        json!({"kind": "short_answer", "text": "a", "accepted": [{"text": "x; y", "weight": 1000}]}),
    ];
    for (questions, in_gift) in [(plain.as_slice(), false), (gift.as_slice(), true)] {
        for question in questions {
            let body: QuestionBody = serde_json::from_value(question.clone()).unwrap();
            let row = row(Some("Chương 1"), &body);
            assert_eq!(!row[14].is_empty(), in_gift, "{question}");
            assert_eq!(read(&row), Ok(question.clone()));
        }
    }
}
