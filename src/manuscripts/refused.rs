//! Why a file is not read. Nothing of its content is in here.

use super::active::Active;
use crate::kernel::legacy_encoding::LegacyEncoding;

/// A file that cannot become sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the file is damaged or is not of this type")]
    Corrupt,
    #[error("the file is larger than can be read")]
    TooLarge,
    #[error("the file unpacks to more than can be read")]
    TooLargeUnpacked,
    #[error("the file is protected with a password")]
    Encrypted,
    #[error("the file is in the format of Word before 2007")]
    OldWordFormat,
    #[error("the file has no text, only pictures of it")]
    NoText,
    #[error("there is nothing in the file")]
    Empty,
    #[error("the text is in an encoding from before Unicode")]
    LegacyEncoding(LegacyEncoding),
    #[error("the file has too many pages")]
    TooManyPages,
    #[error("the text is too long")]
    TooLong,
    #[error("the text has too many headings and numbered paragraphs")]
    TooManySections,
    #[error("the file would do something by itself")]
    Acts(Active),
}

impl Refused {
    /// Whether it must not be attached either: it is broken, or nobody could say what it would do on a phone. Of others only
    /// stamps of secrecy are in doubt, and a person can look for those.
    #[must_use]
    pub const fn is_unfit(self) -> bool {
        matches!(
            self,
            Self::Corrupt | Self::TooLargeUnpacked | Self::Encrypted | Self::Acts(_)
        )
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Corrupt => "corrupt",
            Self::TooLarge => "too_large",
            Self::TooLargeUnpacked => "too_large_unpacked",
            Self::Encrypted => "encrypted",
            Self::OldWordFormat => "old_word_format",
            Self::NoText => "no_text",
            Self::Empty => "empty",
            Self::LegacyEncoding(encoding) => encoding.code(),
            Self::TooManyPages => "too_many_pages",
            Self::TooLong => "too_long",
            Self::TooManySections => "too_many_sections",
            Self::Acts(_) => "active_content",
        }
    }

    /// The Vietnamese message.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::Corrupt => "Tệp bị hỏng hoặc không đúng định dạng.",
            Self::TooLarge => "Tệp quá lớn.",
            Self::TooLargeUnpacked => "Tệp giải nén ra quá lớn nên không được đọc.",
            Self::Encrypted => "Tệp có đặt mật khẩu; hãy bỏ mật khẩu rồi tải lên lại.",
            Self::OldWordFormat => {
                "Tệp ở định dạng Word cũ (.doc); hãy lưu lại thành .docx rồi tải lên."
            }
            Self::NoText => {
                "Tệp chỉ có hình ảnh, không có chữ; hãy tải lên tệp gốc .docx hoặc PDF có chữ."
            }
            Self::Empty => "Tệp không có nội dung nào.",
            Self::LegacyEncoding(encoding) => encoding.message_vi(),
            Self::TooManyPages => "Tệp có quá nhiều trang.",
            Self::TooLong => "Văn bản quá dài.",
            Self::TooManySections => "Văn bản có quá nhiều mục.",
            Self::Acts(found) => found.message_vi(),
        }
    }

    /// The English message.
    #[must_use]
    pub const fn message_en(self) -> &'static str {
        match self {
            Self::Corrupt => "The file is damaged or is not of this type.",
            Self::TooLarge => "The file is too large.",
            Self::TooLargeUnpacked => "The file unpacks to too much and is not read.",
            Self::Encrypted => "The file is protected with a password; remove it and upload again.",
            Self::OldWordFormat => {
                "The file is in the old Word format (.doc); save it as .docx and upload again."
            }
            Self::NoText => {
                "The file has only pictures, no text; upload the original .docx or a PDF with text."
            }
            Self::Empty => "There is nothing in the file.",
            Self::LegacyEncoding(encoding) => encoding.message_en(),
            Self::TooManyPages => "The file has too many pages.",
            Self::TooLong => "The text is too long.",
            Self::TooManySections => "The text has too many sections.",
            Self::Acts(found) => found.message_en(),
        }
    }
}
