use super::*;
use crate::library::rules::bulk::sheet::SheetRow;

const GOOD: [(Column, &str); 6] = [
    (Column::File, "a.docx"),
    (Column::Kind, "nghi_quyet"),
    (Column::Title, "Nghị quyết về chuyển đổi số"),
    (Column::Symbol, "57-NQ/TU"),
    (Column::Tier, "bắt buộc"),
    (Column::Audience, "everyone"),
];

/// The columns and texts of what is wrong when these cells take the place of the good ones.
fn faults(changed: &[(Column, &str)]) -> Vec<(Option<Column>, String)> {
    let kept = GOOD
        .iter()
        .filter(|(column, _)| changed.iter().all(|(other, _)| other != column));
    let cells: Vec<_> = kept.chain(changed).copied().collect();
    let cells: Vec<_> = cells
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let (_, faults) = Entry::read(&SheetRow::of(7, &cells));
    faults
        .into_iter()
        .map(|fault| (fault.column, fault.text))
        .collect()
}

#[test]
fn a_good_row_is_read() {
    assert_eq!(faults(&[]), []);
    let (entry, _) = Entry::read(&SheetRow::of(7, &GOOD));
    assert_eq!((entry.number, entry.tier), (7, Tier::Required));
    assert_eq!(entry.circulation, Circulation::Internal);
    assert_eq!(entry.urgency, Urgency::Normal);
    let more = [
        (Column::Number, "057"),
        (Column::IssuedOn, "12/03/2024"),
        (Column::EffectiveOn, "45372"),
        (Column::Circulation, "Công khai"),
        (Column::Urgency, "hoả tốc"),
        (Column::Secrecy, "không"),
    ];
    assert_eq!(faults(&more), []);
}

#[test]
fn every_fault_of_a_row_is_told_at_once() {
    let changed = [
        (Column::File, ""),
        (Column::Kind, ""),
        (Column::IssuedOn, "2024-03-12"),
        (Column::EffectiveOn, "03/25/2024"),
        (Column::ExpiresOn, "1/1/24"),
        (Column::Number, "58"),
        (Column::Tier, "gấp"),
        (Column::Audience, "unit"),
        (Column::Links, "45-QĐ/TU"),
        (Column::Secrecy, "Tối mật"),
    ];
    let mut found: Vec<_> = faults(&changed)
        .into_iter()
        .filter_map(|(column, _)| column)
        .collect();
    found.sort_unstable();
    let mut expected: Vec<_> = changed.iter().map(|(column, _)| *column).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn dates_are_never_guessed_and_old_encodings_named() {
    let text = |column, written| faults(&[(column, written)]).remove(0).1;
    assert!(text(Column::IssuedOn, "03/25/2024").contains("tháng đang đứng trước ngày"));
    assert!(text(Column::IssuedOn, "2024").contains("Chỉ có năm"));
    assert!(text(Column::Title, "Uû ban nh©n d©n").contains("TCVN3"));
    assert!(text(Column::Number, "x").contains("không khớp"));
}
