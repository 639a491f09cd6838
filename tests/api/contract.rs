//! What holds for every operation: problems, tokens, fields, limits, repeated requests.

mod conditional;
mod edge;
mod idempotency;
mod limits;
mod lists;
mod privacy;
mod requests;
mod tokens;
