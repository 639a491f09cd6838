//! What the check says.

use crate::cli::words::Words;
use crate::mail::Trouble;

pub(super) const OFF: Words = Words(
    "thư điện tử đang tắt: đặt SOTAY_MAIL_URL để kiểm tra",
    "mail is off: set SOTAY_MAIL_URL to check it",
);
pub(super) const WORKS: Words = Words(
    "máy chủ thư đã nhận thư thử; xem hộp thư (cả mục thư rác)",
    "the mail server took the test mail; look into the mailbox (and its spam folder)",
);

/// What has to be done.
pub(super) fn of(trouble: Trouble) -> Words {
    match trouble {
        Trouble::Address => Words(
            "đây không phải là địa chỉ thư điện tử",
            "this is no mail address",
        ),
        Trouble::Name => Words(
            "không tìm thấy tên máy chủ thư: xem DNS và SOTAY_MAIL_URL",
            "the mail server's name is not found: look at DNS and SOTAY_MAIL_URL",
        ),
        Trouble::Unreachable => Words(
            "không kết nối được máy chủ thư: xem cổng trong SOTAY_MAIL_URL, mạng và tường lửa",
            "no connection to the mail server: look at the port in SOTAY_MAIL_URL, the network and the firewall",
        ),
        Trouble::Timeout => Words(
            "máy chủ thư trả lời quá lâu: xem mạng và tường lửa; với cổng 465 hãy dùng smtps://",
            "the mail server takes too long: look at the network and the firewall; for port 465 use smtps://",
        ),
        Trouble::Greeting => Words(
            "máy chủ thư không tiếp nhận kết nối: xem máy này có được phép gửi qua đó không",
            "the mail server does not take the connection: look whether this machine may send through it",
        ),
        Trouble::NoSmtp => Words(
            "phía bên kia không nói SMTP, hoặc ngắt giữa chừng: xem cổng; cổng 465 cần smtps://",
            "the other side does not speak SMTP, or hung up: look at the port; port 465 needs smtps://",
        ),
        Trouble::NoStarttls => Words(
            "máy chủ thư không có STARTTLS nên không gửi gì: dùng smtps://, hoặc bật TLS ở máy chủ",
            "the mail server offers no STARTTLS, so nothing is sent: use smtps://, or turn TLS on there",
        ),
        Trouble::Certificate => Words(
            "chứng chỉ của máy chủ thư không được tin: xem tên trong SOTAY_MAIL_URL và SOTAY_MAIL_CA_FILE",
            "the mail server's certificate is not believed: look at the name in SOTAY_MAIL_URL and at SOTAY_MAIL_CA_FILE",
        ),
        Trouble::Tls => Words(
            "không mã hóa được kết nối: xem cấu hình TLS của máy chủ thư (cần TLS 1.2 trở lên)",
            "the connection could not be encrypted: look at TLS on the mail server (1.2 or newer is needed)",
        ),
        other => of_answers(other),
    }
}

/// … once there is a connection that can be used.
fn of_answers(trouble: Trouble) -> Words {
    match trouble {
        Trouble::NoSignIn => Words(
            "máy chủ thư không cho đăng nhập bằng mật khẩu (PLAIN hoặc LOGIN)",
            "the mail server offers no sign-in with a password (PLAIN or LOGIN)",
        ),
        Trouble::SignIn => Words(
            "máy chủ thư không nhận tên hoặc mật khẩu: xem SOTAY_MAIL_USER và mật khẩu (có thể cần mật khẩu ứng dụng)",
            "the mail server does not take the name or password: look at SOTAY_MAIL_USER and the password (an app password may be needed)",
        ),
        Trouble::Sender => Words(
            "máy chủ thư không cho gửi từ địa chỉ này: xem SOTAY_MAIL_FROM",
            "the mail server does not let us send from this address: look at SOTAY_MAIL_FROM",
        ),
        Trouble::Recipient => Words(
            "cấu hình đúng, nhưng máy chủ thư từ chối người nhận này",
            "the settings are right, but the mail server refuses this recipient",
        ),
        Trouble::Policy => Words(
            "máy chủ thư không chuyển thư cho người nhận này: xem có cần đăng nhập (SOTAY_MAIL_USER) hay quyền gửi ra ngoài không",
            "the mail server does not pass mail on to this recipient: look whether it wants a sign-in (SOTAY_MAIL_USER), or a permission to relay",
        ),
        Trouble::Content => Words(
            "máy chủ thư từ chối nội dung thư: xem bộ lọc thư rác của máy chủ",
            "the mail server refuses the text: look at its spam filter",
        ),
        _ => Words(
            "cấu hình đúng, nhưng máy chủ thư bảo thử lại sau",
            "the settings are right, but the mail server says to try again later",
        ),
    }
}
