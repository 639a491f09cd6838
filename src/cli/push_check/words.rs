//! What the check says.

use crate::cli::words::Words;
use crate::fcm::{Because, ConfigurationFault, NoWay, Outcome};

pub(super) const OFF: Words = Words(
    "thông báo đẩy đang tắt: đặt SOTAY_PUSH=fcm để kiểm tra",
    "pushing is off: set SOTAY_PUSH=fcm to check it",
);
pub(super) const GATEWAY: Words = Words(
    "chỉ kiểm tra được FCM; cổng riêng không có chế độ chỉ kiểm tra",
    "only FCM can be checked; a gateway has no way to check without delivering",
);
const WORKS: Words = Words(
    "FCM hoạt động: khóa, dự án và kết nối đều đúng; địa chỉ thử bị từ chối như mong đợi",
    "FCM works: key, project and network are right; the invented address was refused, as it must be",
);
const REACHABLE: Words = Words(
    "FCM hoạt động và nhận địa chỉ này; chưa gửi gì đến máy",
    "FCM works and takes this address; nothing was delivered",
);

/// What an outcome means for the operator: `Err` where something has to be done. `given`: the address is a phone's.
pub(super) fn of(outcome: Outcome, given: bool) -> Result<Words, Words> {
    Err(match outcome {
        Outcome::Accepted => return Ok(REACHABLE),
        Outcome::BadAddress | Outcome::Unregistered if !given => return Ok(WORKS),
        Outcome::Unregistered => Words(
            "cấu hình đúng, nhưng máy này đã gỡ ứng dụng (UNREGISTERED)",
            "the settings are right, but the app is gone from this phone (UNREGISTERED)",
        ),
        Outcome::BadAddress => Words(
            "cấu hình đúng, nhưng đây không phải là địa chỉ của một máy (INVALID_ARGUMENT)",
            "the settings are right, but this is no phone's address (INVALID_ARGUMENT)",
        ),
        Outcome::WrongSender => Words(
            "cấu hình đúng, nhưng địa chỉ này thuộc dự án Firebase khác (SENDER_ID_MISMATCH)",
            "the settings are right, but this address belongs to another Firebase project (SENDER_ID_MISMATCH)",
        ),
        Outcome::ThirdPartyAuth => Words(
            "khóa APNs hoặc web push của dự án bị từ chối: tải khóa mới lên Firebase (THIRD_PARTY_AUTH_ERROR)",
            "the project's APNs or web push key is refused: upload a new one to Firebase (THIRD_PARTY_AUTH_ERROR)",
        ),
        Outcome::BadMessage => Words(
            "FCM từ chối nội dung tin: đây là lỗi của Sổ tay, xin báo lại",
            "FCM refuses the message itself: this is a fault of Sổ tay, please report it",
        ),
        Outcome::Quota { .. } => Words(
            "dự án đã hết hạn mức gửi (429): thử lại sau",
            "the project has used up its quota (429): try again later",
        ),
        Outcome::Internal { .. } => Words(
            "FCM gặp lỗi nội bộ: thử lại sau",
            "FCM failed inside: try again later",
        ),
        Outcome::Ambiguous(_) => Words(
            "có kết nối nhưng FCM không trả lời trọn vẹn: thử lại, rồi xem máy chủ trung gian",
            "there is a connection but no whole answer from FCM: try again, then look at proxies between",
        ),
        Outcome::Unavailable { because, .. } => unavailable(because),
        Outcome::Configuration(fault) => configuration(fault),
    })
}

fn unavailable(because: Because) -> Words {
    match because {
        Because::Busy | Because::Refused => Words(
            "FCM đang bận (503): thử lại sau",
            "FCM is busy (503): try again later",
        ),
        Because::NoToken => Words(
            "máy chủ cấp mã truy cập của Google đang lỗi: thử lại sau",
            "Google's token server fails: try again later",
        ),
        Because::NoWay(way) | Because::NoWayToToken(way) => network(way),
    }
}

fn network(way: NoWay) -> Words {
    match way {
        NoWay::Name => Words(
            "không tìm thấy tên máy chủ: xem DNS và địa chỉ đã đặt",
            "the server's name is not found: look at DNS and the configured addresses",
        ),
        NoWay::Timeout => Words(
            "kết nối quá lâu: xem mạng và tường lửa (cổng 443)",
            "connecting takes too long: look at the network and the firewall (port 443)",
        ),
        NoWay::Tls => Words(
            "chứng chỉ của máy chủ không được tin: xem chứng chỉ gốc và SOTAY_PUSH_CA_FILE",
            "the server's certificate is not believed: look at the root certificates and SOTAY_PUSH_CA_FILE",
        ),
        NoWay::Network => Words(
            "không kết nối được: xem mạng và tường lửa (cổng 443)",
            "no connection: look at the network and the firewall (port 443)",
        ),
    }
}

fn configuration(fault: ConfigurationFault) -> Words {
    match fault {
        ConfigurationFault::KeyRefused => Words(
            "khóa của tài khoản dịch vụ bị từ chối: tạo khóa mới trong Firebase (Project settings, Service accounts)",
            "the service account's key is refused: make a new one in Firebase (Project settings, Service accounts)",
        ),
        ConfigurationFault::AccountUnknown => Words(
            "tài khoản dịch vụ không còn hoặc đã bị khóa: tạo tài khoản và khóa mới",
            "the service account does not exist or is disabled: make a new one with a key",
        ),
        ConfigurationFault::ClockWrong => Words(
            "đồng hồ của máy này sai: chỉnh giờ (NTP) rồi thử lại",
            "this machine's clock is wrong: set it (NTP), then try again",
        ),
        ConfigurationFault::TokenRefused => Words(
            "máy chủ cấp mã truy cập từ chối: xem SOTAY_PUSH_FCM_TOKEN_URI và tệp khóa",
            "the token server refuses: look at SOTAY_PUSH_FCM_TOKEN_URI and the credentials",
        ),
        ConfigurationFault::Unauthorised => Words(
            "FCM không nhận mã truy cập vừa cấp: xem SOTAY_PUSH_FCM_ENDPOINT và tệp khóa",
            "FCM does not take the access token just granted: look at SOTAY_PUSH_FCM_ENDPOINT and the credentials",
        ),
        ConfigurationFault::ApiDisabled => Words(
            "dự án chưa bật Firebase Cloud Messaging API: bật trong Google Cloud rồi đợi vài phút",
            "the project has not enabled the Firebase Cloud Messaging API: enable it in Google Cloud and wait some minutes",
        ),
        ConfigurationFault::Forbidden => Words(
            "tài khoản dịch vụ không có quyền gửi: cấp cloudmessaging.messages.create",
            "the service account may not send: grant it cloudmessaging.messages.create",
        ),
        ConfigurationFault::ProjectUnknown => Words(
            "không có dự án Firebase này: xem project_id trong tệp khóa",
            "there is no such Firebase project: look at project_id in the credentials",
        ),
        ConfigurationFault::NotFcm => Words(
            "địa chỉ đã đặt không phải của FCM: xem SOTAY_PUSH_FCM_ENDPOINT",
            "the configured address is not FCM's: look at SOTAY_PUSH_FCM_ENDPOINT",
        ),
    }
}
