//! Names of files.

use super::super::model::{Class, FileName};
use crate::error::{Error, Rule};
use crate::kernel::text;

const CHARACTERS: usize = 200;

const PATH: Rule = Rule::invalid(
    "file_name_has_folders",
    "/file_name",
    "Tên tệp không được chứa thư mục (`/`, `\\`, `..`).",
    "A file name must not name folders (`/`, `\\`, `..`).",
);
const INVISIBLE: Rule = Rule::invalid(
    "file_name_has_control_characters",
    "/file_name",
    "Tên tệp chứa ký tự điều khiển hoặc ký tự ẩn.",
    "The file name has control or invisible characters.",
);
const EMPTY: Rule = Rule::invalid(
    "file_name_empty",
    "/file_name",
    "Tên tệp không được để trống.",
    "The file name is empty.",
);
const LONG: Rule = Rule::invalid(
    "too_long",
    "/file_name",
    "Tên tệp dài tối đa 200 ký tự.",
    "A file name has at most 200 characters.",
);

impl FileName {
    /// Puts it into NFC; refuses what could leave a folder or deceive a reader.
    pub(in crate::files) fn parse(given: &str) -> Result<Self, Error> {
        // Before it is put into NFC, which drops what cannot be seen.
        if given.chars().any(is_invisible) {
            return Err(INVISIBLE.into());
        }
        let name = text::nfc(given);
        let name = name.trim();
        if name.is_empty() {
            return Err(EMPTY.into());
        }
        if name.chars().count() > CHARACTERS {
            return Err(LONG.into());
        }
        if name.contains(['/', '\\']) || name == "." || name == ".." {
            return Err(PATH.into());
        }
        Ok(Self(name.to_owned()))
    }
}

/// Control characters, marks of direction, and what has no width.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What a name promises, only to refuse a file before it is sent that would be refused after.
pub(in crate::files) fn promised_class(name: &FileName) -> Option<Class> {
    let (_, ending) = name.0.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "pdf" | "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "epub" | "txt" | "md" => {
            Some(Class::Document)
        }
        "jpg" | "jpeg" | "png" | "gif" | "webp" => Some(Class::Image),
        "mp3" | "m4a" | "aac" | "ogg" | "opus" | "wav" | "flac" => Some(Class::Audio),
        "mp4" | "m4v" | "mov" | "webm" => Some(Class::Video),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str) -> &'static str {
        match FileName::parse(name) {
            Err(Error::Rule(rule)) => rule.code,
            other => panic!("{name:?}: {other:?}"),
        }
    }

    #[test]
    fn names_are_normalised_and_bounded() {
        let decomposed = "Nghi\u{323} quye\u{302}\u{301}t.pdf";
        assert_eq!(
            FileName::parse(decomposed).unwrap().0,
            "Nghị quyết.pdf".to_owned()
        );
        assert_eq!(FileName::parse(" a.pdf ").unwrap().0, "a.pdf");
        assert!(FileName::parse("..tep..pdf").is_ok());
        assert!(FileName::parse(&"ạ".repeat(200)).is_ok());
        assert_eq!(code(&"ạ".repeat(201)), "too_long");
        assert_eq!(code("  "), "file_name_empty");
    }

    #[test]
    fn no_name_leaves_its_folder_or_deceives() {
        for name in ["../x.pdf", "a/b", "a\\b", "..", ".", "/etc/passwd"] {
            assert_eq!(code(name), "file_name_has_folders", "{name}");
        }
        for name in ["a\nb", "a\0", "anh\u{202e}fdp.exe", "a\u{200b}b"] {
            assert_eq!(code(name), "file_name_has_control_characters", "{name:?}");
        }
    }

    #[test]
    fn endings_promise_a_class() {
        let class = |name: &str| promised_class(&FileName(name.to_owned()));
        assert_eq!(class("Nghị quyết.PDF"), Some(Class::Document));
        assert_eq!(class("bài giảng.mp4"), Some(Class::Video));
        assert_eq!(class("mp4"), None);
    }
}
