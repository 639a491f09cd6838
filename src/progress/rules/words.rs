//! What is asked, in words.

use crate::error::Text;
use crate::kernel::dates::format_vn;
use crate::kernel::instant::Instant;
use chrono::Duration;

/// "Do all of it by then": how many requirements, in order or not, and the last day; and where something is to be read or
/// passed, that it may have been before.
pub(in crate::progress) fn rule(
    requirements: usize,
    ordered: bool,
    before_counts: bool,
    due_at: Instant,
) -> Text {
    let day = format_vn((due_at - Duration::microseconds(1)).day());
    let (order_vi, order_en) = if ordered && requirements > 1 {
        (", lần lượt theo thứ tự", ", one after the other")
    } else {
        ("", "")
    };
    let (before_vi, before_en) = if before_counts {
        (
            " Điều đã đọc, đã đạt trước khi được giao vẫn được tính.",
            " What was read or passed before it was asked for counts.",
        )
    } else {
        ("", "")
    };
    Text::owned(
        format!(
            "Hoàn thành đủ {requirements} yêu cầu{order_vi}; đúng hạn khi xong trong ngày {day} trở về trước.{before_vi}"
        ),
        format!(
            "All {requirements} requirements{order_en}; in time when done on {day} (dd/mm/yyyy) at the latest.{before_en}"
        ),
    )
}
