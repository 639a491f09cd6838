//! What kinds of files are taken.

use super::super::model::Class;

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::files) struct Kind {
    pub media_type: &'static str,
    pub class: Class,
}

const fn kind(media_type: &'static str, class: Class) -> Kind {
    Kind { media_type, class }
}

pub(in crate::files) const TEXT: Kind = kind("text/plain; charset=utf-8", Class::Document);

/// What the signature of the bytes is called, and what we call it. What is not here is not taken: programs, pages,
/// scripts, archives, old office files (which may hold macros that nobody can find without opening them).
const BY_SIGNATURE: [(&str, Kind); 16] = [
    ("application/pdf", kind("application/pdf", Class::Document)),
    ("image/jpeg", kind("image/jpeg", Class::Image)),
    ("image/png", kind("image/png", Class::Image)),
    ("image/gif", kind("image/gif", Class::Image)),
    ("image/webp", kind("image/webp", Class::Image)),
    ("audio/mpeg", kind("audio/mpeg", Class::Audio)),
    ("audio/m4a", kind("audio/mp4", Class::Audio)),
    ("audio/aac", kind("audio/aac", Class::Audio)),
    ("audio/ogg", kind("audio/ogg", Class::Audio)),
    ("audio/opus", kind("audio/ogg", Class::Audio)),
    ("audio/x-flac", kind("audio/flac", Class::Audio)),
    ("audio/x-wav", kind("audio/wav", Class::Audio)),
    ("video/mp4", kind("video/mp4", Class::Video)),
    ("video/x-m4v", kind("video/mp4", Class::Video)),
    ("video/quicktime", kind("video/quicktime", Class::Video)),
    ("video/webm", kind("video/webm", Class::Video)),
];

/// The kind that a signature means.
pub(in crate::files) fn by_signature(signature: &str) -> Option<Kind> {
    BY_SIGNATURE
        .into_iter()
        .find(|(name, _)| *name == signature)
        .map(|(_, kind)| kind)
}

/// Documents that are ZIP archives, by the part that each must have.
const OFFICE: [(&str, Kind); 3] = [
    (
        "word/document.xml",
        kind(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Class::Document,
        ),
    ),
    (
        "xl/workbook.xml",
        kind(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Class::Document,
        ),
    ),
    (
        "ppt/presentation.xml",
        kind(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Class::Document,
        ),
    ),
];

/// … and those that say so in their first part, `mimetype`.
const BY_MIMETYPE: [&str; 4] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/epub+zip",
];

/// What an archive is, by the names of its parts and what `mimetype` and `[Content_Types].xml` say.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::files) enum Archive {
    Taken(Kind),
    Macros,
    Other,
}

pub(in crate::files) fn archive<'a>(
    names: impl Iterator<Item = &'a str> + Clone,
    mimetype: &str,
    content_types: &str,
) -> Archive {
    let runs = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.ends_with("vbaproject.bin")
            || name.ends_with("vbadata.xml")
            || name.starts_with("basic/")
            || name.starts_with("scripts/")
            || name.contains("/activex/")
    };
    let types = content_types.to_ascii_lowercase();
    if names.clone().any(runs) || types.contains("macroenabled") || types.contains("vbaproject") {
        return Archive::Macros;
    }
    if let Some(media_type) = BY_MIMETYPE
        .into_iter()
        .find(|known| *known == mimetype.trim())
    {
        return Archive::Taken(kind(media_type, Class::Document));
    }
    let has = |part: &str| names.clone().any(|name| name == part);
    let office = OFFICE.into_iter().find(|(part, _)| has(part));
    match office {
        Some((_, kind)) if !content_types.is_empty() => Archive::Taken(kind),
        _ => Archive::Other,
    }
}

/// Whether a text is a page or a script that a browser or a shell would run.
pub(in crate::files) fn is_active_text(head: &str) -> bool {
    let head = head
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    let begins = ["<", "#!", "%!ps", "@echo", "mime-version:", "{\\rtf"];
    let within = [
        "<script",
        "<html",
        "<svg",
        "<iframe",
        "<?php",
        "javascript:",
    ];
    begins.iter().any(|start| head.starts_with(start))
        || within.iter().any(|tag| head.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(names: &[&str], mimetype: &str, content_types: &str) -> Archive {
        archive(names.iter().copied(), mimetype, content_types)
    }

    #[test]
    fn archives_are_told_by_their_parts() {
        let parts = ["[Content_Types].xml", "word/document.xml"];
        assert!(matches!(
            judge(&parts, "", "<Types/>"),
            Archive::Taken(Kind { media_type, .. }) if media_type.ends_with("wordprocessingml.document")
        ));
        assert!(matches!(
            judge(&["mimetype", "content.xml"], "application/vnd.oasis.opendocument.text", ""),
            Archive::Taken(Kind { media_type, .. }) if media_type.ends_with("opendocument.text")
        ));
        assert_eq!(judge(&parts, "", ""), Archive::Other);
        assert_eq!(judge(&["a.txt", "b.exe"], "", ""), Archive::Other);
        assert_eq!(judge(&["mimetype"], "application/zip", ""), Archive::Other);
    }

    #[test]
    fn macros_are_found_by_part_and_by_type() {
        let with = |part: &'static str| judge(&["word/document.xml", part], "", "<Types/>");
        for part in [
            "word/vbaProject.bin",
            "word/VBAPROJECT.BIN",
            "word/activeX/activeX1.xml",
            "Basic/Standard/Module1.xml",
            "Scripts/python/x.py",
        ] {
            assert_eq!(with(part), Archive::Macros, "{part}");
        }
        let types = "application/vnd.ms-word.document.macroEnabled.main+xml";
        assert_eq!(judge(&["word/document.xml"], "", types), Archive::Macros);
    }

    #[test]
    fn pages_and_scripts_are_no_plain_text() {
        for text in [
            "<!DOCTYPE html>",
            "\u{feff} <svg xmlns",
            "#!/bin/sh",
            "Xin chào <SCRIPT>alert(1)",
            "%!PS-Adobe",
        ] {
            assert!(is_active_text(text), "{text}");
        }
        assert!(!is_active_text("# Nghị quyết\n\nĐiều 1. Mục tiêu: a < b"));
    }
}
