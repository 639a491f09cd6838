use serde_json::{Value, json};

use super::{Imported, read};
use crate::questions::rules::gift_write::write;

fn bodies(file: &str) -> Vec<Value> {
    let found = read(file);
    assert_eq!(found.faults, [], "{file}");
    let questions = found.questions.iter();
    questions
        .map(|question| serde_json::to_value(&question.body).unwrap())
        .collect()
}

const FILE: &str = "\u{FEFF}// Ngân hàng câu hỏi
$CATEGORY: $course$/top/Chương 1

::Hiệu lực::Nghị quyết 57 có hiệu lực từ ngày nào? {
    =Từ ngày ký#Đúng.
    ~Từ ngày 01/01#Xem lại Điều 2.
    ~%50%Từ ngày đăng
    ####Điều 2 của Nghị quyết.
}

// Nhiều đáp án
Ai dự họp? {~%33.33333%Bí thư ~%33.33333%Phó bí thư ~%33.33333%Đảng viên ~%-100%Khách}

Nghị quyết có hiệu lực từ ngày ký.{TRUE#Chưa đúng.#Chính xác.}

$CATEGORY: Chương 2
Sai hay đúng?{F}

Cơ quan nào ban hành?{=Thành ủy =%50%Ban Thường vụ#Gần đúng.}

Chỉ tiêu là bao nhiêu?{#=57:0.5 =%50%50..60#Gần đúng.}

Năm nào?{#2026}

Ghép cho đúng.{=57-NQ/TW -> Nghị quyết =12-QĐ/TU -> Quyết định = -> Chỉ thị}

Bí thư {=chủ trì ~dự} cuộc họp.

Sắp xếp.{> =Một =Hai =Ba}

[html]<p>Hà N\u{f4}\u{323}i \\{1\\} \\= 2 \\~ 3 \\# 4 \\: &amp; 5</p>{T}
";

#[test]
fn every_form_is_read() {
    let read = bodies(FILE);
    let expected = [
        json!({"kind": "single_choice", "text": "Nghị quyết 57 có hiệu lực từ ngày nào?", "explanation": "Điều 2 của Nghị quyết.", "choices": [
            {"text": "Từ ngày ký", "weight": 1000, "feedback": "Đúng."}, {"text": "Từ ngày 01/01", "weight": 0, "feedback": "Xem lại Điều 2."},
            {"text": "Từ ngày đăng", "weight": 500}]}),
        json!({"kind": "multiple_choice", "text": "Ai dự họp?", "choices": [{"text": "Bí thư", "weight": 333}, {"text": "Phó bí thư", "weight": 333},
            {"text": "Đảng viên", "weight": 333}, {"text": "Khách", "weight": -1000}]}),
        json!({"kind": "true_false", "text": "Nghị quyết có hiệu lực từ ngày ký.", "truth": true, "feedback_wrong": "Chưa đúng.", "feedback_right": "Chính xác."}),
        json!({"kind": "true_false", "text": "Sai hay đúng?", "truth": false}),
        json!({"kind": "short_answer", "text": "Cơ quan nào ban hành?", "accepted": [{"text": "Thành ủy", "weight": 1000}, {"text": "Ban Thường vụ", "weight": 500, "feedback": "Gần đúng."}]}),
        json!({"kind": "numeric", "text": "Chỉ tiêu là bao nhiêu?", "numbers": [{"value": "57", "tolerance": "0.5", "weight": 1000}, {"value": "55", "tolerance": "5", "weight": 500, "feedback": "Gần đúng."}]}),
        json!({"kind": "numeric", "text": "Năm nào?", "numbers": [{"value": "2026", "tolerance": "0", "weight": 1000}]}),
        json!({"kind": "matching", "text": "Ghép cho đúng.", "prompts": [{"text": "57-NQ/TW", "option": 1}, {"text": "12-QĐ/TU", "option": 2}],
            "options": [{"text": "Nghị quyết"}, {"text": "Quyết định"}, {"text": "Chỉ thị"}]}),
        json!({"kind": "single_choice", "text": "Bí thư _____ cuộc họp.", "choices": [{"text": "chủ trì", "weight": 1000}, {"text": "dự", "weight": 0}]}),
        json!({"kind": "ordering", "text": "Sắp xếp.", "items": [{"text": "Một", "place": 1}, {"text": "Hai", "place": 2}, {"text": "Ba", "place": 3}]}),
        json!({"kind": "true_false", "text": "Hà Nội {1} = 2 ~ 3 # 4 : & 5", "truth": true}),
    ];
    for (read, expected) in read.iter().zip(&expected) {
        assert_eq!(read, expected);
    }
    assert_eq!(read.len(), expected.len());
    let found = super::read(FILE);
    let categories: Vec<Option<&str>> = found
        .questions
        .iter()
        .map(|question| question.category.as_deref())
        .collect();
    assert_eq!(categories[2..4], [Some("Chương 1"), Some("Chương 2")]);
}

#[test]
fn what_is_written_is_read_again() {
    let first = read(FILE).questions;
    let again = read(&write(&first));
    assert_eq!(again.faults, []);
    assert_eq!(again.questions, first);
    // Signs of the format, lines and what looks like a comment.
    let odd: Imported = Imported {
        category: None,
        body: serde_json::from_value(json!({"kind": "single_choice", "text": "// a {b} = ~c #d :: \\e\n\n$CATEGORY: f", "explanation": "####", "choices": [
            {"text": "%50% -> a", "weight": 1000, "feedback": "#"}, {"text": "= b", "weight": 125}]})).unwrap(),
    };
    let questions = vec![odd];
    let again = read(&write(&questions));
    assert_eq!((again.faults, again.questions), (vec![], questions));
}

#[test]
fn every_fault_has_its_line() {
    let file = "Viết cảm nhận của bạn.{}\n\nKhông có đáp án\n\nChưa đóng {=a\n~b\n\nTrọng số\n{~%x%a\n~%100%b}\n\nSố?{#năm}\n\nCặp?{=a -> b =c}\n\nTự do?{=Đảng*}\n\nKhông có đúng?{~a ~b}\n\n{T}\n\nGì?{có}\n\nĐúng.{T}\n";
    let found = read(file);
    let faults: Vec<String> = found
        .faults
        .iter()
        .map(|fault| format!("{} {}", fault.line, fault.code))
        .collect();
    assert_eq!(
        faults,
        [
            "1 gift_essay",
            "3 gift_no_answers",
            "5 gift_unclosed",
            "9 gift_weight",
            "12 gift_number",
            "14 gift_pair",
            "16 gift_wildcard",
            "18 no_right_answer",
            "20 gift_no_text",
            "22 gift_answers",
        ]
    );
    assert_eq!(found.questions.len(), 1);
}

proptest::proptest! {
    /// Whatever a file holds, it is read to its end.
    #[test]
    fn no_file_stops_the_reading(file in "[{}=~#%:>\\\\/$a-cđ \n\\-\\.0-9TF]{0,200}") {
        let found = read(&file);
        let again = read(&write(&found.questions));
        proptest::prop_assert_eq!(again.faults, vec![]);
        proptest::prop_assert_eq!(again.questions, found.questions);
    }
}
