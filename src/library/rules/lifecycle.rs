//! Which step follows which, and who may take it.

use crate::error::{Error, Rule};
use crate::library::model::{Edition, EditionState, Step};

pub(in crate::library) const NOT_AN_AUTHOR: Rule = Rule::forbidden(
    "not_an_author",
    "Chỉ tác giả của tài liệu được sửa.",
    "Only an author of the document may change it.",
);
pub(in crate::library) const OWN_WORK: Rule = Rule::forbidden(
    "own_work",
    "Người soạn không được tự duyệt, tự xác nhận hay tự ban hành tài liệu của mình.",
    "Who wrote it may not approve, confirm or publish it.",
);
pub(in crate::library) const WRONG_STATE: Rule = Rule::conflict(
    "wrong_edition_state",
    "Bước này không áp dụng được ở trạng thái hiện tại của bản này.",
    "This step does not follow from the edition's state.",
);
pub(in crate::library) const NOT_APPROVED: Rule = Rule::conflict(
    "not_approved",
    "Chưa ban hành được: bản này chưa được người thứ hai duyệt.",
    "It cannot be published: no second person has approved this edition.",
);
pub(in crate::library) const STAMPS_UNCONFIRMED: Rule = Rule::conflict(
    "stamps_unconfirmed",
    "Trang đầu có dấu độ mật, hoặc có tệp không đọc được chữ để tìm dấu: hãy bỏ nội dung đó, hoặc người thứ hai xem và xác nhận rằng dấu chỉ được trích dẫn, tệp không mang dấu.",
    "The first page bears a stamp of secrecy, or a file could not be read for one: remove it, or a second person looks and confirms that the stamp is only quoted and the file bears none.",
);
pub(in crate::library) const NO_STAMPS: Rule = Rule::conflict(
    "no_stamps",
    "Không có dấu độ mật hay tệp chưa đọc được nào cần xác nhận.",
    "There is no stamp of secrecy and no unread file to confirm.",
);
pub(in crate::library) const EMPTY_EDITION: Rule = Rule::conflict(
    "empty_edition",
    "Chưa có nội dung: cần ít nhất một mục hoặc một tệp.",
    "There is nothing in it: it needs a section or a file.",
);
pub(in crate::library) const SCHEDULED_IN_PAST: Rule = Rule::invalid(
    "publish_at_in_past",
    "/publish_at",
    "Thời điểm ban hành phải ở tương lai.",
    "The time of publication must be in the future.",
);
pub(in crate::library) const EDITION_OPEN: Rule = Rule::conflict(
    "edition_open",
    "Tài liệu đang có một bản chưa ban hành.",
    "The document already has an edition that is not published yet.",
);
pub(in crate::library) const NOT_PUBLISHED: Rule = Rule::conflict(
    "not_published",
    "Tài liệu chưa được ban hành hoặc đã bị thu hồi.",
    "The document is not published.",
);

/// The stable code of what stood in the way of a step: that of the member which is wrong, where there is one.
pub(in crate::library) fn code_of(error: &Error) -> String {
    let member = error.fields().into_iter().next();
    member.map_or_else(
        || error.problem().1.to_owned(),
        |member| member.code.into_owned(),
    )
}

impl Edition {
    /// Whether `step` may be taken now.
    pub(in crate::library) fn check_step(&self, step: Step) -> Result<(), Rule> {
        use EditionState::{Approved, Draft, InReview, Scheduled};
        let fits = match step {
            Step::Submitted => self.state == Draft,
            Step::Returned => matches!(self.state, InReview | Approved | Scheduled),
            Step::StampsConfirmed | Step::Approved => self.state == InReview,
            Step::Scheduled | Step::Published => matches!(self.state, Approved | Scheduled),
            Step::Discarded => matches!(self.state, Draft | InReview | Approved | Scheduled),
            _ => false,
        };
        match (step, self.state) {
            _ if fits => Ok(()),
            (Step::Scheduled | Step::Published, Draft | InReview) => Err(NOT_APPROVED),
            _ => Err(WRONG_STATE),
        }
    }

    /// Only a draft can be written.
    pub(in crate::library) fn check_writable(&self) -> Result<(), Rule> {
        if self.state == EditionState::Draft {
            Ok(())
        } else {
            Err(WRONG_STATE)
        }
    }

    /// Whether its first page bears stamps that nobody has confirmed as quoted, or files could not be read for them.
    pub(in crate::library) fn has_open_stamps(&self) -> bool {
        let found = self
            .stamps
            .0
            .as_array()
            .is_some_and(|stamps| !stamps.is_empty());
        found && self.stamps_confirmed_at.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::{NOT_PUBLISHED, SCHEDULED_IN_PAST, code_of};
    use crate::error::{Error, Text};

    #[test]
    fn what_stood_in_the_way_has_one_code() {
        let text = Text::new("Sai.", "Wrong.");
        let table = [
            (NOT_PUBLISHED.into(), "not_published"),
            (SCHEDULED_IN_PAST.into(), "publish_at_in_past"),
            (
                Error::field("/metadata/links/0", "circular_links", text),
                "circular_links",
            ),
            (Error::Forbidden, "not_permitted"),
        ];
        for (error, code) in table {
            assert_eq!(code_of(&error), code);
        }
    }
}
