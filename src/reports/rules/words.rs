//! Sentences: pure.

use std::fmt::Write as _;

use super::rates;
use crate::error::Text;
use crate::kernel::dates::format_vn;
use crate::kernel::instant::Instant;
use crate::reports::model::Figures;

/// Assignments in the text of a month: with the longest titles it stays below 20,000 characters.
const MONTH_LINES: usize = 30;

/// Who is in the denominator, in words. `late_joiners` and `late_days` are those of the assignment.
pub(in crate::reports) fn denominator_rule(late_joiners: &str, late_days: Option<i32>) -> Text {
    let (late_vi, late_en) = match late_joiners {
        "left_out" => (
            "Người đến sau khi đợt học tập mở không được tính.".to_owned(),
            "Who joins after the opening is not counted.".to_owned(),
        ),
        "days_after_joining" => {
            let days = late_days.unwrap_or(0);
            (
                format!("Người đến sau được tính và có ít nhất {days} ngày kể từ ngày đến."),
                format!("Who joins later is counted and has {days} days from then or more."),
            )
        }
        _ => (
            "Người đến sau được tính với cùng thời hạn; đến sau thời hạn thì không tính."
                .to_owned(),
            "Who joins later has the same deadline; who joins after it is not counted.".to_owned(),
        ),
    };
    let (vi, en) = (base().vi, base().en);
    Text::owned(format!("{vi} {late_vi}"), format!("{en} {late_en}"))
}

/// The part of the rule that holds for every assignment.
pub(in crate::reports) fn base() -> Text {
    Text::new(
        "Mẫu số là số đảng viên được giao và phải hoàn thành. Người được miễn và người đã chuyển đi không tính; người được \
         hoãn có lý do nêu riêng, không tính vào mẫu số. Hoàn thành muộn vẫn là hoàn thành và nêu riêng. Cấp trên cộng số \
         của cấp dưới, không lấy trung bình tỷ lệ.",
        "The denominator is the members who were assigned and must finish. Exempt members and those who left are not in \
         it; excused members are shown apart and are not in it. Finishing late counts as finished and is shown apart. \
         Units above add the figures of those below; rates are never averaged.",
    )
}

/// What the texts to be copied are made of.
#[derive(Debug, Clone, Copy)]
pub(in crate::reports) struct Told<'a> {
    pub unit: &'a str,
    pub title: &'a str,
    pub figures: Figures,
    pub due_at: Instant,
    pub as_of: Instant,
}

/// A message for the cell's chat, in Vietnamese as it is used there. Names are given only by one who may see them;
/// those of whom it has no room are counted.
pub(in crate::reports) fn message(told: &Told<'_>, names: &[&str]) -> String {
    let Told {
        unit,
        title,
        figures,
        ..
    } = told;
    let due = last_day(told.due_at);
    let mut text = if figures.counted == 0 {
        format!("{unit}: không có đồng chí nào phải hoàn thành “{title}”.")
    } else if figures.missing() == 0 {
        let all = figures.counted;
        format!("{unit}: {all}/{all} đồng chí đã hoàn thành “{title}” (hạn hết ngày {due}).")
    } else {
        let (missing, all) = (figures.missing(), figures.counted);
        format!("{unit}: {missing}/{all} đồng chí chưa hoàn thành “{title}” (hạn hết ngày {due}).")
    };
    for (number, name) in (1..).zip(names) {
        let _ = write!(text, "\n{number}. {name}"); // writing to a string does not fail
    }
    let named = i64::try_from(names.len()).unwrap_or(i64::MAX);
    if named > 0 && named < figures.missing() {
        let _ = write!(text, "\nvà {} đồng chí khác.", figures.missing() - named);
    }
    if figures.counted > 0 {
        let rate = rates::text(rates::rate(*figures));
        let _ = write!(
            text,
            "\nĐã hoàn thành {}/{} ({rate})",
            figures.met, figures.counted
        );
        for (count, word) in [
            (figures.met_late, "hoàn thành muộn"),
            (figures.excused, "được hoãn"),
            (figures.exempt, "được miễn"),
        ] {
            if count > 0 {
                let _ = write!(text, "; {word} {count}");
            }
        }
        text.push('.');
    }
    let _ = write!(text, "\nSố liệu lúc {}.", moment(told.as_of));
    text
}

/// An assignment in the text of a month.
#[derive(Debug, Clone, Copy)]
pub(in crate::reports) struct MonthLine<'a> {
    pub title: &'a str,
    pub figures: Figures,
}

/// What a unit sends up for a month, as a message. Lines for which there is no room are counted.
pub(in crate::reports) fn month_message(
    unit: &str,
    month: &str,
    lines: &[MonthLine<'_>],
    total: Figures,
    as_of: Instant,
) -> String {
    let mut text = if lines.is_empty() {
        format!("{unit}, tháng {month}: không có đợt học tập nào đến hạn.")
    } else {
        let (met, counted) = (total.met, total.counted);
        let rate = rates::text(rates::rate(total));
        format!(
            "{unit}, tháng {month}: {} đợt học tập đến hạn, hoàn thành {met}/{counted} lượt ({rate}).",
            lines.len()
        )
    };
    for (number, MonthLine { title, figures }) in (1..).zip(lines).take(MONTH_LINES) {
        let rate = rates::text(rates::rate(*figures));
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "\n{number}. {title}: {}/{} ({rate})",
            figures.met, figures.counted
        );
    }
    if lines.len() > MONTH_LINES {
        let _ = write!(text, "\nvà {} đợt khác.", lines.len() - MONTH_LINES);
    }
    let _ = write!(text, "\nSố liệu lúc {}.", moment(as_of));
    text
}

/// The last day on which something may be done: a deadline is the first instant after it.
pub(in crate::reports) fn last_day(due_at: Instant) -> String {
    format_vn((due_at - chrono::Duration::microseconds(1)).day())
}

/// `09:00 ngày 23/11/2026`, as it is in Vietnam.
pub(in crate::reports) fn moment(at: Instant) -> String {
    let local = at.utc().naive_utc() + chrono::Duration::hours(7);
    format!("{} ngày {}", local.format("%H:%M"), format_vn(at.day()))
}

/// How far somebody is, in a file.
pub(in crate::reports) fn state(code: &str) -> &'static str {
    match code {
        "opened" => "Đã mở",
        "in_progress" => "Đang học",
        "completed" => "Hoàn thành",
        "completed_late" => "Hoàn thành muộn",
        _ => "Chưa học",
    }
}

/// Where somebody stands in the figures, in a file.
pub(in crate::reports) fn counted(code: &str) -> &'static str {
    match code {
        "excused" => "Được hoãn",
        "exempt" => "Được miễn",
        "left" => "Đã chuyển đi",
        _ => "Phải hoàn thành",
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
