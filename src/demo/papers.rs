//! Papers and materials of the invented city, built into the binary so that it shows them wherever it is started. They
//! lie in `library/`, made by `tests/data/library-sources/make.py`, and come in as an operator's import would.

use crate::auth::System;
use crate::db::Db;
use crate::files::Files;
use crate::library::{BulkError, Folder, Import, ImportReport};

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("library/", $name)))),*]
    };
}

/// Names and bytes: the whole of `library/`.
const PAPERS: &[(&str, &[u8])] = built_in![
    "02-tt-tu.docx",
    "03-nq-tu.pdf",
    "04-hd-ubkttu.pdf",
    "05-ct-tu.docx",
    "06-ctr-tu.docx",
    "07-qc-du-hoa-binh.docx",
    "08-nq-tu.docx",
    "09-hd-btctu.docx",
    "11-nq-tu.pdf",
    "118-qd-tu-ban-ky.pdf",
    "118-qd-tu.docx",
    "12-2026-qd-ubnd.docx",
    "12-kh-du-hoa-binh.docx",
    "12-kh-du-tan-lap.docx",
    "12-qd-tu-2021.docx",
    "12-qd-tu-2025.docx",
    "131-qd-tu.docx",
    "139-qd-tu.docx",
    "14-ct-tu.docx",
    "142-bc-tu.pdf",
    "15-hd-btctu.docx",
    "21-kl-tu.docx",
    "215-cv-vptu.docx",
    "26-hd-btgdvtu.docx",
    "26-qd-tu.docx",
    "31-kh-tu.docx",
    "33-qd-tu.docx",
    "333-kh-ubnd.pdf",
    "45-cv-du-dong-son.docx",
    "45-qd-tu.docx",
    "57-nq-tu-ban-ky.pdf",
    "57-nq-tu.docx",
    "88-tb-tu.docx",
    "Lịch sử Đảng bộ xã Đông Sơn.docx",
    "bai-giang-nhan-dien-thong-tin-xau-doc.pdf",
    "cam-nang-tiet-kiem-dien.pdf",
    "cau-chuyen-chi-bo-thang-11.md",
    "chuyen-de.csv",
    "chuyen-ve-ba-duong-thanh-van.md",
    "chuyen-ve-duong-thanh-van.docx",
    "danh-muc.csv",
    "diem-bao-23-11-2026.md",
    "diem-bao-24-11-2026.md",
    "diem-bao-chuyen-de-tiet-kiem.docx",
    "hoi-dap-sinh-hoat-chi-bo.docx",
    "infographic-nam-viec-so.md",
    "kich-ban-phim-giu-loi-hua.pdf",
    "ky-nang-hoa-giai-bat-dong.md",
    "ky-nang-hoa-giai-mau-thuan.docx",
    "mau-01-phieu-bao-chuyen-sinh-hoat.docx",
    "quy-trinh-ket-nap-dang-vien.pdf",
    "thu-tuc-chuyen-sinh-hoat-dang.docx",
    "trinh-chieu-dieu-hanh-buoi-hop-chi-bo.docx",
];

/// Publishes the papers. A row that does not fit (a smaller demo has fewer units, a clock may be behind their dates) is left
/// out.
///
/// # Errors
/// The storage, or the database.
pub async fn publish(db: &Db, files: &Files, system: &System) -> Result<ImportReport, BulkError> {
    let import = Import {
        folder: Folder::Built(PAPERS),
        unit: None,
        commit: true,
        good_rows: true,
        // Nobody has been asked to read any of them yet.
        edition_published: Vec::new(),
    };
    import.run(db, files, system, |_, _, _| ()).await
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::PAPERS;

    #[test]
    fn the_whole_folder_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/library");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        let built: Vec<&str> = PAPERS.iter().map(|(name, _)| *name).collect();
        assert_eq!(built, names);
        let bytes: usize = PAPERS.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(bytes < 2 * 1024 * 1024, "{bytes} bytes in every binary");
    }
}
