//! What is said of settings that cannot even be tried, in Vietnamese and English on one line.

use crate::config::ConfigError;
use crate::fcm::{self, AccountError};
use crate::providers::SetupError;

/// The settings themselves.
pub(super) fn of_settings(error: &ConfigError) -> String {
    let vietnamese = match error {
        ConfigError::File { path, .. } => format!("không đọc được tệp {}", path.display()),
        ConfigError::Push(_) => {
            "thiếu thiết lập thông báo đẩy: xem các biến SOTAY_PUSH… nêu bên cạnh".to_owned()
        }
        _ => "thiết lập không dùng được: xem phần tiếng Anh bên cạnh".to_owned(),
    };
    format!("{vietnamese} | {error}")
}

/// What was made of them.
pub(super) fn of_parts(error: SetupError) -> String {
    let vietnamese = match error {
        SetupError::Account(error) => of_account(error),
        SetupError::Client(fcm::SetupError::Root) | SetupError::Root => {
            "chứng chỉ gốc trong SOTAY_PUSH_CA_FILE không phải là chứng chỉ PEM".to_owned()
        }
        SetupError::Client(fcm::SetupError::Endpoint) => {
            "SOTAY_PUSH_FCM_ENDPOINT không phải là địa chỉ của một máy chủ".to_owned()
        }
        SetupError::Client(fcm::SetupError::Tls) => {
            "không đọc được chứng chỉ gốc của máy này".to_owned()
        }
        SetupError::Secret => "mã bí mật của cổng riêng có ký tự không gửi đi được".to_owned(),
    };
    format!("{vietnamese} | {error}")
}

fn of_account(error: AccountError) -> String {
    match error {
        AccountError::NotJson => "tệp khóa không phải là JSON".to_owned(),
        AccountError::NotAServiceAccount => {
            "tệp khóa là JSON nhưng không phải của tài khoản dịch vụ (`type` phải là `service_account`)"
                .to_owned()
        }
        AccountError::Lacks(what) => format!("tài khoản dịch vụ thiếu `{what}`"),
        AccountError::Key => {
            "`private_key` của tài khoản dịch vụ không phải là khóa RSA dạng PEM".to_owned()
        }
    }
}
