//! What is asked, in words.

use crate::error::Text;
use crate::kernel::dates::format_vn;
use crate::kernel::instant::Instant;
use chrono::Duration;

/// "Do all of it by then": how many requirements, in order or not, and the last day.
pub(in crate::progress) fn rule(requirements: usize, ordered: bool, due_at: Instant) -> Text {
    let day = format_vn((due_at - Duration::microseconds(1)).day());
    let (order_vi, order_en) = if ordered && requirements > 1 {
        (", lần lượt theo thứ tự", ", one after the other")
    } else {
        ("", "")
    };
    Text::owned(
        format!(
            "Hoàn thành đủ {requirements} yêu cầu{order_vi}; đúng hạn khi xong trong ngày {day} trở về trước."
        ),
        format!(
            "All {requirements} requirements{order_en}; in time when done on {day} (dd/mm/yyyy) at the latest."
        ),
    )
}
