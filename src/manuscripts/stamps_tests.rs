use super::stamps;
use crate::manuscripts::SecrecyLevel::{self, HighlySecret, Secret, TopSecret};
use unicode_normalization::UnicodeNormalization;

fn levels(page: &str) -> Vec<SecrecyLevel> {
    stamps(page).into_iter().map(|stamp| stamp.level).collect()
}

#[test]
fn a_stamp_is_found_however_it_is_written() {
    let table: [(&str, SecrecyLevel); 32] = [
        ("MẬT", Secret),
        ("Mật", Secret),
        ("M Ậ T", Secret),
        ("M  Ậ  T", Secret),
        ("(MẬT)", Secret),
        ("[ MẬT ]", Secret),
        ("- MẬT -", Secret),
        ("MAT", Secret),
        ("MÂT", Secret),
        ("TỐI MẬT", HighlySecret),
        ("Tối mật", HighlySecret),
        ("TOI MAT", HighlySecret),
        ("T Ố I   M Ậ T", HighlySecret),
        ("TUYỆT MẬT", TopSecret),
        ("TUYET MAT", TopSecret),
        ("T U Y Ệ T M Ậ T", TopSecret),
        ("Độ mật: Mật", Secret),
        ("Độ mật: Tối mật", HighlySecret),
        ("ĐỘ MẬT: TUYỆT MẬT", TopSecret),
        ("HỎA TỐC - MẬT", Secret),
        ("MẬT\tBản số: 02", Secret),
        ("Số: 05-BC/TU (MẬT)", Secret),
        ("Số 05-BC/TU TỐI MẬT", HighlySecret),
        ("TỈNH ỦY LÂM SƠN\tTUYỆT MẬT", TopSecret),
        ("TÀI LIỆU MẬT", Secret),
        ("TÀI LIỆU TỐI MẬT", HighlySecret),
        ("TAI LIEU TUYET MAT", TopSecret),
        ("Tài liệu Mật", Secret),
        ("(Văn bản Tuyệt mật)", TopSecret),
        ("VĂN BẢN MẬT - HỎA TỐC", Secret),
        ("HỒ SƠ MẬT", Secret),
        ("TỈNH ỦY LÂM SƠN\tTÀI LIỆU MẬT", Secret),
    ];
    for (line, level) in table {
        let page = format!("ĐẢNG CỘNG SẢN VIỆT NAM\n{line}\nBáo cáo về việc sắp xếp");
        assert_eq!(levels(&page), [level], "{line}");
        let decomposed: String = page.nfd().collect();
        assert_eq!(levels(&decomposed), [level], "{line} in NFD");
    }
}

#[test]
fn speaking_of_secrets_is_no_stamp() {
    for line in [
        "Luật Bảo vệ bí mật nhà nước",
        "BÁO CÁO CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "BÍ MẬT NHÀ NƯỚC",
        "Danh mục tài liệu độ Mật của cơ quan",
        "bảo đảm bí mật, an toàn",
        "mật ong rừng",
        "Mật ong rừng",
        "mật",
        "BẢO MẬT",
        "CƠ MẬT",
        "MẶT",
        "MẤT",
        "MÁT",
        "MẶT TRẬN TỔ QUỐC VIỆT NAM",
        "Tài liệu mật, tối mật và tuyệt mật phải được đăng ký.",
        "Tài liệu mật",
        "Tài liệu bảo mật",
        "TÀI LIỆU BÍ MẬT NHÀ NƯỚC",
        "TÀI LIỆU BẢO MẬT THÔNG TIN",
        "VỀ VIỆC QUẢN LÝ TÀI LIỆU MẬT",
        "Hồ sơ MẤT",
        "Công văn về mật độ dân số",
        "Độ mật: không",
        "Mật độ dân số",
        "MẬT ĐỘ DÂN SỐ",
        "Về quản lý văn bản BÍ MẬT NHÀ NƯỚC trong Đảng bộ",
        "Thiên tai làm mất mát nhiều",
    ] {
        assert_eq!(levels(line), [], "{line}");
    }
}

#[test]
fn the_line_is_quoted_once_and_not_endlessly() {
    let found = stamps("TUYỆT MẬT\nTUYỆT MẬT\n");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].line, "TUYỆT MẬT");
    let long = format!("{}\tMẬT", "a".repeat(5_000));
    assert_eq!(stamps(&long)[0].line.chars().count(), 200);
}

#[test]
fn capitals_in_a_sentence_far_below_are_prose() {
    let page = format!(
        "{}Theo dõi tài liệu (MẬT) đã nhận.",
        "Dòng chữ.\n".repeat(40)
    );
    assert_eq!(levels(&page), []);
}
