//! The folder of an import. Nothing outside of it is ever read.

use std::path::{Path, PathBuf};

use actix_web::web::Bytes;
use unicode_normalization::UnicodeNormalization as _;

use super::{BulkError, SHEETS, UNFINISHED, refused};
use crate::files::Given;
use crate::library::rules::bulk::names::inside;

/// Where the files of an import are.
#[derive(Debug, Clone)]
pub enum Folder {
    /// Of this machine, by its whole path.
    OnDisk(PathBuf),
    /// Built into the binary: names and bytes.
    Built(&'static [(&'static str, &'static [u8])]),
}

/// Why a name leads to no file, in Vietnamese.
pub(super) type NoFile = &'static str;

impl Folder {
    /// # Errors
    /// It is no folder that can be read.
    pub fn open(path: &Path) -> Result<Self, BulkError> {
        let whole = path
            .canonicalize()
            .map_err(|error| refused(format!("{}: {error}", path.display())))?;
        if whole.is_dir() {
            Ok(Self::OnDisk(whole))
        } else {
            Err(refused(format!(
                "{}: không phải là thư mục.",
                path.display()
            )))
        }
    }

    /// A file by its path in the folder.
    pub(super) fn file(&self, path: &str) -> Result<Given, NoFile> {
        let Some(parts) = inside(path) else {
            return Err("Tên tệp không được ra ngoài thư mục (/, \\, ..).");
        };
        match self {
            Self::Built(files) => files
                .iter()
                .find(|(name, _)| same(name, path))
                .map(|(_, bytes)| Given::Bytes(Bytes::from_static(bytes)))
                .ok_or("Không có tệp này trong thư mục."),
            Self::OnDisk(folder) => on_disk(folder, &parts),
        }
    }

    /// The sheet, where there is exactly one.
    pub(super) fn sheet(&self) -> Result<Given, BulkError> {
        let mut found = SHEETS.into_iter().filter_map(|name| self.file(name).ok());
        match (found.next(), found.next()) {
            (Some(sheet), None) => Ok(sheet),
            (Some(_), Some(_)) => Err(refused(format!(
                "Thư mục có cả {} và {}; hãy chỉ giữ lại một bảng kê.",
                SHEETS[0], SHEETS[1]
            ))),
            (None, _) if self.file(UNFINISHED).is_ok() => Err(refused(
                "Thư mục này là bản xuất chưa xong hoặc đã dừng giữa chừng; hãy xuất lại vào thư mục mới.",
            )),
            (None, _) => Err(refused(format!(
                "Thư mục không có bảng kê {} hoặc {}.",
                SHEETS[0], SHEETS[1]
            ))),
        }
    }
}

/// Names come decomposed from some systems.
fn same(one: &str, other: &str) -> bool {
    one == other || one.nfc().eq(other.nfc())
}

fn on_disk(folder: &Path, parts: &[&str]) -> Result<Given, NoFile> {
    let spellings: [fn(&str) -> String; 3] = [
        str::to_owned,
        |part| part.nfc().collect(),
        |part| part.nfd().collect(),
    ];
    let found = spellings.iter().find_map(|spelling| {
        let path: PathBuf = parts.iter().map(|part| spelling(part)).collect();
        folder.join(path).canonicalize().ok()
    });
    let path = found.ok_or("Không có tệp này trong thư mục.")?;
    if !path.starts_with(folder) {
        return Err("Tệp là liên kết ra ngoài thư mục.");
    }
    if !path.is_file() {
        return Err("Tên này không phải là tệp.");
    }
    Ok(Given::File(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_is_read() {
        let all = tempfile::tempdir().unwrap();
        let inner = all.path().join("in");
        std::fs::create_dir_all(inner.join("sub")).unwrap();
        for file in [
            "out.txt",
            "in/a.txt",
            "in/sub/Nghi\u{323} quye\u{302}\u{301}t.txt",
        ] {
            std::fs::write(all.path().join(file), "x").unwrap();
        }
        let link = |from: &str, to: &str| {
            std::os::unix::fs::symlink(all.path().join(from), inner.join(to)).unwrap();
        };
        link("out.txt", "link.txt");
        link("in/a.txt", "own.txt");
        link(".", "up");
        let folder = Folder::open(&inner).unwrap();
        for good in ["a.txt", "own.txt", "sub/Nghị quyết.txt"] {
            assert!(folder.file(good).is_ok(), "{good}");
        }
        for bad in [
            "../out.txt",
            "link.txt",
            "up/out.txt",
            "b.txt",
            "sub",
            "/etc/passwd",
        ] {
            assert!(folder.file(bad).is_err(), "{bad}");
        }
        assert!(Folder::open(&inner.join("a.txt")).is_err());
        assert!(Folder::open(&inner.join("none")).is_err());
    }

    #[test]
    fn there_is_one_sheet() {
        const CSV: (&str, &[u8]) = ("danh-muc.csv", b"");
        const XLSX: (&str, &[u8]) = ("danh-muc.xlsx", b"");
        const HALF: (&str, &[u8]) = (UNFINISHED, b"");
        assert!(Folder::Built(&[CSV]).sheet().is_ok());
        assert!(Folder::Built(&[XLSX]).sheet().is_ok());
        assert!(Folder::Built(&[CSV, XLSX]).sheet().is_err());
        let told = |folder: Folder| folder.sheet().unwrap_err().to_string();
        assert!(told(Folder::Built(&[])).contains("không có bảng kê"));
        assert!(told(Folder::Built(&[HALF])).contains("chưa xong"));
        assert!(Folder::Built(&[CSV, HALF]).sheet().is_ok());
    }
}
