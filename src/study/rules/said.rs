//! What an author may say of an assignment, and when.

use crate::error::{Error, Rule, Text};
use crate::kernel::instant::Instant;
use crate::study::model::{Assignment, LateJoiners, NewRequirement, RequirementKind, Said};

/// Requirements of one assignment, those of later editions included.
pub(in crate::study) const REQUIREMENTS: usize = 20;

pub(in crate::study) const DUE_BEFORE_OPENING: Rule = Rule::invalid(
    "due_before_opening",
    "/due_at",
    "Thời hạn phải sau lúc bắt đầu.",
    "The deadline must be after the opening.",
);
pub(in crate::study) const DUE_MISSING: Rule = Rule::invalid(
    "due_missing",
    "/due_on",
    "Cần một thời hạn: due_on (hết ngày) hoặc due_at, không cả hai.",
    "It needs one deadline: due_on (the end of a day) or due_at, not both.",
);
pub(in crate::study) const DUE_PASSED: Rule = Rule::conflict(
    "due_passed",
    "Thời hạn đã qua; hãy lùi thời hạn trước.",
    "The deadline has passed; move it first.",
);
pub(in crate::study) const LATE_DAYS: Rule = Rule::invalid(
    "late_days_unfit",
    "/late_days",
    "Số ngày chỉ đi cùng với quy tắc days_after_joining, và khi đó là bắt buộc.",
    "The number of days goes with days_after_joining, which needs it.",
);
pub(in crate::study) const NOT_AHEAD: Rule = Rule::conflict(
    "wrong_assignment_state",
    "Đợt học tập không ở trạng thái cho phép việc này.",
    "The assignment is not in a state that allows this.",
);
pub(in crate::study) const FIXED: Rule = Rule::conflict(
    "assignment_runs",
    "Đợt học tập đã bắt đầu: không đổi được đối tượng, yêu cầu, thứ tự, lúc bắt đầu và quy tắc cho người đến sau.",
    "The assignment has opened: its audience, requirements, order, opening and rule for late joiners stay.",
);
pub(in crate::study) const DUE_EARLIER: Rule = Rule::conflict(
    "due_moved_earlier",
    "Đợt học tập đã bắt đầu: thời hạn chỉ có thể lùi về sau.",
    "The assignment has opened: a deadline can only be moved to later.",
);
pub(in crate::study) const EDITION_UNFIT: Rule = Rule::conflict(
    "edition_unfit",
    "Có tài liệu không còn được ban hành, hoặc có người trong đối tượng không được xem.",
    "A document is no longer published, or some of the audience may not see it.",
);
pub(in crate::study) const QUIZ_UNFIT: Rule = Rule::conflict(
    "quiz_unfit",
    "Có bài kiểm tra không còn mở, hoặc có người trong đối tượng không được làm.",
    "A quiz is no longer published, or some of the audience may not take it.",
);

/// A requirement that names too much, too little or the wrong thing.
pub(in crate::study) fn requirement_at(place: usize, member: &str, code: &'static str) -> Error {
    let text = match code {
        "edition_not_current" => Text::new(
            "Không có bản này, hoặc đây không phải là bản đang được ban hành.",
            "There is no such edition, or it is not the one that readers see now.",
        ),
        "audience_cannot_read" => Text::new(
            "Có người trong đối tượng không được xem tài liệu này.",
            "Some of the audience may not see this document.",
        ),
        "quiz_unknown" => Text::new(
            "Không có bài kiểm tra này, hoặc chưa được mở.",
            "There is no such quiz, or it is not published.",
        ),
        "audience_cannot_take" => Text::new(
            "Có người trong đối tượng không được làm bài kiểm tra này.",
            "Some of the audience may not take this quiz.",
        ),
        "repeated" => Text::new("Yêu cầu này đã có.", "This is asked for already."),
        "out_of_place" => Text::new(
            "Thông tin này không đi cùng loại yêu cầu này.",
            "This does not go with a requirement of this kind.",
        ),
        _ => Text::new("Thiếu thông tin này.", "This member is required."),
    };
    Error::field(format!("/requirements/{place}/{member}"), code, text)
}

/// Each member of a requirement is there exactly where its kind needs it.
pub(in crate::study) fn check_shape(
    place: usize,
    kind: RequirementKind,
    given: [(&'static str, bool); 3],
) -> Result<(), Error> {
    let needed = match kind {
        RequirementKind::ReadEdition => "edition_id",
        RequirementKind::PassQuiz => "quiz_id",
        RequirementKind::Reflection | RequirementKind::Attend => "title",
    };
    for (member, is_given) in given {
        if member == needed && !is_given {
            return Err(requirement_at(place, member, "required"));
        }
        if member != needed && is_given {
            return Err(requirement_at(place, member, "out_of_place"));
        }
    }
    Ok(())
}

/// No two ask for the same document or quiz.
pub(in crate::study) fn check_once(requirements: &[NewRequirement]) -> Result<(), Error> {
    let same = |one: &NewRequirement, other: &NewRequirement| {
        one.kind == other.kind
            && match one.kind {
                RequirementKind::ReadEdition => one.document_id == other.document_id,
                RequirementKind::PassQuiz => one.quiz_id == other.quiz_id,
                RequirementKind::Reflection | RequirementKind::Attend => one.title == other.title,
            }
    };
    for (place, requirement) in requirements.iter().enumerate() {
        if requirements
            .iter()
            .take(place)
            .any(|other| same(requirement, other))
        {
            return Err(requirement_at(place, "kind", "repeated"));
        }
    }
    Ok(())
}

/// What does not fit together, whatever the database says.
pub(in crate::study) fn check_times(
    opens_at: Instant,
    due_at: Instant,
    deadlines: &[(i64, Instant)],
) -> Result<(), Error> {
    if due_at <= opens_at {
        return Err(DUE_BEFORE_OPENING.into());
    }
    for (place, (_, due_at)) in deadlines.iter().enumerate() {
        if *due_at <= opens_at {
            return Err(Error::field(
                format!("/deadlines/{place}/due_at"),
                "due_before_opening",
                DUE_BEFORE_OPENING.text,
            ));
        }
    }
    Ok(())
}

pub(in crate::study) fn check_late(rule: LateJoiners, days: Option<i32>) -> Result<(), Rule> {
    if (rule == LateJoiners::DaysAfterJoining) == days.is_some() {
        Ok(())
    } else {
        Err(LATE_DAYS)
    }
}

/// What an assignment that runs may still become.
pub(in crate::study) fn check_running(
    before: &Assignment,
    asked: &[NewRequirement],
    deadlines: &[(i64, Instant)],
    said: &Said,
) -> Result<(), Rule> {
    let stays = before.audience_id == said.audience_id
        && before.ordered == said.ordered
        && before.late_joiners == said.late_joiners
        && before.late_days == said.late_days
        && before.opens_at == said.opens_at
        && asked == said.requirements.as_slice();
    if !stays {
        return Err(FIXED);
    }
    let of = |unit: i64, list: &[(i64, Instant)], common: Instant| {
        let own = list.iter().find(|(of, _)| *of == unit);
        own.map_or(common, |(_, due_at)| *due_at)
    };
    let mut units: Vec<i64> = deadlines
        .iter()
        .chain(&said.deadlines)
        .map(|(unit, _)| *unit)
        .collect();
    units.dedup();
    let earlier = said.due_at < before.due_at
        || units.into_iter().any(|unit| {
            of(unit, &said.deadlines, said.due_at) < of(unit, deadlines, before.due_at)
        });
    if earlier { Err(DUE_EARLIER) } else { Ok(()) }
}
