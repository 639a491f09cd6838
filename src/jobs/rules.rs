//! What holds for every job: pure.

use serde_json::{Value, json};

use super::model::FileRole;
use crate::error::{Error, Rule, Text};
use crate::kernel::ids::PublicId;

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
const GENERIC: Text = Text::new(
    "Công việc không thực hiện được.",
    "The job could not be done.",
);

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
    matches!(error, Error::Busy | Error::Unavailable)
        || error.is_lost_connection()
        || error.asks_to_run_again()
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
    if bytes > FILE_BYTES {
        Err(Error::TooLarge)
    } else {
        Ok(())
    }
}

/// Characters of a file's name.
const NAME_CHARACTERS: usize = 200;

/// A name that is safe to show and to save under: no folders, no control or direction characters, no leading dot.
pub(super) fn clean_file_name(name: &str) -> String {
    let unsafe_in_names = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let visible: String = name
        .chars()
        .filter(|c| !unsafe_in_names(*c))
        .map(|c| {
            if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let trimmed = visible.trim_matches(|c: char| c == '.' || c.is_whitespace());
    // The end is kept: it says what kind of file it is.
    let surplus = trimmed.chars().count().saturating_sub(NAME_CHARACTERS);
    let kept: String = trimmed.chars().skip(surplus).collect();
    if kept.is_empty() {
        "tep".to_owned()
    } else {
        kept
    }
}

/// The types that the document names; anything else is only bytes.
pub(super) fn sent_as(media_type: &str) -> &'static str {
    match media_type.split(';').next().unwrap_or_default().trim() {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
        "text/csv" => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What the seal of a file covers besides its content, each part with its length.
pub(super) fn seal_context(
    job: PublicId,
    role: FileRole,
    file_name: &str,
    media_type: &str,
) -> Vec<u8> {
    let parts: [&[u8]; 4] = [
        job.as_bytes(),
        role.code().as_bytes(),
        file_name.as_bytes(),
        media_type.as_bytes(),
    ];
    parts
        .iter()
        .flat_map(|part| {
            (part.len() as u64)
                .to_be_bytes()
                .into_iter()
                .chain(part.iter().copied())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_to_save_under() {
        for (given, kept) in [
            ("Danh sách đảng viên.xlsx", "Danh sách đảng viên.xlsx"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "tep"),
            ("", "tep"),
            ("a\r\nSet-Cookie: b.csv", "aSet-Cookie_ b.csv"),
            ("anh\u{202e}xslx.exe", "anhxslx.exe"),
            (" \"x\" .csv ", "_x_ .csv"),
        ] {
            assert_eq!(clean_file_name(given), kept);
        }
        let long = clean_file_name(&format!("{}.xlsx", "ă".repeat(400)));
        assert!(
            long.ends_with("ă.xlsx") && long.chars().count() == NAME_CHARACTERS,
            "{long}"
        );
    }

    #[test]
    fn a_seal_tells_files_apart() {
        let id = PublicId::new(crate::kernel::instant::Instant::default());
        let one = seal_context(id, FileRole::Upload, "ab", "c");
        assert_ne!(one, seal_context(id, FileRole::Upload, "a", "bc"));
        assert_ne!(one, seal_context(id, FileRole::Output, "ab", "c"));
    }

    #[test]
    fn a_failure_keeps_its_texts() {
        let (code, kept) = problem_of(&ABANDONED.into());
        assert_eq!(code, "job_abandoned");
        assert_eq!(problem_text(Some(&kept)), ABANDONED.text);
        assert_eq!(problem_text(None), GENERIC);
        assert_eq!(problem_text(Some(&json!({"vi": "x"}))), GENERIC);
    }

    #[test]
    fn results_are_bounded_objects() {
        assert!(check_result(&json!({"valid_rows": 3})).is_ok());
        assert!(check_result(&json!([1])).is_err());
        assert!(check_result(&json!({"x": "y".repeat(RESULT_BYTES)})).is_err());
        assert!(
            check_size(FILE_BYTES).is_ok()
                && matches!(check_size(FILE_BYTES + 1), Err(Error::TooLarge))
        );
    }

    #[test]
    fn only_passing_failures_deserve_another_attempt() {
        assert!(is_passing(&Error::Busy) && is_passing(&Error::Unavailable));
        assert!(
            !is_passing(&Error::Forbidden)
                && !is_passing(&Error::internal("x"))
                && !is_passing(&ABANDONED.into())
        );
    }
}
