//! Who may call the operations of `members`.

use super::Row;

pub fn rows() -> Vec<Row> {
    Vec::new()
}
