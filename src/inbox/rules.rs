//! What is said of an event, and how often.

use std::collections::{HashMap, HashSet};

use super::model::{NotificationClass, NotificationKind};
use crate::error::{Rule, Text};

/// Reminders of one kind that ring for a member on one day.
pub const REMINDERS_A_DAY: i64 = 3;
/// Days for which a notification stands in the inbox: a year, and a month to look back on it.
pub const KEPT_DAYS: i64 = 400;

/// For whom no more ring today, of how many each has had.
pub(super) fn have_had_enough(had: &HashMap<i64, i64>) -> HashSet<i64> {
    let enough = had.iter().filter(|(_, count)| **count >= REMINDERS_A_DAY);
    enough.map(|(member, _)| *member).collect()
}

pub(super) const DIRECTIVE_NOT_MUTABLE: Rule = Rule::invalid(
    "directive_not_mutable",
    "/directive",
    "Không thể tắt thông báo về văn bản chỉ đạo.",
    "Notifications of official papers cannot be muted.",
);

/// The neutral line of a push: it passes through others' hands, so it names nothing and nobody.
#[must_use]
pub const fn line(kind: NotificationKind, class: NotificationClass) -> Text {
    if matches!(kind, NotificationKind::DocumentWithdrawn) {
        return Text::new(
            "Một nội dung trong Sổ tay đã được thu hồi",
            "Something in your handbook was taken back",
        );
    }
    match class {
        NotificationClass::Directive => Text::new(
            "Bạn có văn bản mới trong Sổ tay",
            "There is a new paper in your handbook",
        ),
        NotificationClass::Assignment => Text::new(
            "Bạn có nội dung học tập mới trong Sổ tay",
            "There is something new to study in your handbook",
        ),
        NotificationClass::Reminder => Text::new(
            "Bạn có nội dung cần hoàn thành trong Sổ tay",
            "There is something to finish in your handbook",
        ),
        NotificationClass::News => Text::new(
            "Sổ tay có tài liệu mới",
            "There is new material in your handbook",
        ),
        NotificationClass::Account => Text::new(
            "Sổ tay có thông báo về tài khoản của bạn",
            "There is a notice about your account in your handbook",
        ),
    }
}

/// What the member reads in his inbox.
pub(super) const fn words(kind: NotificationKind, class: NotificationClass) -> Text {
    match kind {
        NotificationKind::EditionPublished => line(kind, class),
        NotificationKind::DocumentWithdrawn => Text::new(
            "Một văn bản gửi bạn trước đây đã được thu hồi",
            "A paper that you were told of was taken back",
        ),
        NotificationKind::AssignmentOpened => Text::new(
            "Bạn có đợt học tập mới",
            "There is a new assignment for you",
        ),
        NotificationKind::DeadlineNear => Text::new(
            "Đợt học tập của bạn sắp đến hạn",
            "The deadline of an assignment of yours is near",
        ),
        NotificationKind::Nudge => Text::new(
            "Bí thư chi bộ nhắc bạn hoàn thành đợt học tập",
            "Your cell secretary reminds you to finish an assignment",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_line_of_its_own_that_names_nothing() {
        let lines: std::collections::BTreeSet<String> = NotificationClass::ALL
            .into_iter()
            .map(|class| {
                line(NotificationKind::EditionPublished, class)
                    .vi
                    .into_owned()
            })
            .collect();
        assert_eq!(lines.len(), NotificationClass::ALL.len());
        assert!(lines.contains("Bạn có văn bản mới trong Sổ tay"));
        assert!(lines.iter().all(|line| !line.contains('{')));
    }

    #[test]
    fn a_recall_does_not_read_like_a_publication() {
        let class = NotificationClass::Directive;
        let (recall, publication) = (
            NotificationKind::DocumentWithdrawn,
            NotificationKind::EditionPublished,
        );
        assert_ne!(words(recall, class), words(publication, class));
        for class in NotificationClass::ALL {
            let (taken_back, came_out) = (line(recall, class), line(publication, class));
            assert_ne!(taken_back.vi, came_out.vi);
            assert_ne!(taken_back.en, came_out.en);
        }
    }

    #[test]
    fn after_three_of_a_day_no_more_ring() {
        let had = HashMap::from([(1, 2), (2, 3), (3, 9)]);
        assert_eq!(have_had_enough(&had), HashSet::from([2, 3]));
    }
}
