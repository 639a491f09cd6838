//! What a file may be to its edition, by what its bytes are.

use crate::error::{Error, Text};
use crate::library::model::FileRole;

/// What phones can do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Text,
    Image,
    Audio,
    Video,
}

pub(in crate::library) const WRONG_ROLE: Text = Text::new(
    "Nội dung tệp không hợp với vai trò này: bản ký là PDF hoặc ảnh chụp; bản gốc là văn bản, tệp văn phòng hoặc PDF; âm thanh, phim và ảnh phải đúng loại.",
    "The content of the file does not fit this role: a signed copy is a PDF or pictures of it; an original is a text, an office file or a PDF; sound, films and pictures must be such.",
);

pub(in crate::library) const MISNAMED: Text = Text::new(
    "Đuôi tên tệp không đúng với nội dung của nó.",
    "The ending of the file's name does not fit its content.",
);

/// Endings of names by what must be in the file; of others nothing is asked.
const ENDINGS: [(&str, Class); 25] = [
    ("pdf", Class::Text),
    ("doc", Class::Text),
    ("docx", Class::Text),
    ("xls", Class::Text),
    ("xlsx", Class::Text),
    ("ppt", Class::Text),
    ("pptx", Class::Text),
    ("odt", Class::Text),
    ("ods", Class::Text),
    ("odp", Class::Text),
    ("epub", Class::Text),
    ("txt", Class::Text),
    ("md", Class::Text),
    ("jpg", Class::Image),
    ("jpeg", Class::Image),
    ("png", Class::Image),
    ("gif", Class::Image),
    ("webp", Class::Image),
    ("mp3", Class::Audio),
    ("m4a", Class::Audio),
    ("wav", Class::Audio),
    ("flac", Class::Audio),
    ("mp4", Class::Video),
    ("mov", Class::Video),
    ("webm", Class::Video),
];

fn class(media_type: &str) -> Class {
    match media_type.split('/').next() {
        Some("image") => Class::Image,
        Some("audio") => Class::Audio,
        Some("video") => Class::Video,
        _ => Class::Text,
    }
}

/// Whether a file of this media type can be that to its edition.
pub(in crate::library) fn fits(role: FileRole, media_type: &str) -> bool {
    match role {
        FileRole::Original => class(media_type) == Class::Text,
        FileRole::Signed => {
            class(media_type) == Class::Image
                || media_type.split(';').next() == Some("application/pdf")
        }
        // Phones record sound alone into the container of films.
        FileRole::Audio => class(media_type) == Class::Audio || media_type == "video/mp4",
        FileRole::Video => class(media_type) == Class::Video,
        FileRole::Image => class(media_type) == Class::Image,
        FileRole::Attachment => true,
    }
}

/// 422 at the role of the file in this place.
pub(in crate::library) fn wrong_role(place: usize) -> Error {
    let pointer = format!("/files/{place}/role");
    Error::field(pointer, "file_role_mismatch", WRONG_ROLE)
}

/// 422 at the bytes of the file in this place.
pub(in crate::library) fn wrong_file(place: usize, code: &'static str, text: Text) -> Error {
    Error::field(format!("/files/{place}/file_id"), code, text)
}

/// 422 at the name of the file in this place.
pub(in crate::library) fn wrong_name(place: usize) -> Error {
    let pointer = format!("/files/{place}/file_name");
    Error::field(pointer, "file_name_mismatch", MISNAMED)
}

/// A refusal of a name, at the name of the file in this place.
pub(in crate::library) fn in_place(place: usize, refused: Error) -> Error {
    let mut fields = refused.fields();
    if fields.is_empty() {
        return refused;
    }
    for field in &mut fields {
        field.pointer = format!("/files/{place}{}", field.pointer);
    }
    Error::Invalid(fields)
}

/// Whether it is a picture of a paper: what the paper bears stands in it, but not as text.
pub(in crate::library) fn is_scan(role: FileRole, media_type: &str) -> bool {
    role == FileRole::Signed && class(media_type) == Class::Image
}

/// Whether the ending of a name does not say that the file is something else altogether. Sound and films share endings.
pub(in crate::library) fn is_named_rightly(name: &str, media_type: &str) -> bool {
    let Some((_, ending)) = name.rsplit_once('.') else {
        return true;
    };
    let said = ENDINGS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(ending));
    let found = class(media_type);
    said.is_none_or(|(_, said)| match said {
        Class::Audio | Class::Video => matches!(found, Class::Audio | Class::Video),
        other => *other == found,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &str = "application/pdf";
    const TEXT: &str = "text/plain; charset=utf-8";

    #[test]
    fn a_role_asks_for_its_kind_of_file() {
        let table = [
            (FileRole::Original, vec![PDF, TEXT, "application/epub+zip"]),
            (FileRole::Signed, vec![PDF, "image/png"]),
            (FileRole::Audio, vec!["audio/mpeg", "video/mp4"]),
            (FileRole::Video, vec!["video/mp4"]),
            (FileRole::Image, vec!["image/png"]),
            (
                FileRole::Attachment,
                vec![
                    PDF,
                    TEXT,
                    "application/epub+zip",
                    "image/png",
                    "audio/mpeg",
                    "video/mp4",
                ],
            ),
        ];
        let all = table[5].1.clone();
        for (role, fitting) in table {
            for media_type in &all {
                assert_eq!(
                    fits(role, media_type),
                    fitting.contains(media_type),
                    "{} as {}",
                    media_type,
                    role.code()
                );
            }
        }
    }

    #[test]
    fn a_name_does_not_lie_about_its_file() {
        for (name, media_type) in [
            ("pic.docx", "image/png"),
            ("pic.PDF", "image/jpeg"),
            ("bai.mp3", TEXT),
            ("bai.txt", "audio/mpeg"),
            ("anh.png", PDF),
        ] {
            assert!(!is_named_rightly(name, media_type), "{name} {media_type}");
        }
        for (name, media_type) in [
            ("a.md", TEXT),
            ("a.pdf", PDF),
            ("a", "image/png"),
            ("Số 5.2026", PDF),
            ("a.m4a", "video/mp4"),
            ("a.mp4", "audio/mp4"),
            ("a.JPG", "image/jpeg"),
        ] {
            assert!(is_named_rightly(name, media_type), "{name} {media_type}");
        }
    }
}
