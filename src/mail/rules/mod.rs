//! What is decided without asking anybody.

pub(super) mod codes;
pub(super) mod judge;
pub(super) mod timing;
pub(super) mod week;

use crate::error::Rule;

pub const MAIL_NOT_CONFIGURED: Rule = Rule::conflict(
    "mail_not_configured",
    "Hệ thống này không gửi thư điện tử; hãy xin mã ở bí thư chi bộ.",
    "This server sends no mail; ask the cell secretary for a code.",
);
pub const ADDRESS_CODE_REFUSED: Rule = Rule::invalid(
    "address_code_refused",
    "/code",
    "Mã không đúng hoặc đã hết hạn. Vui lòng kiểm tra lại hoặc xin mã mới.",
    "The code is not right or has expired. Check it or ask for a new one.",
);
pub const ADDRESS_INVALID: Rule = Rule::invalid(
    "email_format",
    "/email",
    "Địa chỉ thư điện tử không đúng.",
    "This is no e-mail address.",
);
pub const ADDRESS_UNCHANGED: Rule = Rule::conflict(
    "address_unchanged",
    "Đây đã là địa chỉ được xác nhận của bạn.",
    "This is your confirmed address already.",
);
pub const NO_ADDRESS: Rule = Rule::conflict(
    "no_address",
    "Bạn chưa có địa chỉ thư điện tử.",
    "You have no e-mail address.",
);
pub const ADDRESS_CODES_ENOUGH: Rule = Rule::conflict(
    "address_codes_enough",
    "Hôm nay đã gửi đủ số mã xác nhận; vui lòng thử lại vào ngày mai.",
    "Enough codes to confirm an address were sent today; try again tomorrow.",
);
