//! Who may write a document.

use crate::error::Rule;

/// Authors a document may have at a time.
pub(in crate::library) const AUTHORS_MAX: usize = 20;

pub(in crate::library) const AUTHORS_FULL: Rule = Rule::conflict(
    "too_many_authors",
    "Tài liệu đã có đủ số tác giả cho phép.",
    "The document has as many authors as it may have.",
);
pub(in crate::library) const NO_WRITER: Rule = Rule::conflict(
    "not_a_writer",
    "Người này không có quyền soạn tài liệu của đơn vị.",
    "This member may not write for the unit.",
);
pub(in crate::library) const LAST_AUTHOR: Rule = Rule::conflict(
    "last_author",
    "Tài liệu phải có ít nhất một tác giả.",
    "A document keeps at least one author.",
);
