//! Why a personal field was refused, and what was repaired: codes and messages, never the value.

/// Why a personal field was refused. No message, code or `Debug` contains the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", self.message_en())]
pub enum PersonFieldError {
    /// The name is not 2–100 characters long.
    FullNameLength,
    /// The name has something other than letters, spaces, apostrophes, hyphens and dots.
    FullNameCharacters,
    /// The name has fewer than two letters.
    FullNameLetters,
    /// The card number is not 12 digits long.
    CardNumberLength,
    /// The card number has something other than digits.
    CardNumberDigits,
    /// The card number is in scientific notation: digits are lost.
    CardNumberScientific,
    /// The citizen id is not 12 digits long.
    CitizenIdLength,
    /// The citizen id has something other than digits.
    CitizenIdDigits,
    /// The citizen id is in scientific notation: digits are lost.
    CitizenIdScientific,
    /// Not a Vietnamese phone number.
    PhoneFormat,
    /// The phone number is in scientific notation: digits are lost.
    PhoneScientific,
    /// Not an e-mail address.
    EmailFormat,
    /// The e-mail address is longer than 254 characters.
    EmailLength,
    /// Neither male nor female.
    SexUnknown,
}

impl PersonFieldError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FullNameLength => "full_name_length",
            Self::FullNameCharacters => "full_name_characters",
            Self::FullNameLetters => "full_name_letters",
            Self::CardNumberLength => "card_number_length",
            Self::CardNumberDigits => "card_number_digits",
            Self::CardNumberScientific => "card_number_scientific",
            Self::CitizenIdLength => "citizen_id_length",
            Self::CitizenIdDigits => "citizen_id_digits",
            Self::CitizenIdScientific => "citizen_id_scientific",
            Self::PhoneFormat => "phone_format",
            Self::PhoneScientific => "phone_scientific",
            Self::EmailFormat => "email_format",
            Self::EmailLength => "email_length",
            Self::SexUnknown => "sex_unknown",
        }
    }

    /// The Vietnamese message.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::FullNameLength => "Họ tên phải dài từ 2 đến 100 ký tự.",
            Self::FullNameCharacters => {
                "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy, gạch nối và dấu chấm."
            }
            Self::FullNameLetters => "Họ tên phải có ít nhất hai chữ cái.",
            Self::CardNumberLength => "Số thẻ đảng phải có đúng 12 chữ số.",
            Self::CardNumberDigits => "Số thẻ đảng chỉ được gồm chữ số.",
            Self::CardNumberScientific => {
                "Số thẻ đảng đang ở dạng số khoa học nên đã mất chữ số; hãy định dạng cột là Văn bản và nhập lại."
            }
            Self::CitizenIdLength => "Số căn cước phải có đúng 12 chữ số.",
            Self::CitizenIdDigits => "Số căn cước chỉ được gồm chữ số.",
            Self::CitizenIdScientific => {
                "Số căn cước đang ở dạng số khoa học nên đã mất chữ số; hãy định dạng cột là Văn bản và nhập lại."
            }
            Self::PhoneFormat => {
                "Số điện thoại phải gồm 10 chữ số bắt đầu bằng 0, hoặc bắt đầu bằng +84."
            }
            Self::PhoneScientific => {
                "Số điện thoại đang ở dạng số khoa học nên đã mất chữ số; hãy định dạng cột là Văn bản và nhập lại."
            }
            Self::EmailFormat => "Địa chỉ thư điện tử không đúng dạng ten@example.com.",
            Self::EmailLength => "Địa chỉ thư điện tử không được dài quá 254 ký tự.",
            Self::SexUnknown => "Giới tính phải là Nam hoặc Nữ.",
        }
    }

    /// The English message.
    #[must_use]
    pub const fn message_en(self) -> &'static str {
        match self {
            Self::FullNameLength => "The full name must have 2 to 100 characters.",
            Self::FullNameCharacters => {
                "The full name may only have letters, spaces, apostrophes, hyphens and dots."
            }
            Self::FullNameLetters => "The full name must have at least two letters.",
            Self::CardNumberLength => "The card number must have exactly 12 digits.",
            Self::CardNumberDigits => "The card number may only have digits.",
            Self::CardNumberScientific => {
                "The card number is in scientific notation and has lost digits; format the column as Text and enter it again."
            }
            Self::CitizenIdLength => "The citizen id must have exactly 12 digits.",
            Self::CitizenIdDigits => "The citizen id may only have digits.",
            Self::CitizenIdScientific => {
                "The citizen id is in scientific notation and has lost digits; format the column as Text and enter it again."
            }
            Self::PhoneFormat => {
                "The phone number must have 10 digits beginning with 0, or begin with +84."
            }
            Self::PhoneScientific => {
                "The phone number is in scientific notation and has lost digits; format the column as Text and enter it again."
            }
            Self::EmailFormat => "The e-mail address is not of the form name@example.com.",
            Self::EmailLength => "The e-mail address must not be longer than 254 characters.",
            Self::SexUnknown => "The sex must be male or female.",
        }
    }
}

/// What was put right in a number that a spreadsheet had damaged; shown in the preview of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Repair {
    /// Zeros lost at the beginning were put back.
    LeadingZeros,
    /// A `.0` added at the end was taken off.
    TrailingPointZero,
    /// Spaces, dots or dashes between the digits were taken out.
    Separators,
}

impl Repair {
    /// The Vietnamese message.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::LeadingZeros => "Đã thêm lại số 0 bị mất ở đầu.",
            Self::TrailingPointZero => "Đã bỏ phần “.0” thừa ở cuối.",
            Self::Separators => "Đã bỏ dấu cách, dấu chấm hoặc gạch nối giữa các chữ số.",
        }
    }

    /// The English message.
    #[must_use]
    pub const fn message_en(self) -> &'static str {
        match self {
            Self::LeadingZeros => "Zeros lost at the beginning were put back.",
            Self::TrailingPointZero => "A “.0” added at the end was removed.",
            Self::Separators => "Spaces, dots or dashes between the digits were removed.",
        }
    }
}
