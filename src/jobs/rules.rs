//! What holds for every job: pure.

use serde_json::{Value, json};

use crate::error::{Error, Rule, Text};

/// How long a claim holds without a sign of life.
pub const LEASE_SECONDS: i64 = 60;
/// How often a job whose worker died is claimed again.
pub const RECLAIMS: i32 = 3;
/// Days that a finished job and its output are kept.
pub const KEPT_DAYS: i64 = 7;
/// Hours that an upload is kept after its job ended.
pub const UPLOAD_KEPT_HOURS: i64 = 24;
/// Bytes of an upload or output.
pub const FILE_BYTES: usize = 50 * 1024 * 1024;
/// Bytes of a result as JSON.
pub const RESULT_BYTES: usize = 1024 * 1024;
/// A job that could not be done for a passing reason (the database was busy) rests this long before the next attempt.
pub(super) const REST_SECONDS: i64 = 5;

pub(super) const NOT_FINISHED: Rule = Rule::conflict(
    "job_not_finished",
    "Công việc này chưa xong nên chưa có tệp; vui lòng đợi thêm.",
    "This job has not finished, so there is no file yet.",
);
pub(super) const ABANDONED: Rule = Rule::conflict(
    "job_abandoned",
    "Công việc bị gián đoạn nhiều lần nên đã dừng; xin vui lòng làm lại.",
    "The job was interrupted too often and was given up; please start it again.",
);
pub(super) const FENCED: Rule = Rule::conflict(
    "job_fenced",
    "Công việc này đã được tiến trình khác tiếp nhận.",
    "Another worker has taken this job over.",
);
const GENERIC: Text =
    Text::new("Công việc không thực hiện được.", "The job could not be done.");

/// What is kept of a failure: its code, and its texts in both languages (a rule's text may carry counts).
pub(super) fn problem_of(error: &Error) -> (&'static str, Value) {
    let (_, code, text) = error.problem();
    (code, json!({"vi": text.vi, "en": text.en}))
}

/// The texts of a failure as they were kept.
pub(super) fn problem_text(kept: Option<&Value>) -> Text {
    let member = |name: &str| kept?.get(name)?.as_str().map(str::to_owned);
    match (member("vi"), member("en")) {
        (Some(vi), Some(en)) => Text::owned(vi, en),
        _ => GENERIC,
    }
}

/// Whether a failure may be gone in a moment, so that the job deserves another attempt.
pub(super) fn is_passing(error: &Error) -> bool {
    matches!(error, Error::Busy | Error::Unavailable) || error.is_lost_connection() || error.asks_to_run_again()
}

/// A result is an object of bounded size.
pub(super) fn check_result(result: &Value) -> Result<(), Error> {
    let bytes = serde_json::to_vec(result).map_err(|error| Error::internal(error.to_string()))?;
    if !result.is_object() {
        return Err(Error::internal("the result of a job is not an object"));
    }
    if bytes.len() > RESULT_BYTES {
        return Err(Error::internal("the result of a job is too large"));
    }
    Ok(())
}

/// Whether a file is small enough to be kept.
pub(super) fn check_size(bytes: usize) -> Result<(), Error> {
    if bytes > FILE_BYTES { Err(Error::TooLarge) } else { Ok(()) }
}
