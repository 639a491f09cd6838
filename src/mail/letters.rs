//! The words of each mail, in both languages, and how they become HTML and plain text. Subjects are neutral: they are shown on
//! locked screens. Nothing here is a person's name or a title.

use askama::Template;

use super::model::{CellWeek, Language, Letter, Says};
use crate::error::Error;
use crate::kernel::dates::format_vn;
use crate::kernel::instant::Instant;

/// A mail as it is read.
pub(super) struct Written {
    pub subject: &'static str,
    pub html: String,
    pub plain: String,
    /// Where it can be unsubscribed from with one click.
    pub unsubscribe: Option<String>,
}

/// Where links lead; neither ends with a slash of ours.
#[derive(Clone, Copy)]
pub(super) struct Links<'a> {
    /// Where this server is found.
    pub server: &'a str,
    /// Where the app opens.
    pub app: &'a str,
}

#[derive(Template)]
#[template(path = "letter.html", config = "src/mail/askama.toml")]
struct Html<'a> {
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "letter.txt", config = "src/mail/askama.toml", escape = "none")]
struct Plain<'a> {
    page: &'a Page,
}

/// What both forms show.
#[derive(Default)]
struct Page {
    lang: &'static str,
    title: &'static str,
    paragraphs: Vec<String>,
    code: Option<String>,
    /// What follows the code.
    notes: Vec<String>,
    columns: [&'static str; 3],
    rows: Vec<Row>,
    link: Option<(&'static str, String)>,
    footer: &'static str,
    unsubscribe: Option<(&'static str, String)>,
}

/// A line of figures.
struct Row {
    name: Option<String>,
    figures: [String; 3],
}

/// Writes a letter out.
///
/// # Errors
/// The templates cannot be written.
pub(super) fn write(letter: &Letter, links: Links<'_>) -> Result<Written, Error> {
    let language = letter.language;
    let page = Page {
        lang: language.tag(),
        footer: pick(language, AUTOMATIC),
        ..page(&letter.says, language, links)
    };
    let broken = |error: askama::Error| Error::internal(format!("a mail: {error}"));
    Ok(Written {
        subject: page.title,
        html: Html { page: &page }.render().map_err(broken)?,
        plain: Plain { page: &page }.render().map_err(broken)?,
        unsubscribe: page
            .unsubscribe
            .filter(|_| letter.says.kind().is_optional())
            .map(|(_, address)| address),
    })
}

pub(super) type Pair = (&'static str, &'static str);

const AUTOMATIC: Pair = (
    "Thư này do hệ thống Sổ tay gửi tự động, vui lòng không trả lời.",
    "Sổ tay sent this mail by itself; please do not answer it.",
);
const NEVER_TELL: Pair = (
    "Không đưa mã này cho bất kỳ ai, kể cả người tự xưng là cán bộ.",
    "Give this code to nobody, whoever he says he is.",
);
const NOT_YOU: Pair = (
    "Nếu không phải bạn yêu cầu, hãy bỏ qua thư này.",
    "If you did not ask for it, take no notice of this mail.",
);
const TELL_SECRETARY: Pair = (
    "Nếu không phải bạn, hãy đổi mật khẩu ngay và báo cho bí thư chi bộ.",
    "If this was not you, change your password at once and tell your cell secretary.",
);
/// A password would not help: nobody was in the account.
const TELL_OFFICE: Pair = (
    "Việc này do người quản lý danh sách đảng viên thực hiện, không phải từ tài khoản của bạn. Nếu bạn không đề nghị, hãy báo ngay cho bí thư chi bộ hoặc văn phòng đảng ủy để được kiểm tra và sửa lại.",
    "Whoever keeps the members' roster did this; it was not done from your account. If you did not ask for it, tell your cell secretary or the party office at once, so that they check it and put it right.",
);

pub(super) fn pick(language: Language, (vi, en): Pair) -> &'static str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

fn page(says: &Says, language: Language, links: Links<'_>) -> Page {
    let text = |pair: Pair| pick(language, pair).to_owned();
    match says {
        Says::ActivationCode { code, until } => of_code(language, ACTIVATION, code, *until),
        Says::ResetCode { code, until } => of_code(language, RESET, code, *until),
        Says::AddressCode { code, until } => of_code(language, ADDRESS, code, *until),
        Says::AddressChanged { at, by_another } => of_address(language, *at, *by_another),
        Says::NewDevice { at, platform } => Page {
            title: pick(
                language,
                ("Đăng nhập trên thiết bị mới", "A sign-in on a new device"),
            ),
            paragraphs: vec![
                fill(
                    language,
                    (
                        "Tài khoản Sổ tay của bạn vừa được đăng nhập trên một thiết bị hoặc mạng mới: {}.",
                        "Somebody signed in to your Sổ tay account on a new device or network: {}.",
                    ),
                    &format!("{}, {}", device(language, platform), moment(*at)),
                ),
                text((
                    "Nếu đó là bạn, bạn không cần làm gì.",
                    "If it was you, there is nothing to do.",
                )),
                text(TELL_SECRETARY),
            ],
            ..Page::default()
        },
        Says::WeeklyDigest { cells, unsubscribe } => of_week(language, cells, links, unsubscribe),
    }
}

fn of_address(language: Language, at: Instant, by_another: bool) -> Page {
    let title = (
        "Địa chỉ thư của bạn đã thay đổi",
        "Your mail address has changed",
    );
    let what = (
        "Lúc {}, địa chỉ thư điện tử trong Sổ tay của bạn đã được thay hoặc xóa. Từ nay thư không gửi đến đây nữa.",
        "At {} the mail address in your Sổ tay was replaced or removed. No more mails come here.",
    );
    let to_do = if by_another {
        TELL_OFFICE
    } else {
        TELL_SECRETARY
    };
    Page {
        title: pick(language, title),
        paragraphs: vec![
            fill(language, what, &moment(at)),
            pick(language, to_do).to_owned(),
        ],
        ..Page::default()
    }
}

/// Subject, what it is for.
type CodeWords = (Pair, Pair);
const ACTIVATION: CodeWords = (
    ("Mã kích hoạt tài khoản", "Your activation code"),
    (
        "Nhập mã sau vào ứng dụng Sổ tay để kích hoạt tài khoản:",
        "Type this code into the Sổ tay app to activate your account:",
    ),
);
const RESET: CodeWords = (
    ("Mã đặt lại mật khẩu", "Your code for a new password"),
    (
        "Nhập mã sau vào ứng dụng Sổ tay để đặt mật khẩu mới:",
        "Type this code into the Sổ tay app to set a new password:",
    ),
);
const ADDRESS: CodeWords = (
    (
        "Mã xác nhận địa chỉ thư",
        "Your code to confirm this address",
    ),
    (
        "Nhập mã sau vào ứng dụng Sổ tay để xác nhận địa chỉ thư này:",
        "Type this code into the Sổ tay app to confirm this address:",
    ),
);

fn of_code(language: Language, (title, purpose): CodeWords, code: &str, until: Instant) -> Page {
    let until = fill(
        language,
        (
            "Mã dùng được một lần, đến {}.",
            "It is good for one use, until {}.",
        ),
        &moment(until),
    );
    Page {
        title: pick(language, title),
        paragraphs: vec![pick(language, purpose).to_owned()],
        code: Some(code.to_owned()),
        notes: vec![
            until,
            pick(language, NEVER_TELL).to_owned(),
            pick(language, NOT_YOU).to_owned(),
        ],
        ..Page::default()
    }
}

fn of_week(language: Language, cells: &[CellWeek], links: Links<'_>, token: &str) -> Page {
    let row = |week: &CellWeek| Row {
        name: week.cell.clone(),
        figures: [
            format_vn(week.due_on),
            week.missing.to_string(),
            week.counted.to_string(),
        ],
    };
    let columns = [
        ("Hạn", "Due"),
        ("Chưa xong", "Not finished"),
        ("Tổng số", "Of"),
    ];
    let opt_out = ("Ngừng nhận thư hằng tuần", "Stop these weekly mails");
    Page {
        title: pick(language, ("Tuần này của chi bộ", "Your cell this week")),
        paragraphs: vec![
            pick(
                language,
                (
                    "Những nhiệm vụ học tập đang mở mà chi bộ còn người chưa hoàn thành:",
                    "Open study assignments that somebody of your cell has not finished:",
                ),
            )
            .to_owned(),
        ],
        columns: columns.map(|column| pick(language, column)),
        rows: cells.iter().map(row).collect(),
        link: Some((
            pick(
                language,
                ("Mở Sổ tay để xem danh sách", "Open Sổ tay for the list"),
            ),
            links.app.to_owned(),
        )),
        unsubscribe: Some((
            pick(language, opt_out),
            format!("{}/api/v1/mail/unsubscriptions/{token}", links.server),
        )),
        ..Page::default()
    }
}

fn fill(language: Language, words: Pair, value: &str) -> String {
    pick(language, words).replacen("{}", value, 1)
}

/// 09:15 28/11/2025, in Vietnam.
fn moment(at: Instant) -> String {
    let local = at.utc() + chrono::Duration::hours(7);
    format!("{} {}", local.format("%H:%M"), format_vn(at.day()))
}

fn device(language: Language, platform: &str) -> &'static str {
    match platform {
        "android" => "Android",
        "ios" => "iPhone/iPad",
        "web" => pick(language, ("trình duyệt", "a browser")),
        _ => pick(language, ("thiết bị khác", "another device")),
    }
}

#[cfg(test)]
#[path = "letters_tests.rs"]
mod tests;
