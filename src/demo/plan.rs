//! How large the demo is and how it is divided: pure.

use chrono::{Duration, NaiveDate};

use super::names::{pick, scatter};
use crate::kernel::person::Standing;

/// The size of the organisation.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub members: usize,
    pub wards: usize,
    pub cells: usize,
}

/// The fewest people of the first cell: each of the sign-ins is one of them.
pub(super) const FIRST_CELL: usize = 12;

const PLACES: [&str; 12] = [
    "Hòa Bình",
    "Tân Lập",
    "Đông Sơn",
    "Thủy Xuân",
    "An Khánh",
    "Vĩnh Lộc",
    "Phú Mỹ",
    "Long Thành",
    "Bình Minh",
    "Quang Trung",
    "Yên Thịnh",
    "Kim Ngân",
];
const CELLS: [&str; 8] = [
    "Chi bộ Tổ dân phố số",
    "Chi bộ Khu phố",
    "Chi bộ Hưu trí số",
    "Chi bộ Trường Tiểu học số",
    "Chi bộ Trường Mầm non số",
    "Chi bộ Cơ quan số",
    "Chi bộ Thôn",
    "Chi bộ Trạm Y tế số",
];

impl Plan {
    /// Members in the cell `index` of all cells: as even as can be.
    pub(super) fn size_of_cell(&self, index: usize) -> usize {
        let cells = self.cells.max(1);
        let size = self.members / cells + usize::from(index < self.members % cells);
        if index == 0 {
            size.max(FIRST_CELL)
        } else {
            size
        }
    }

    /// The ward that holds the cell `index`.
    pub(super) fn ward_of_cell(&self, index: usize) -> usize {
        index % self.wards.max(1)
    }
}

/// The name of a ward's committee.
pub(super) fn ward_name(index: usize) -> String {
    let place = pick(&PLACES, index as u64);
    let kind = if index % 3 == 2 { "xã" } else { "phường" };
    match index / PLACES.len() {
        0 => format!("Đảng ủy {kind} {place}"),
        round => format!("Đảng ủy {kind} {place} {}", round + 1),
    }
}

/// The name of a cell within its ward.
pub(super) fn cell_name(index_in_ward: usize) -> String {
    let kind = pick(&CELLS, index_in_ward as u64);
    format!("{kind} {}", index_in_ward / CELLS.len() + 1)
}

/// The standing of person `number`: most are official, each of the others occurs.
pub(super) fn standing(number: usize) -> Standing {
    match number % 100 {
        20..=23 => Standing::Probationary,
        40..=43 => Standing::Exempt,
        60..=61 => Standing::TemporarilyExempt,
        80 => Standing::TransferredOut,
        81 => Standing::Deceased,
        82 if number % 200 == 82 => Standing::Left,
        82 => Standing::Expelled,
        _ => Standing::Official,
    }
}

/// Birth, joining and official dates of person `number`, lifelike on the day `today`.
pub(super) fn dates(
    number: u64,
    standing: Standing,
    today: NaiveDate,
) -> (NaiveDate, NaiveDate, Option<NaiveDate>) {
    let draw = scatter(number ^ 0x5074);
    let days = |years: u64| Duration::days(i64::try_from(years * 365).unwrap_or(0));
    let spread = Duration::days(i64::try_from((draw >> 20) % 365).unwrap_or(0));
    let joined = match standing {
        Standing::Probationary => {
            today - Duration::days(60) - Duration::days(i64::try_from(draw % 200).unwrap_or(0))
        }
        _ => today - days(2 + draw % 40) - spread,
    };
    let birth = joined - days(20 + (draw >> 8) % 25) - spread;
    let official = (standing != Standing::Probationary).then(|| joined + Duration::days(365));
    (birth, joined, official)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_demo_has_a_thousand_people_in_forty_cells_of_three_wards() {
        let plan = Plan {
            members: 1_000,
            wards: 3,
            cells: 40,
        };
        assert_eq!(
            (0..40).map(|cell| plan.size_of_cell(cell)).sum::<usize>(),
            1_000
        );
        let wards: std::collections::HashSet<_> =
            (0..40).map(|cell| plan.ward_of_cell(cell)).collect();
        assert_eq!(wards.len(), 3);
    }

    #[test]
    fn every_standing_occurs_among_a_thousand() {
        for wanted in Standing::ALL {
            assert!(
                (0..1_000).any(|number| standing(number) == wanted),
                "{wanted:?}"
            );
        }
    }

    #[test]
    fn dates_follow_each_other() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for number in 0..3_000 {
            let (birth, joined, official) =
                dates(number, standing(usize::try_from(number).unwrap()), today);
            assert!(
                birth + Duration::days(18 * 365) < joined && joined < today,
                "{number}"
            );
            assert!(
                official.is_none_or(|official| joined < official && official <= today),
                "{number}"
            );
        }
    }
}
