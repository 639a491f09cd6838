//! Status, stable code and texts of the failures that every room shares.

use actix_web::http::StatusCode;

use super::rule::Text;

/// A status, a code and its text.
pub(super) type Known = (StatusCode, &'static str, Text);

pub(super) const MALFORMED_REQUEST: Known = (
    StatusCode::BAD_REQUEST,
    "malformed_request",
    Text::new("Yêu cầu không đúng định dạng.", "The request is malformed."),
);
pub(super) const INVALID_REQUEST: Known = (
    StatusCode::UNPROCESSABLE_ENTITY,
    "invalid_request",
    Text::new(
        "Có thông tin chưa hợp lệ; xem danh sách lỗi.",
        "Some values are not valid; see the list of errors.",
    ),
);
pub(super) const NOT_SIGNED_IN: Known = (
    StatusCode::UNAUTHORIZED,
    "not_signed_in",
    Text::new("Bạn cần đăng nhập.", "You need to sign in."),
);
pub(super) const TOKEN_REJECTED: Known = (
    StatusCode::UNAUTHORIZED,
    "token_rejected",
    Text::new(
        "Phiên đăng nhập đã hết hạn hoặc đã bị thu hồi.",
        "The session has expired or was withdrawn.",
    ),
);
pub(super) const NOT_PERMITTED: Known = (
    StatusCode::FORBIDDEN,
    "not_permitted",
    Text::new(
        "Bạn không có quyền thực hiện việc này.",
        "You are not permitted to do this.",
    ),
);
pub(super) const NOT_FOUND: Known = (
    StatusCode::NOT_FOUND,
    "not_found",
    Text::new("Không tìm thấy.", "Not found."),
);
pub(super) const METHOD_NOT_ALLOWED: Known = (
    StatusCode::METHOD_NOT_ALLOWED,
    "method_not_allowed",
    Text::new(
        "Địa chỉ này không nhận phương thức đó.",
        "This address does not take that method.",
    ),
);
pub(super) const STALE: Known = (
    StatusCode::PRECONDITION_FAILED,
    "stale",
    Text::new(
        "Dữ liệu đã thay đổi từ lần bạn xem; hãy tải lại.",
        "The resource has changed since you read it; load it again.",
    ),
);
pub(super) const IF_MATCH_REQUIRED: Known = (
    StatusCode::PRECONDITION_REQUIRED,
    "if_match_required",
    Text::new("Thiếu trường If-Match.", "The If-Match field is missing."),
);
pub(super) const TOO_LARGE: Known = (
    StatusCode::PAYLOAD_TOO_LARGE,
    "too_large",
    Text::new("Dữ liệu gửi lên quá lớn.", "The request is too large."),
);
pub(super) const UNSUPPORTED_MEDIA_TYPE: Known = (
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "unsupported_media_type",
    Text::new(
        "Kiểu dữ liệu gửi lên không được hỗ trợ.",
        "The media type of the request is not supported.",
    ),
);
pub(super) const TOO_MANY_REQUESTS: Known = (
    StatusCode::TOO_MANY_REQUESTS,
    "too_many_requests",
    Text::new(
        "Bạn thao tác quá nhanh; hãy thử lại sau.",
        "Too many requests; try again later.",
    ),
);
pub(super) const BUSY: Known = (
    StatusCode::SERVICE_UNAVAILABLE,
    "busy",
    Text::new(
        "Máy chủ đang bận; hãy thử lại sau ít giây.",
        "The server is busy; try again in a few seconds.",
    ),
);
pub(super) const INTERNAL: Known = (
    StatusCode::INTERNAL_SERVER_ERROR,
    "internal",
    Text::new(
        "Máy chủ gặp lỗi; lỗi đã được ghi lại.",
        "The server failed; the failure was logged.",
    ),
);
