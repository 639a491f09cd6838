//! Which bytes of a file a request asks for (RFC 9110, 14).

/// What to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::files) enum Wanted {
    Whole,
    /// From the first to the last byte, both counted from 0 and sent.
    Range {
        first: u64,
        last: u64,
    },
    /// No byte of the file: 416.
    Nothing,
}

/// What a `Range` field asks of a file of `size` bytes. What is not one range of bytes is ignored, as RFC 9110 allows:
/// several ranges, other units, bad syntax.
pub(in crate::files) fn wanted(field: &str, size: u64) -> Wanted {
    let Some(range) = field
        .split_once('=')
        .filter(|(unit, _)| unit.trim().eq_ignore_ascii_case("bytes"))
        .map(|(_, range)| range.trim())
    else {
        return Wanted::Whole;
    };
    let Some((first, last)) = range.split_once('-') else {
        return Wanted::Whole;
    };
    let asked = match (first.trim(), last.trim()) {
        ("", count) => position(count).map(|count| suffix(count, size)),
        (first, "") => position(first).map(|first| from(first, None, size)),
        (first, last) => position(first)
            .zip(position(last))
            .map(|(first, last)| from(first, Some(last), size)),
    };
    asked.unwrap_or(Wanted::Whole)
}

/// `None`: not a number. One too large for 64 bits lies behind every file.
fn position(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

fn from(first: u64, last: Option<u64>, size: u64) -> Wanted {
    if last.is_some_and(|last| last < first) {
        return Wanted::Whole; // such a range is no range
    }
    match size.checked_sub(1) {
        Some(end) if first <= end => Wanted::Range {
            first,
            last: last.unwrap_or(end).min(end),
        },
        _ => Wanted::Nothing,
    }
}

fn suffix(count: u64, size: u64) -> Wanted {
    match size.checked_sub(1) {
        Some(last) if count > 0 => Wanted::Range {
            first: size.saturating_sub(count),
            last,
        },
        _ => Wanted::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::{Wanted, wanted};

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        let range = |first, last| Wanted::Range { first, last };
        for (field, expected) in [
            ("bytes=0-0", range(0, 0)),
            ("bytes=0-499", range(0, 99)),
            ("bytes=10-19", range(10, 19)),
            ("bytes=99-", range(99, 99)),
            ("bytes=-1", range(99, 99)),
            ("bytes=-500", range(0, 99)),
            ("Bytes = 1-2", range(1, 2)),
            ("bytes=0-18446744073709551616", range(0, 99)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=100-200", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=18446744073709551616-", Wanted::Nothing),
            ("bytes=5-4", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("items=0-1", Wanted::Whole),
            ("bytes", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            assert_eq!(wanted(field, 100), expected, "{field}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
        assert_eq!(wanted("bytes=-1", 0), Wanted::Nothing);
    }
}
