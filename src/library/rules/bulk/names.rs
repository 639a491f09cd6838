//! Names of files inside the folder of an import or export.

use std::collections::BTreeSet;

/// Characters of a path inside the folder.
const LENGTH: usize = 500;
/// Bytes of a name that every file system takes.
const NAME_BYTES: usize = 240;

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

/// A name that every file system takes, with its ending.
pub(in crate::library) fn short(name: &str) -> String {
    if name.len() <= NAME_BYTES {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.filter(|ending| ending.len() < 10);
    let room = NAME_BYTES - ending.map_or(0, |ending| ending.len() + 1);
    let start = name.get(..name.floor_char_boundary(room)).unwrap_or(name);
    match ending {
        Some(ending) => format!("{start}.{ending}"),
        None => start.to_owned(),
    }
}

/// The names that a folder has so far, files and folders alike.
#[derive(Debug)]
pub(in crate::library) struct Names(BTreeSet<String>);

impl Names {
    /// Of a folder that has this file.
    pub(in crate::library) fn beside(name: &str) -> Self {
        Self(BTreeSet::from([name.to_lowercase()]))
    }

    /// The path of the next file: its name, in a folder of its own where that is taken.
    pub(in crate::library) fn place(&mut self, number: usize, name: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        let mut folder = number.to_string();
        while !self.take(&folder) {
            folder.push('_');
        }
        format!("{folder}/{name}")
    }

    /// Some file systems do not tell capitals from small letters.
    fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, file_name, inside, short};

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::beside("noi-dung.json");
        let given = [
            "3",
            "a.pdf",
            "A.PDF",
            "a.pdf",
            "4",
            "Noi-dung.json",
            "6",
            "Đ.md",
            "đ.md",
        ];
        let placed: Vec<String> = (1..)
            .zip(given)
            .map(|(number, name)| names.place(number, name))
            .collect();
        let expected = [
            "3",
            "a.pdf",
            "3_/A.PDF",
            "4/a.pdf",
            "5/4",
            "6/Noi-dung.json",
            "7/6",
            "Đ.md",
            "9/đ.md",
        ];
        assert_eq!(placed, expected);
    }

    #[test]
    fn long_names_keep_their_ending() {
        assert_eq!(short("a.pdf"), "a.pdf");
        let long = format!("{}.pdf", "ệ".repeat(100));
        let cut = short(&long);
        assert!(cut.len() <= 240 && cut.ends_with("ệ.pdf"), "{cut}");
    }

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
