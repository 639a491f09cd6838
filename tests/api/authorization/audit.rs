//! Who may call the operations of `audit`.

use super::Row;
use crate::support::Request;

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "list_audit_log",
            request: |_| Request::get("/api/v1/audit-log"),
            expect: [401, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403],
        },
        Row {
            operation: "list_my_access_log",
            request: |_| Request::get("/api/v1/me/access-log"),
            expect: [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
        },
    ]
}
