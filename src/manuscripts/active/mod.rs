//! What a file would do by itself on its reader's phone: run something, send something, fetch something. A link that the
//! reader presses on is none of it.

mod markup;
mod parts;

use super::pdf;
use super::refused::Refused;
use super::text_file::TextFile;

/// Something in a file that is not only to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Active {
    /// JavaScript of a PDF or a page.
    Script,
    /// An action that starts a program or opens another file.
    Launch,
    /// A form that sends or takes in data.
    Form,
    /// Sound, film or a model that a PDF plays.
    Media,
    Macro,
    /// An embedded file, or an object of another program.
    Object,
    /// Something that is fetched from elsewhere when the file is opened.
    Remote,
}

impl Active {
    /// What was found and what to do, in Vietnamese.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::Script => {
                "Tệp chứa mã lệnh (JavaScript) chạy trên máy người đọc; hãy xuất lại tệp không có mã lệnh."
            }
            Self::Launch => {
                "Tệp chứa lệnh mở chương trình hoặc tệp khác; hãy xuất lại tệp không có lệnh đó."
            }
            Self::Form => {
                "Tệp chứa biểu mẫu gửi hoặc nhận dữ liệu; hãy in lại thành PDF thường rồi tải lên."
            }
            Self::Media => {
                "Tệp PDF nhúng âm thanh, phim hoặc mô hình; hãy bỏ phần nhúng và đính kèm riêng."
            }
            Self::Macro => "Tệp chứa macro; hãy lưu lại dưới dạng không có macro.",
            Self::Object => {
                "Tệp nhúng tệp khác hoặc đối tượng của chương trình khác (OLE, ActiveX); hãy bỏ phần nhúng, thay bằng hình ảnh hoặc đính kèm riêng."
            }
            Self::Remote => {
                "Tệp tự tải nội dung từ nơi khác khi được mở; hãy đưa nội dung đó vào trong tệp hoặc ngắt liên kết. Liên kết để người đọc tự bấm thì được giữ."
            }
        }
    }

    /// The same in English.
    #[must_use]
    pub const fn message_en(self) -> &'static str {
        match self {
            Self::Script => {
                "The file has scripts that run on its readers' devices; export it again without them."
            }
            Self::Launch => {
                "The file has an action that starts a program or opens another file; export it again without it."
            }
            Self::Form => {
                "The file has a form that sends or takes in data; print it to a plain PDF and upload that."
            }
            Self::Media => {
                "The PDF embeds sound, film or a model; take it out and attach it by itself."
            }
            Self::Macro => "The file has macros; save it without them.",
            Self::Object => {
                "The file embeds another file or an object of another program (OLE, ActiveX); take it out, put a picture in its place or attach it by itself."
            }
            Self::Remote => {
                "The file fetches something from elsewhere when it is opened; put that into the file or break the link. Links that a reader presses on may stay."
            }
        }
    }
}

/// The first such thing in a file.
///
/// # Errors
/// The file could not be looked through.
pub(super) fn find(kind: TextFile, bytes: &[u8]) -> Result<Option<Active>, Refused> {
    match kind {
        TextFile::Pdf => pdf::find_active(bytes),
        // It is served as what it is.
        TextFile::Plain => Ok(None),
        TextFile::Docx
        | TextFile::Xlsx
        | TextFile::Pptx
        | TextFile::OpenDocument
        | TextFile::Epub => parts::find(kind, bytes),
    }
}

#[cfg(test)]
#[path = "active_tests.rs"]
mod tests;
