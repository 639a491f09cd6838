//! The name of a file that is sent (RFC 6266). Vietnamese names travel in `filename*` (RFC 8187); what does not know
//! that gets the name without marks.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// In the document: the bytes of a file.
pub struct FileBytes;

impl utoipa::PartialSchema for FileBytes {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::schema::SchemaFormat::KnownFormat(
                utoipa::openapi::schema::KnownFormat::Binary,
            )))
            .description(Some("The bytes of a file."))
            .max_length(Some(50 * 1024 * 1024))
            .into()
    }
}
impl utoipa::ToSchema for FileBytes {}

/// The `Content-Disposition` of a file to be saved as `file_name`.
#[must_use]
pub fn disposition(file_name: &str) -> String {
    let plain: String = file_name
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(to_ascii)
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        percent_encoded(file_name)
    )
}

/// What may stand between the quotes without escaping. A percent sign is decoded by some browsers.
fn to_ascii(c: char) -> char {
    match c {
        'đ' => 'd',
        'Đ' => 'D',
        '"' | '\\' | '%' | '/' => '_',
        ' '..='~' => c,
        _ => '_',
    }
}

/// All but `attr-char` of RFC 8187.
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.nfc().collect::<String>().bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}"); // writing to a string does not fail
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn vietnamese_names_arrive_and_have_a_plain_form() {
        assert_eq!(
            disposition("Danh sách Đảng viên.xlsx"),
            "attachment; filename=\"Danh sach Dang vien.xlsx\"; filename*=UTF-8''Danh%20s%C3%A1ch%20%C4%90%E1%BA%A3ng%20vi%C3%AAn.xlsx"
        );
    }

    #[test]
    fn nothing_breaks_out_of_the_field() {
        let field = disposition("a\"; x=\\\r\nSet-Cookie: y'%41.csv");
        assert_eq!(
            field,
            "attachment; filename=\"a_; x=___Set-Cookie: y'_41.csv\"; filename*=UTF-8''a%22%3B%20x%3D%5C%0D%0ASet-Cookie%3A%20y%27%2541.csv"
        );
    }
}
