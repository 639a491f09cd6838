//! Who may call the operations of `rosters`.

use super::Row;

pub fn rows() -> Vec<Row> {
    Vec::new()
}
