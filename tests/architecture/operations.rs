//! One operation a file, and each begins with who asks.

use crate::none;
use crate::source::{File, Function, files};

/// Operations that are not part of the API document, and why.
const UNDOCUMENTED: [(&str, &str); 2] = [
    ("get_metrics", "for the operator, in a format of its own"),
    ("get_openapi", "the document itself"),
];

fn is_route(file: &File) -> bool {
    file.is_part("routes") && !file.name.ends_with("mod.rs")
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that `filter` asks for"
)]
fn is_handler(function: &&Function) -> bool {
    const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "route"];
    function
        .attributes
        .iter()
        .any(|path| matches!(path.as_slice(), [method] if METHODS.contains(&method.as_str())))
}

/// A routes file has exactly the operation it is named after.
pub fn misnamed(file: &File) -> Option<String> {
    let handlers: Vec<&String> = file
        .functions
        .iter()
        .filter(is_handler)
        .map(|function| &function.name)
        .collect();
    let wrong = is_route(file) && handlers != [file.module.last().unwrap()];
    wrong.then(|| format!("{} has the operations {handlers:?}", file.name))
}

#[test]
fn each_routes_file_is_one_operation_of_its_name() {
    none(
        "a routes file has exactly the operation it is named after:",
        files().iter().filter_map(misnamed),
    );
}

/// A handler stands in `<room>/routes/<operation>.rs` and is part of the document.
pub fn misplaced(file: &File) -> Vec<String> {
    let is_documented = |function: &Function| {
        function
            .attributes
            .iter()
            .any(|path| path.join("::") == "utoipa::path")
    };
    let is_excepted =
        |function: &Function| UNDOCUMENTED.iter().any(|(name, _)| *name == function.name);
    let in_place = is_route(file) && file.module.len() == 3;
    let handlers = file.functions.iter().filter(is_handler);
    let wrong =
        handlers.filter(|function| !in_place || is_documented(function) == is_excepted(function));
    wrong
        .map(|function| format!("{}:{} {}", file.name, function.line, function.name))
        .collect()
}

#[test]
fn handlers_stand_in_routes_files_and_are_documented() {
    none(
        "a handler stands in <room>/routes/<operation>.rs and has #[utoipa::path]:",
        files().iter().flat_map(misplaced),
    );
}

/// The first parameter of a handler is who asks.
pub fn nobody_asks(file: &File) -> Vec<String> {
    let handlers = file.functions.iter().filter(is_handler);
    let wrong = handlers.filter(|function| {
        !["Public", "Viewer", "Grant"].contains(&function.first_parameter.as_str())
    });
    wrong
        .map(|function| format!("{}:{} {}", file.name, function.line, function.name))
        .collect()
}

#[test]
fn every_handler_begins_with_who_asks() {
    none(
        "the first parameter of a handler is Public, Viewer or Grant:",
        files().iter().flat_map(nobody_asks),
    );
}
