//! Why a file or a piece of one is not taken.

use crate::error::{Error, Rule};

pub(in crate::files) const TOO_LARGE: Rule = Rule::too_large(
    "file_too_large",
    "/size",
    "Tệp lớn hơn mức cho phép đối với loại tệp này.",
    "The file is larger than files of its kind may be.",
);
pub(in crate::files) const TYPE: Rule = Rule::invalid(
    "file_type_not_accepted",
    "/file",
    "Nội dung tệp không thuộc loại được nhận (PDF, DOCX, ODT, ảnh, âm thanh, video, văn bản thuần).",
    "The content of the file is of no kind that is taken (PDF, DOCX, ODT, images, sound, video, plain text).",
);
pub(in crate::files) const MACROS: Rule = Rule::invalid(
    "file_has_macros",
    "/file",
    "Tệp chứa macro; hãy lưu lại dưới dạng không có macro.",
    "The file has macros; save it without them.",
);
pub(in crate::files) const UNREADABLE: Rule = Rule::invalid(
    "file_unreadable",
    "/file",
    "Tệp bị hỏng hoặc không đúng định dạng của nó.",
    "The file is damaged or not what its format asks for.",
);
pub(in crate::files) const WRONG_HASH: Rule = Rule::invalid(
    "file_hash_mismatch",
    "/sha256",
    "Nội dung nhận được không khớp mã SHA-256 đã khai; hãy tải lên lại.",
    "What arrived does not have the stated SHA-256; send it again.",
);

/// What may be kept of an upload that was refused: the rule is told again when it is completed again.
const KEPT: [Rule; 5] = [TOO_LARGE, TYPE, MACROS, UNREADABLE, WRONG_HASH];

pub(in crate::files) const INCOMPLETE: Rule = Rule::conflict(
    "upload_incomplete",
    "Tệp chưa được tải lên đủ; hãy gửi tiếp từ vị trí đã nhận.",
    "The file has not arrived in full; go on from the offset.",
);
pub(in crate::files) const OFFSET: Rule = Rule::conflict(
    "upload_offset_mismatch",
    "Vị trí gửi không khớp phần đã nhận; trường Upload-Offset cho biết vị trí đúng.",
    "The piece does not begin where the upload ends; the field Upload-Offset says where.",
);
pub(in crate::files) const NOT_OPEN: Rule = Rule::conflict(
    "upload_not_open",
    "Lượt tải lên này đã kết thúc.",
    "This upload has ended.",
);
pub(in crate::files) const TOO_MANY_PARTS: Rule = Rule::conflict(
    "upload_too_many_pieces",
    "Tệp bị chia thành quá nhiều phần; hãy tải lên lại với phần lớn hơn.",
    "The upload came in too many pieces; start again with larger ones.",
);
pub(in crate::files) const TOO_MANY_UPLOADS: Rule = Rule::conflict(
    "too_many_uploads",
    "Bạn đang có quá nhiều lượt tải lên chưa xong; hãy hoàn tất hoặc hủy bớt.",
    "You have too many unfinished uploads; complete or delete some.",
);
pub(in crate::files) const EXCEEDS: Rule = Rule::too_large(
    "upload_exceeds_size",
    "/size",
    "Phần gửi lên vượt quá kích thước đã khai của tệp.",
    "The piece goes beyond the stated size of the file.",
);
pub(in crate::files) const DAMAGED: Rule = Rule::unavailable(
    "file_damaged",
    "Tệp lưu trên máy chủ bị hỏng nên không được phát; quản trị viên đã được báo.",
    "The stored file is damaged and is not served; the operator has been told.",
);

/// The rule that an upload was refused with.
pub(in crate::files) fn kept(code: Option<&str>) -> Rule {
    KEPT.into_iter()
        .find(|rule| Some(rule.code) == code)
        .unwrap_or(UNREADABLE)
}

/// The code to keep when a failure is a refusal of the file itself, for good.
pub(in crate::files) fn to_keep(error: &Error) -> Option<&'static str> {
    let Error::Rule(rule) = error else {
        return None;
    };
    KEPT.into_iter()
        .find(|kept| kept.code == rule.code)
        .map(|rule| rule.code)
}
