//! What links between papers must not do, and what makes two papers the same.

use std::borrow::Cow;

use crate::error::{Error, FieldError, Rule, Text};

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

impl LinkFault {
    /// 422 at the link of this place.
    pub(in crate::library) fn at(self, place: usize) -> Error {
        Error::Invalid(vec![FieldError {
            pointer: format!("/metadata/links/{place}"),
            code: Cow::Borrowed(self.code),
            text: self.text,
        }])
    }
}
