//! The pages behind links in mails.

use askama::Template;

use super::letters::{Pair, pick};
use super::model::Language;

/// The page behind the link of an optional mail: it asks, and only its button acts, since scanners of mails open links.
#[derive(Template)]
#[template(path = "unsubscribe.html", config = "src/mail/askama.toml")]
pub(super) struct UnsubscribePage {
    pub lang: &'static str,
    pub title: &'static str,
    pub text: &'static str,
    /// Absent when it is done.
    pub button: Option<&'static str>,
}

impl UnsubscribePage {
    pub fn new(language: Language, is_done: bool) -> Self {
        let (title, text): (Pair, Pair) = if is_done {
            (
                ("Đã ngừng gửi", "Stopped"),
                (
                    "Bạn sẽ không nhận thư hằng tuần nữa. Có thể bật lại trong phần cài đặt của ứng dụng.",
                    "You will get no more weekly mails. The app's settings can turn them on again.",
                ),
            )
        } else {
            (
                ("Ngừng nhận thư hằng tuần?", "Stop the weekly mails?"),
                (
                    "Thư về mã, mật khẩu và bảo mật tài khoản vẫn được gửi.",
                    "Mails about codes, passwords and the safety of your account still come.",
                ),
            )
        };
        Self {
            lang: language.tag(),
            title: pick(language, title),
            text: pick(language, text),
            button: (!is_done).then(|| pick(language, ("Ngừng nhận", "Stop"))),
        }
    }
}
