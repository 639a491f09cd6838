//! Who may call the operations of `search`: every member; what he finds is what he may read (tests/api/search).

use super::Row;
use crate::support::Request;

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "search_library",
            request: |_| Request::get("/api/v1/library/search?q=57"),
            expect: [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
        },
        Row {
            operation: "suggest_library",
            request: |_| Request::get("/api/v1/library/suggestions?q=57"),
            expect: [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
        },
    ]
}
