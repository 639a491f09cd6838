//! Names of files inside the folder of an import.

/// Characters of a path inside the folder.
const LENGTH: usize = 500;

/// The parts of a path that stays inside its folder; `None`: it does not, or is none.
pub(in crate::library) fn inside(path: &str) -> Option<Vec<&str>> {
    if path.chars().count() > LENGTH || path.contains(['\\', '\0']) {
        return None;
    }
    let parts: Vec<&str> = path.split('/').collect();
    let is_name = |part: &&str| !part.is_empty() && *part != "." && *part != "..";
    parts.iter().all(is_name).then_some(parts)
}

/// The last part, as readers save the file.
pub(in crate::library) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{file_name, inside};

    #[test]
    fn no_path_leaves_the_folder() {
        for path in [
            "../a.pdf",
            "a/../../b",
            "/etc/passwd",
            "a//b",
            "",
            ".",
            "..",
            "a\\b",
            "a/",
            "./a",
        ] {
            assert_eq!(inside(path), None, "{path}");
        }
        assert_eq!(
            inside("0001/Lịch sử.docx"),
            Some(vec!["0001", "Lịch sử.docx"])
        );
        assert_eq!(inside("..a..pdf"), Some(vec!["..a..pdf"]));
        assert_eq!(file_name("0001/a.pdf"), "a.pdf");
        assert_eq!(file_name("a.pdf"), "a.pdf");
    }
}
