//! What is refused of quizzes and attempts.

use crate::error::Rule;

pub(in crate::quizzes) const NO_QUESTIONS: Rule = Rule::conflict(
    "quiz_without_questions",
    "Bài kiểm tra chưa có câu hỏi nào.",
    "The quiz has no questions.",
);
pub(in crate::quizzes) const DRAW_TOO_LARGE: Rule = Rule::conflict(
    "draw_larger_than_bank",
    "Số câu rút ngẫu nhiên nhiều hơn số câu đang dùng trong ngân hàng.",
    "More questions are drawn than the bank has.",
);
pub(in crate::quizzes) const TOO_MANY_QUESTIONS: Rule = Rule::invalid(
    "too_many_questions",
    "/items",
    "Một bài có tối đa 200 câu hỏi.",
    "A quiz asks at most 200 questions.",
);
pub(in crate::quizzes) const HOURS_REVERSED: Rule = Rule::invalid(
    "closes_before_it_opens",
    "/closes_at",
    "Thời điểm đóng phải sau thời điểm mở.",
    "It must close after it opens.",
);
pub(in crate::quizzes) const WRONG_STATE: Rule = Rule::conflict(
    "wrong_quiz_state",
    "Bước này không áp dụng được ở trạng thái hiện tại của bài kiểm tra.",
    "This step does not follow from the state of the quiz.",
);
pub(in crate::quizzes) const NOT_OPEN_YET: Rule = Rule::conflict(
    "quiz_not_open_yet",
    "Bài kiểm tra chưa mở.",
    "The quiz is not open yet.",
);
pub(in crate::quizzes) const QUIZ_CLOSED: Rule = Rule::conflict(
    "quiz_closed",
    "Bài kiểm tra đã đóng.",
    "The quiz is closed.",
);
pub(in crate::quizzes) const CLOSES_IN_THE_PAST: Rule = Rule::invalid(
    "closes_in_the_past",
    "/closes_at",
    "Bài kiểm tra đang mở không thể kết thúc ở thời điểm đã qua.",
    "A published quiz cannot end in the past.",
);
pub(in crate::quizzes) const NO_ATTEMPTS_LEFT: Rule = Rule::conflict(
    "no_attempts_left",
    "Bạn đã dùng hết số lượt làm bài.",
    "There are no attempts left.",
);
pub(in crate::quizzes) const ATTEMPT_CLOSED: Rule = Rule::conflict(
    "attempt_closed",
    "Lượt làm bài này đã kết thúc.",
    "The attempt has ended.",
);
pub(in crate::quizzes) const ATTEMPT_EXPIRED: Rule = Rule::conflict(
    "attempt_expired",
    "Đã hết giờ; các câu đã lưu được chấm.",
    "The time is over; what was saved is graded.",
);
pub(in crate::quizzes) const NO_SUCH_PLACE: Rule = Rule::invalid(
    "no_such_question",
    "/answers",
    "Bài này không có câu hỏi số đó, hoặc câu đó bị lặp lại.",
    "The attempt has no question of this number, or it stands there twice.",
);
pub(in crate::quizzes) const TIMED: Rule = Rule::conflict(
    "attempt_is_timed",
    "Bài có giới hạn thời gian không làm ngoại tuyến được.",
    "An attempt with a time limit cannot be taken without a network.",
);
pub(in crate::quizzes) const UPLOAD_REUSED: Rule = Rule::conflict(
    "upload_id_reused",
    "Mã tải lên này đã dùng cho lượt làm bài khác.",
    "The upload id was used for another attempt.",
);
pub(in crate::quizzes) const TOO_MANY_UPLOADS: Rule = Rule::conflict(
    "too_many_uploads",
    "Lượt làm bài này đã có quá nhiều bản tải lên.",
    "There are too many uploads of this attempt.",
);

/// Questions that a quiz may ask.
pub(in crate::quizzes) const QUESTIONS: i32 = 200;
/// Superseded uploads of one attempt that are kept.
pub(in crate::quizzes) const UPLOADS: i64 = 20;
