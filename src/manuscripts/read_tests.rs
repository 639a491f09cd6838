//! Real files, as LibreOffice writes them, and what their drafts must be.

use super::super::{Format, Manuscript, SecrecyLevel, SectionKind, WarningCode, finish};
use super::read;

pub(super) const QUY_DINH_DOCX: &[u8] =
    include_bytes!("../../tests/data/manuscripts/quy-dinh.docx");
pub(super) const QUY_DINH_PDF: &[u8] = include_bytes!("../../tests/data/manuscripts/quy-dinh.pdf");
pub(super) const NGHI_QUYET_DOCX: &[u8] =
    include_bytes!("../../tests/data/manuscripts/nghi-quyet.docx");
pub(super) const NGHI_QUYET_PDF: &[u8] =
    include_bytes!("../../tests/data/manuscripts/nghi-quyet.pdf");
pub(super) const TAI_LIEU_DOCX: &[u8] =
    include_bytes!("../../tests/data/manuscripts/tai-lieu.docx");
pub(super) const TAI_LIEU_PDF: &[u8] = include_bytes!("../../tests/data/manuscripts/tai-lieu.pdf");

fn outline(manuscript: &Manuscript) -> Vec<String> {
    let lines = manuscript.drafts.iter().map(|draft| {
        format!(
            "{} {} {} | {}",
            draft.level,
            draft.kind.as_str(),
            draft.number.as_deref().unwrap_or("-"),
            draft.title.as_deref().unwrap_or("-"),
        )
    });
    lines.collect()
}

fn markdown(text: &str) -> Manuscript {
    read(Format::Markdown, text.as_bytes()).unwrap()
}

fn warnings(manuscript: &Manuscript) -> Vec<WarningCode> {
    manuscript
        .warnings
        .iter()
        .map(|warning| warning.code)
        .collect()
}

const QUY_DINH: [&str; 25] = [
    "1 preamble - | -",
    "1 chapter I | QUY ĐỊNH CHUNG",
    "2 article 1 | Phạm vi điều chỉnh và đối tượng áp dụng",
    "3 clause 1 | -",
    "3 clause 2 | -",
    "2 article 2 | Nguyên tắc",
    "3 clause 1 | -",
    "3 clause 2 | -",
    "3 clause 3 | -",
    "1 chapter II | NỘI DUNG, HÌNH THỨC HỌC TẬP",
    "2 heading 1 | NỘI DUNG",
    "3 article 3 | Nội dung học tập",
    "2 heading 2 | HÌNH THỨC",
    "3 article 4 | Hình thức học tập",
    "4 clause 1 | -",
    "4 clause 2 | -",
    "1 chapter III | ĐIỀU KHOẢN THI HÀNH",
    "2 article 5 | -",
    "2 article 6 | -",
    "1 closing - | -",
    "1 appendix I | DANH MỤC CHUYÊN ĐỀ",
    "1 appendix II | QUY CHẾ LỚP HỌC",
    "2 article 1 | Giờ học",
    "3 clause 1 | -",
    "3 clause 2 | -",
];

#[test]
fn a_regulation_is_read_by_its_chapters_articles_and_clauses() {
    for (format, bytes) in [(Format::Docx, QUY_DINH_DOCX), (Format::Pdf, QUY_DINH_PDF)] {
        let read = read(format, bytes).unwrap();
        assert_eq!(outline(&read), QUY_DINH, "{format:?}");
        assert_eq!(read.first_page.symbol.as_deref(), Some("12-QĐ/TU"));
        assert_eq!(
            read.first_page.issuer.as_deref(),
            Some("TỈNH ỦY LÂM SƠN BAN THƯỜNG VỤ")
        );
        assert_eq!(
            read.first_page.date_line.as_deref(),
            Some("Lâm Sơn, ngày 15 tháng 3 năm 2026")
        );
        let title = "QUY ĐỊNH về chế độ học tập lý luận chính trị của đảng viên trong Đảng bộ tỉnh";
        assert_eq!(read.first_page.title.as_deref(), Some(title));
        assert_eq!(
            read.stamps,
            [],
            "it speaks of state secrets and bears no stamp"
        );
        let sections = finish(read.drafts).unwrap();
        assert_eq!(sections[4].anchor, "dieu-1.khoan-2");
        assert_eq!(
            sections[4].text,
            "Quy định này áp dụng đối với:\na) Đảng viên đang sinh hoạt tại các chi bộ;\n\
             b) Cấp ủy các cấp theo khoản 3 Điều 2 của Quy định này;\nđ) Cơ quan tham mưu, giúp việc Tỉnh ủy."
        );
        assert!(
            sections[8]
                .html
                .contains("m<sup>2</sup>, nước uống H<sub>2</sub>O"),
            "{format:?}: {}",
            sections[8].html
        );
        assert_eq!(sections[22].anchor, "phu-luc-2.dieu-1");
        assert!(
            sections[19].text.starts_with("Nơi nhận:\n- Các đảng ủy"),
            "{}",
            sections[19].text
        );
        assert!(
            sections[19]
                .text
                .ends_with("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nTrần Văn Mẫu"),
            "{}",
            sections[19].text
        );
    }
}

#[test]
fn a_table_stays_a_table_in_docx_and_is_told_of_in_pdf() {
    let docx = read(Format::Docx, QUY_DINH_DOCX).unwrap();
    let table = "<table><tbody><tr><td><strong>TT</strong></td><td><strong>Chuyên đề</strong></td>\
                 <td><strong>Số tiết</strong></td></tr><tr><td>1</td><td>Xây dựng Đảng</td><td rowspan=\"2\">4</td></tr>\
                 <tr><td>2</td><td>Đạo đức cách mạng</td></tr><tr><td colspan=\"2\">Cộng</td><td>8</td></tr></tbody></table>";
    assert_eq!(docx.drafts[20].html, table);
    let link = "<a href=\"https://example.org/hoc-tap\"><u>trang học tập</u></a>";
    assert!(
        docx.drafts[7].html.contains(link),
        "{}",
        docx.drafts[7].html
    );
    let pdf = read(Format::Pdf, QUY_DINH_PDF).unwrap();
    assert!(pdf.drafts[20].html.contains("Xây dựng Đảng"));
}

#[test]
fn a_resolution_is_read_by_its_numbers_and_pdf_loses_no_word() {
    let docx = read(Format::Docx, NGHI_QUYET_DOCX).unwrap();
    let pdf = read(Format::Pdf, NGHI_QUYET_PDF).unwrap();
    let expected = [
        "1 preamble - | -",
        "1 heading I | TÌNH HÌNH",
        "2 clause 1 | Kết quả đạt được",
        "2 clause 2 | Hạn chế, nguyên nhân",
        "1 heading II | QUAN ĐIỂM, MỤC TIÊU",
        "2 clause 1 | Quan điểm",
        "2 clause 2 | Mục tiêu",
        "3 point 2.1 | Mục tiêu chung",
        "3 point 2.2 | Mục tiêu cụ thể",
        "1 heading III | NHIỆM VỤ, GIẢI PHÁP",
        "2 clause 1 | Đổi mới nội dung sinh hoạt",
        "2 clause 2 | Nâng cao năng lực của bí thư chi bộ",
        "2 clause 3 | Ứng dụng sổ tay đảng viên điện tử",
        "1 heading IV | TỔ CHỨC THỰC HIỆN",
        "2 clause 1 | -",
        "2 clause 2 | -",
        "2 clause 3 | -",
        "1 closing - | -",
    ];
    assert_eq!(outline(&docx), expected);
    assert_eq!(outline(&pdf), expected);
    // The same text runs over several pages: what repeats at their edges is text here, not a header.
    let text = |read: Manuscript| {
        finish(read.drafts)
            .unwrap()
            .into_iter()
            .map(|section| section.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(text(docx), text(pdf));
}

#[test]
fn a_study_material_with_styles_lists_and_changes() {
    let read = read(Format::Docx, TAI_LIEU_DOCX).unwrap();
    assert_eq!(
        outline(&read),
        [
            "1 preamble - | -",
            "1 heading I | Những vấn đề chung",
            "2 clause 1 | Chi bộ là gì?",
            "2 clause 2 | Kỳ họp diễn ra khi nào?",
            "1 heading II | Những việc cụ thể",
        ]
    );
    assert_eq!(
        read.drafts[2].html,
        "<p>Chi bộ là <strong>nền tảng</strong> của Đảng. Các việc chính gồm: câu được thêm.</p>\
         <p>a) Quán triệt nghị quyết;</p><p>b) Kiểm tra việc thực hiện.</p>"
    );
    assert_eq!(
        read.drafts[3].html,
        "<ul><li>Mỗi tháng một lần<ul><li>trước ngày mồng 5</li></ul></li><li>Khi có việc gấp</li></ul>\
         <p>Xem thêm <a href=\"https://example.org/hoi-dap\"><u>mục hỏi đáp</u></a> và <u>tệp riêng</u>.</p>"
    );
    assert!(
        read.drafts[4]
            .html
            .contains("có dòng<br>xuống hàng và dấu tab.")
    );
    assert_eq!(
        warnings(&read),
        [WarningCode::FootnoteDropped, WarningCode::TrackedChanges]
    );
    assert!(
        read.warnings.iter().all(|warning| warning.place == Some(2)),
        "{:?}",
        read.warnings
    );
    // In a text box on the first page.
    let stamp = &read.stamps[0];
    assert_eq!(
        (stamp.level, stamp.line.as_str()),
        (SecrecyLevel::HighlySecret, "TỐI MẬT")
    );
    assert_eq!(
        read.first_page.title.as_deref(),
        Some("TÀI LIỆU HỎI - ĐÁP VỀ SINH HOẠT CHI BỘ")
    );
}

#[test]
fn headers_and_page_numbers_of_a_pdf_are_left_out() {
    let read = read(Format::Pdf, TAI_LIEU_PDF).unwrap();
    assert_eq!(read.stamps.len(), 1);
    let all: String = read
        .drafts
        .iter()
        .map(|draft| draft.html.as_str())
        .collect();
    assert!(!all.contains("Tài liệu sinh hoạt chi bộ quý I"), "{all}");
    assert!(
        !all.contains("Trang 1") && !all.contains("Trang 2"),
        "{all}"
    );
    assert!(all.contains("Trang cuối của tài liệu."), "{all}");
}

#[test]
fn markdown_becomes_sections_by_its_headings() {
    let read = markdown(
        "# Sổ tay **bí thư**\n\nLời đầu <script>alert(1)</script>\n\n## Họp chi bộ\n\n- một\n- hai\n  - ba\n\n\
         ### Chuẩn bị\n\n1. Gửi tài liệu\n2. Nhắc lịch\n\n| Việc | Ngày |\n|---|---|\n| Họp | 5 |\n\n\
         ![ảnh](https://tracker.example/a.png)\n\n## Sau họp\n\n[báo cáo](javascript:alert(1)) > **gửi**\n",
    );
    assert_eq!(
        outline(&read),
        [
            "1 text - | Sổ tay bí thư",
            "2 text - | Họp chi bộ",
            "3 text - | Chuẩn bị",
            "2 text - | Sau họp",
        ]
    );
    assert_eq!(read.drafts[0].html, "<p>Lời đầu alert(1)</p>");
    assert_eq!(
        read.drafts[1].html,
        "<ul><li>một</li><li>hai<ul><li>ba</li></ul></li></ul>"
    );
    assert_eq!(
        read.drafts[2].html,
        "<p>1. Gửi tài liệu</p><p>2. Nhắc lịch</p><table><tbody><tr><td>Việc</td><td>Ngày</td></tr>\
         <tr><td>Họp</td><td>5</td></tr></tbody></table>"
    );
    assert_eq!(
        read.drafts[3].html,
        "<p>báo cáo &gt; <strong>gửi</strong></p>"
    );
    assert_eq!(warnings(&read), [WarningCode::PictureSkipped]);
}

#[test]
fn articles_in_markdown_are_articles() {
    let read = markdown(
        "## Chương I\n\n### Điều 1. Tên\n\n1. Một.\n2. Hai.\n   1. Trong.\n\n### Điều 2. Tên khác\n\nNội dung.\n",
    );
    assert_eq!(
        outline(&read),
        [
            "1 chapter I | Chương I",
            "2 article 1 | Tên",
            "3 clause 1 | -",
            "3 clause 2 | -",
            "2 article 2 | Tên khác",
        ]
    );
    assert_eq!(read.drafts[3].html, "<p>Hai.</p><p>1. Trong.</p>");
}

#[test]
fn a_skipped_heading_level_and_no_structure_are_told() {
    let skipped = markdown("# Một\n\na\n\n### Ba\n\nb\n");
    assert_eq!(outline(&skipped), ["1 text - | Một", "2 text - | Ba"]);
    assert_eq!(skipped.warnings[0].code, WarningCode::HeadingStructure);
    assert_eq!(skipped.warnings[0].place, Some(1));
    let plain = markdown("Chỉ có chữ.\n\nHai đoạn.\n");
    assert_eq!(plain.drafts[0].kind, SectionKind::Text);
    assert_eq!(warnings(&plain), [WarningCode::NoStructure]);
}

#[test]
fn numbers_that_restart_are_a_list_and_gaps_are_none_of_our_business() {
    let read = markdown(
        "Điều 1. Tên\n\n1\\. Một:\n\n2\\. Hai:\n\n1\\. Trong hai.\n\n5\\. Năm.\n\nĐiều 9. Khác\n\nX.\n",
    );
    assert_eq!(
        outline(&read),
        [
            "1 article 1 | Tên",
            "2 clause 1 | -",
            "2 clause 2 | -",
            "2 clause 5 | -",
            "1 article 9 | Khác"
        ]
    );
    assert_eq!(read.drafts[2].html, "<p>Hai:</p><p>1. Trong hai.</p>");
    assert_eq!(warnings(&read), []);
}

#[test]
fn what_is_attached_after_the_signature_has_its_own_articles() {
    let read = markdown(
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.\n\nT/M BAN THƯỜNG VỤ\n\nBÍ THƯ\n\n\
         **QUY CHẾ LÀM VIỆC**\n\nĐiều 1. Phạm vi\n\nX.\n",
    );
    let anchors: Vec<String> = finish(read.drafts)
        .unwrap()
        .into_iter()
        .map(|section| section.anchor)
        .collect();
    assert_eq!(
        anchors,
        [
            "dieu-1",
            "noi-nhan",
            "phu-luc-quy-che-lam-viec",
            "phu-luc-quy-che-lam-viec.dieu-1"
        ]
    );
}

/// The same page by another writer, with fonts of two-byte codes, as Word writes them.
const TAI_LIEU_CID_PDF: &[u8] = include_bytes!("../../tests/data/manuscripts/tai-lieu-cid.pdf");

#[test]
fn fonts_of_two_byte_codes_read_the_same() {
    let texts = |bytes| {
        let drafts = read(Format::Pdf, bytes).unwrap().drafts;
        finish(drafts)
            .unwrap()
            .into_iter()
            .map(|section| (section.title, section.text))
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(TAI_LIEU_CID_PDF), texts(TAI_LIEU_PDF));
}

#[test]
fn object_streams_read_the_same() {
    let mut document = lopdf::Document::load_mem(QUY_DINH_PDF).unwrap();
    let mut modern = Vec::new();
    document.save_modern(&mut modern).unwrap();
    assert!(
        modern.windows(7).any(|window| window == b"/ObjStm"),
        "objects are packed"
    );
    assert_eq!(read(Format::Pdf, &modern), read(Format::Pdf, QUY_DINH_PDF));
}
