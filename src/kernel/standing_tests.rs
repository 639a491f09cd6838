use proptest::prelude::*;

use super::Standing;

#[test]
fn every_code_and_label_leads_back_to_its_standing() {
    for standing in Standing::ALL {
        assert_eq!(Standing::from_code(standing.code()), Some(standing));
        for words in [standing.code(), standing.label_vi()] {
            assert_eq!(Standing::parse_label(words), Some(standing), "{words}");
            assert_eq!(
                Standing::parse_label(&words.to_uppercase()),
                Some(standing),
                "{words}"
            );
        }
        assert_eq!(serde_json::to_value(standing).unwrap(), standing.code());
        assert_eq!(
            serde_json::from_value::<Standing>(standing.code().into()).unwrap(),
            standing
        );
    }
}

#[test]
fn codes_and_labels_are_all_different() {
    for pick in [Standing::code, Standing::label_vi] {
        let mut seen: Vec<_> = Standing::ALL.into_iter().map(pick).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), Standing::ALL.len());
    }
}

#[test]
fn words_of_roster_sheets() {
    let table = [
        ("Chính thức", Some(Standing::Official)),
        ("  CHÍNH   THỨC ", Some(Standing::Official)),
        ("chinh thuc", Some(Standing::Official)),
        ("Chi\u{301}nh thu\u{31b}\u{301}c", Some(Standing::Official)),
        ("Đảng viên chính thức", Some(Standing::Official)),
        ("Dự bị", Some(Standing::Probationary)),
        ("Đảng viên dự bị", Some(Standing::Probationary)),
        ("Miễn", Some(Standing::Exempt)),
        ("Miễn sinh hoạt", Some(Standing::Exempt)),
        ("Tạm miễn", Some(Standing::TemporarilyExempt)),
        ("Tạm miễn sinh hoạt", Some(Standing::TemporarilyExempt)),
        ("Chuyển đi", Some(Standing::TransferredOut)),
        ("Chuyển sinh hoạt", Some(Standing::TransferredOut)),
        ("Ra khỏi Đảng", Some(Standing::Left)),
        ("Xin ra", Some(Standing::Left)),
        ("Từ trần", Some(Standing::Deceased)),
        ("Đã mất", Some(Standing::Deceased)),
        ("Qua đời", Some(Standing::Deceased)),
        ("Khai trừ", Some(Standing::Expelled)),
        ("Xóa tên", Some(Standing::Expelled)),
        ("Xoá tên", Some(Standing::Expelled)),
        ("", None),
        ("Đảng viên", None),
        ("Chuyển đến", None),
        ("không rõ", None),
        ("chính", None),
    ];
    for (words, expected) in table {
        assert_eq!(Standing::parse_label(words), expected, "{words}");
    }
}

#[test]
fn who_may_sign_in_and_who_is_counted() {
    for standing in Standing::ALL {
        let (active, counted) = match standing {
            Standing::Official | Standing::Probationary => (true, true),
            Standing::Exempt | Standing::TemporarilyExempt => (true, false),
            Standing::TransferredOut | Standing::Left | Standing::Deceased | Standing::Expelled => {
                (false, false)
            }
        };
        assert_eq!(standing.is_active(), active, "{standing:?}");
        assert_eq!(standing.counts_for_study(), counted, "{standing:?}");
        assert_eq!(standing.ends_membership(), !active, "{standing:?}");
    }
}

#[test]
fn a_code_is_exact() {
    for code in ["Official", "official ", "exempted", "", "transferred out"] {
        assert_eq!(Standing::from_code(code), None, "{code}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(label in "\\PC*") {
        let _ = Standing::parse_label(&label);
        let _ = Standing::from_code(&label);
    }
}
