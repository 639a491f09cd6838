//! What links between papers must not do, and what makes two papers the same.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::error::{Error, FieldError, Rule, Text};
use crate::library::model::LinkKind;

pub(in crate::library) const DUPLICATE_IDENTITY: Rule = Rule::conflict(
    "duplicate_identity",
    "Đã có tài liệu cùng cơ quan ban hành, số ký hiệu và ngày ban hành.",
    "There is a document of the same issuer, symbol and day of issue.",
);

/// A fault of one of the links.
pub(in crate::library) struct LinkFault {
    code: &'static str,
    text: Text,
}

pub(in crate::library) const LINK_TARGET: LinkFault = LinkFault {
    code: "link_target_unknown",
    text: Text::new(
        "Không có tài liệu đã ban hành nào như vậy.",
        "There is no such published document.",
    ),
};
pub(in crate::library) const LINK_CIRCLE: LinkFault = LinkFault {
    code: "circular_links",
    text: Text::new(
        "Các liên kết sửa đổi, thay thế, bãi bỏ tạo thành vòng.",
        "Amending, replacing and repealing links would form a circle.",
    ),
};

pub(in crate::library) const LINK_OUTSIDE: LinkFault = LinkFault {
    code: "link_target_of_another_unit",
    text: Text::new(
        "Chỉ được sửa đổi, thay thế, bãi bỏ văn bản của đơn vị mình hoặc đơn vị cấp dưới.",
        "Only papers of the same unit or of units below it can be amended, replaced or repealed.",
    ),
};

pub(in crate::library) const LINK_TOO_EARLY: LinkFault = LinkFault {
    code: "before_target_was_issued",
    text: Text::new(
        "Không thể sửa đổi, thay thế, bãi bỏ một văn bản trước ngày văn bản đó được ban hành.",
        "A paper cannot be amended, replaced or repealed before the day on which it was issued.",
    ),
};

/// 422 at a day of issue that is after one on which a published paper already changed this one.
pub(in crate::library) fn issued_too_late() -> Error {
    let text = Text::new(
        "Ngày ban hành không được sau ngày mà văn bản khác đã sửa đổi, thay thế hoặc bãi bỏ văn bản này.",
        "It cannot have been issued after the day on which another paper amended, replaced or repealed it.",
    );
    Error::field("/metadata/issued_on", "issued_after_change", text)
}

/// Whether a link that holds from a day would touch the force of a paper that was not there yet.
pub(in crate::library) fn is_too_early(
    kind: LinkKind,
    holds_from: NaiveDate,
    target_issued_on: Option<NaiveDate>,
) -> bool {
    kind != LinkKind::Refers && target_issued_on.is_some_and(|issued_on| holds_from < issued_on)
}

impl LinkFault {
    /// What it says of a row of a sheet.
    pub(in crate::library) fn message_vi(self) -> Cow<'static, str> {
        self.text.vi
    }

    /// 422 at the day from which the link of this place holds.
    pub(in crate::library) fn at_day(self, place: usize) -> Error {
        self.at_pointer(format!("/metadata/links/{place}/holds_from"))
    }

    /// 422 at the link of this place.
    pub(in crate::library) fn at(self, place: usize) -> Error {
        self.at_pointer(format!("/metadata/links/{place}"))
    }

    fn at_pointer(self, pointer: String) -> Error {
        Error::Invalid(vec![FieldError {
            pointer,
            code: Cow::Borrowed(self.code),
            text: self.text,
        }])
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::is_too_early;
    use crate::library::model::LinkKind;

    #[test]
    fn nothing_touches_a_paper_before_there_is_one() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let issued = Some(day("2026-03-12"));
        for kind in [LinkKind::Amends, LinkKind::Replaces, LinkKind::Repeals] {
            assert!(is_too_early(kind, day("2026-03-11"), issued));
            assert!(!is_too_early(kind, day("2026-03-12"), issued));
            assert!(!is_too_early(kind, day("1900-01-01"), None));
        }
        assert!(!is_too_early(LinkKind::Refers, day("1900-01-01"), issued));
    }
}
