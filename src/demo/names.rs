//! Vietnamese names, drawn by a small deterministic generator: the same number gives the same person.

use crate::kernel::person::Sex;

const FAMILY: [&str; 24] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ",
    "Hồ", "Ngô", "Dương", "Lý", "Đào", "Đoàn", "Trịnh", "Mai", "Lương", "Hà", "Tạ", "Nông",
];
const MIDDLE_MALE: [&str; 10] = [
    "Văn", "Đức", "Hữu", "Quang", "Minh", "Công", "Xuân", "Đình", "Ngọc", "Thanh",
];
const MIDDLE_FEMALE: [&str; 10] = [
    "Thị",
    "Thị Thu",
    "Thị Ngọc",
    "Thanh",
    "Thùy",
    "Thị Kim",
    "Bích",
    "Mai",
    "Thị Hồng",
    "Diệu",
];
const GIVEN_MALE: [&str; 24] = [
    "An", "Anh", "Bình", "Cường", "Dũng", "Dương", "Đạt", "Đông", "Đức", "Giang", "Hải", "Hòa",
    "Hùng", "Khánh", "Long", "Nam", "Phúc", "Quân", "Quý", "Sơn", "Thắng", "Thủy", "Trung", "Tuấn",
];
const GIVEN_FEMALE: [&str; 24] = [
    "An", "Ánh", "Ảnh", "Ân", "Châu", "Dung", "Duyên", "Đào", "Hà", "Hạnh", "Hoa", "Hòa", "Huệ",
    "Hương", "Lan", "Liên", "Mai", "Nga", "Ngân", "Oanh", "Thúy", "Thủy", "Trang", "Uyên",
];

/// Spreads consecutive numbers over the whole range (the finaliser of SplitMix64, Steele et al. 2014).
#[must_use]
pub(super) fn scatter(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The name and sex of person `number`.
pub(super) fn person(number: u64) -> (String, Sex) {
    let draw = scatter(number);
    let sex = if draw.is_multiple_of(3) {
        Sex::Female
    } else {
        Sex::Male
    };
    let (middle, given) = match sex {
        Sex::Female => (
            pick(&MIDDLE_FEMALE, draw >> 8),
            pick(&GIVEN_FEMALE, draw >> 16),
        ),
        Sex::Male => (pick(&MIDDLE_MALE, draw >> 8), pick(&GIVEN_MALE, draw >> 16)),
    };
    (
        format!("{} {middle} {given}", pick(&FAMILY, draw >> 24)),
        sex,
    )
}

/// One of a list.
pub(super) fn pick<'a>(list: &[&'a str], draw: u64) -> &'a str {
    let index = usize::try_from(draw % (list.len().max(1) as u64)).unwrap_or(0);
    list.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::person;
    use crate::kernel::person::FullName;
    use std::collections::HashSet;

    #[test]
    fn every_invented_name_is_a_name_and_names_are_varied() {
        let mut seen = HashSet::new();
        for number in 0..2_000 {
            let (name, _) = person(number);
            assert!(FullName::parse(&name).is_ok(), "{name}");
            seen.insert(name);
        }
        assert!(seen.len() > 1_000, "only {} different names", seen.len());
        assert_eq!(person(7), person(7));
    }
}
