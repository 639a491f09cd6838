//! Who may call the operations of `system`: anyone.

use super::Row;
use crate::support::Request;

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "get_health",
            request: |_| Request::get("/healthz"),
            expect: [200; 11],
        },
        Row {
            operation: "get_readiness",
            request: |_| Request::get("/readyz"),
            expect: [200; 11],
        },
        Row {
            operation: "get_signing_keys",
            request: |_| Request::get("/.well-known/jwks.json"),
            expect: [200; 11],
        },
    ]
}
