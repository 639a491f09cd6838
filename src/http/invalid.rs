//! Turns what serde and validator say into members with a pointer, a stable code and a text in both languages.

use std::borrow::Cow;

use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::error::{Error, FieldError, Text};

/// A member of the wrong shape, from serde's message.
pub(super) fn shape_error(pointer: &str, message: &str) -> Error {
    if let Some(name) = quoted_after(message, "missing field ") {
        return Error::field(
            join(pointer, name),
            "required",
            Text::new("Thiếu thông tin này.", "This member is required."),
        );
    }
    if let Some(name) = quoted_after(message, "unknown field ") {
        return Error::field(
            at_member(pointer, name),
            "unknown_member",
            Text::new(
                "Không có thông tin mang tên này.",
                "There is no member of this name.",
            ),
        );
    }
    if message.starts_with("unknown variant") {
        return Error::field(
            pointer,
            "unknown_value",
            Text::new(
                "Giá trị này không có trong danh sách cho phép.",
                "This value is not one of those allowed.",
            ),
        );
    }
    if let Some(name) = quoted_after(message, "duplicate field ") {
        return Error::field(
            at_member(pointer, name),
            "repeated",
            Text::new(
                "Thông tin này bị lặp lại.",
                "This member is given more than once.",
            ),
        );
    }
    Error::field(
        pointer,
        "wrong_type",
        Text::new(
            "Giá trị không đúng kiểu hoặc định dạng.",
            "The value has the wrong type or format.",
        ),
    )
}

/// Every rule of `validator` that a value broke; `root` is `/` for a body and `?` for a query.
pub(super) fn from_validation(errors: &ValidationErrors, root: &str) -> Error {
    let mut fields = Vec::new();
    collect(errors, root, &mut fields);
    fields.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    Error::Invalid(fields)
}

fn collect(errors: &ValidationErrors, root: &str, fields: &mut Vec<FieldError>) {
    for (name, kind) in errors.errors() {
        let pointer = format!("{root}{name}");
        match kind {
            ValidationErrorsKind::Field(list) => {
                fields.extend(list.iter().map(|error| field(pointer.clone(), error)));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &format!("{pointer}/"), fields),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}/"), fields);
                }
            }
        }
    }
}

fn field(pointer: String, error: &ValidationError) -> FieldError {
    let number = |name: &str| error.params.get(name).and_then(serde_json::Value::as_f64);
    let length = error.params.get("value").and_then(|value| match value {
        serde_json::Value::String(text) => u32::try_from(text.chars().count()).ok().map(f64::from),
        serde_json::Value::Array(items) => u32::try_from(items.len()).ok().map(f64::from),
        _ => None,
    });
    let (code, text) = match (error.code.as_ref(), number("min"), number("max")) {
        ("length", Some(min), _) if length.is_some_and(|length| length < min) => (
            "too_short",
            Text::owned(
                format!("Cần ít nhất {min} ký tự hoặc mục."),
                format!("At least {min} characters or items are needed."),
            ),
        ),
        ("length", _, Some(max)) => (
            "too_long",
            Text::owned(
                format!("Tối đa {max} ký tự hoặc mục."),
                format!("At most {max} characters or items are allowed."),
            ),
        ),
        ("range", min, max) => ("out_of_range", range_text(min, max)),
        ("regex", ..) => (
            "wrong_format",
            Text::new(
                "Giá trị không đúng định dạng.",
                "The value has the wrong format.",
            ),
        ),
        _ => {
            return FieldError {
                pointer,
                code: error.code.clone(),
                text: Text::new("Giá trị không hợp lệ.", "The value is not valid."),
            };
        }
    };
    FieldError {
        pointer,
        code: Cow::Borrowed(code),
        text,
    }
}

fn range_text(min: Option<f64>, max: Option<f64>) -> Text {
    match (min, max) {
        (Some(min), Some(max)) => Text::owned(
            format!("Giá trị phải từ {min} đến {max}."),
            format!("The value must be from {min} to {max}."),
        ),
        (Some(min), None) => Text::owned(
            format!("Giá trị phải từ {min}."),
            format!("The value must be at least {min}."),
        ),
        (None, Some(max)) => Text::owned(
            format!("Giá trị phải đến {max}."),
            format!("The value must be at most {max}."),
        ),
        (None, None) => Text::new(
            "Giá trị nằm ngoài khoảng cho phép.",
            "The value is out of range.",
        ),
    }
}

fn quoted_after<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message
        .strip_prefix(start)?
        .strip_prefix('`')?
        .split('`')
        .next()
}

/// serde's path may name the member already.
fn at_member(pointer: &str, name: &str) -> String {
    if pointer.trim_start_matches('?').rsplit('/').next() == Some(name) {
        pointer.to_owned()
    } else {
        join(pointer, name)
    }
}

fn join(pointer: &str, name: &str) -> String {
    match pointer {
        "" => format!("/{name}"),
        "?" => format!("?{name}"),
        other => format!("{other}/{name}"),
    }
}
