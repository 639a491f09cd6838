//! What is refused of banks, questions and answers.

use crate::error::Rule;

pub(in crate::questions) const ANSWER_NOT_OF_THIS_KIND: Rule = Rule::invalid(
    "answer_not_of_this_kind",
    "/answer",
    "Câu trả lời không đúng loại của câu hỏi này.",
    "The answer is not of the kind of this question.",
);
pub(in crate::questions) const ANSWER_OUT_OF_PLACE: Rule = Rule::invalid(
    "answer_out_of_place",
    "/answer",
    "Câu trả lời nêu lựa chọn không có, bị lặp, hoặc không phải là số.",
    "The answer names what is not there or twice, or is not a number.",
);
pub(in crate::questions) const KEY_CHANGED: Rule = Rule::conflict(
    "key_changed",
    "Sửa câu chữ thì không được đổi đáp án; hãy chọn sửa đáp án.",
    "A change of words must leave the key as it is: say that the key was wrong.",
);
pub(in crate::questions) const CHOICES_CHANGED: Rule = Rule::conflict(
    "choices_changed",
    "Không được thêm, bớt lựa chọn hoặc đổi loại câu hỏi khi sửa câu chữ hoặc đáp án.",
    "Words and keys are corrected with the same kind and as many choices.",
);
pub(in crate::questions) const KEY_UNCHANGED: Rule = Rule::conflict(
    "key_unchanged",
    "Đáp án không thay đổi.",
    "The key is what it was.",
);
pub(in crate::questions) const BANK_FULL: Rule = Rule::conflict(
    "bank_full",
    "Ngân hàng câu hỏi đã đầy (tối đa 5.000 câu).",
    "The bank is full (at most 5,000 questions).",
);
pub(in crate::questions) const NAME_BLANK: Rule = Rule::invalid(
    "blank",
    "/name",
    "Chưa có nội dung.",
    "There is nothing to read in it.",
);
pub(in crate::questions) const TOPIC_UNKNOWN: Rule = Rule::invalid(
    "topic_unknown",
    "/topic",
    "Không có chuyên đề này.",
    "There is no such topic.",
);
pub(in crate::questions) const NOT_A_PICTURE: Rule = Rule::invalid(
    "not_a_picture",
    "/picture_file_id",
    "Tệp này không phải là ảnh.",
    "The file is not an image.",
);
/// Questions that a bank may have.
pub(in crate::questions) const BANK_QUESTIONS: i64 = 5_000;
