//! The source as the tests see it: each file with the paths it names and the functions it has. Tests inside are left out.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, FnArg, ItemFn, ItemMod, ItemUse, Signature, Type, UseTree};

/// A file below `src/`.
pub struct File {
    /// Its path below `src/`, with `/`.
    pub name: String,
    pub text: String,
    /// `["units", "queries", "tree"]`.
    pub module: Vec<String>,
    pub paths: Vec<Named>,
    pub functions: Vec<Function>,
}

/// A path that the file names, made absolute: `["crate", "db", "Conn"]` or `["diesel", "sql_query"]`.
pub struct Named {
    pub segments: Vec<String>,
    pub line: usize,
}

pub struct Function {
    pub name: String,
    /// The words of its signature.
    pub signature: Vec<String>,
    /// The last word of the type of its first parameter: `Grant` of `&auth::Grant<P>`.
    pub first_parameter: String,
    /// `["get"]`, `["utoipa", "path"]` …
    pub attributes: Vec<Vec<String>>,
    pub is_async: bool,
    /// Implements a method of a trait.
    pub of_trait: bool,
    /// Lines from the first of its attributes to its name.
    from: usize,
    pub line: usize,
    /// Lines of code between its braces.
    pub length: usize,
}

impl File {
    /// The module of `src/` it belongs to.
    pub fn top(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// Whether it is `name.rs` of its room, or lies in `name/`.
    pub fn is_part(&self, name: &str) -> bool {
        self.module.get(1).is_some_and(|part| part == name)
    }

    /// The comments above a function, and what stands between its attributes.
    pub fn above(&self, function: &Function) -> String {
        let lines: Vec<&str> = self.text.lines().collect();
        let mut from = function.from - 1;
        while from > 0 && lines[from - 1].trim_start().starts_with("//") {
            from -= 1;
        }
        lines[from..function.line].join("\n")
    }

    /// Lines of code with their numbers, up to the tests inside the file.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        let numbered = code
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Every file of `src/` that is no test.
pub fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        collect(&root, &mut found);
        found.sort();
        found.retain(|path| !path.to_string_lossy().ends_with("_tests.rs"));
        assert!(found.len() > 50, "the source was not found");
        let name = |path: &Path| {
            path.strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/")
        };
        found
            .iter()
            .map(|path| parse(&name(path), &std::fs::read_to_string(path).unwrap()))
            .collect()
    })
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A file of this name below `src/` and this text.
pub fn parse(name: &str, text: &str) -> File {
    let mut module: Vec<String> = name
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    if ["mod", "lib", "main"].contains(&module.last().unwrap().as_str()) {
        module.pop();
    }
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut reader = Reader {
        module: module.clone(),
        text,
        paths: Vec::new(),
        functions: Vec::new(),
    };
    reader.visit_file(&parsed);
    let (paths, functions) = (reader.paths, reader.functions);
    File {
        name: name.to_owned(),
        text: text.to_owned(),
        module,
        paths,
        functions,
    }
}

struct Reader<'a> {
    module: Vec<String>,
    text: &'a str,
    paths: Vec<Named>,
    functions: Vec<Function>,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute
                    .meta
                    .require_list()
                    .is_ok_and(|list| list.tokens.to_string() == "test")
    })
}

impl Reader<'_> {
    fn name(&mut self, segments: Vec<String>, line: usize) {
        let mut absolute = match segments[0].as_str() {
            "crate" => vec![],
            "self" => self.module.clone(),
            "super" => self.module[..self.module.len().saturating_sub(1)].to_vec(),
            _ => {
                self.paths.push(Named { segments, line });
                return;
            }
        };
        for segment in &segments[1..] {
            if segment == "super" {
                absolute.pop();
            } else {
                absolute.push(segment.clone());
            }
        }
        absolute.insert(0, "crate".to_owned());
        self.paths.push(Named {
            segments: absolute,
            line,
        });
    }

    fn name_tree(&mut self, prefix: &[String], tree: &UseTree, line: usize) {
        let with = |last: &syn::Ident| [prefix, &[last.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.name_tree(&with(&path.ident), &path.tree, line),
            UseTree::Name(name) if name.ident == "self" => self.name(prefix.to_vec(), line),
            UseTree::Name(name) => self.name(with(&name.ident), line),
            UseTree::Rename(rename) => self.name(with(&rename.ident), line),
            UseTree::Glob(_) => self.name(prefix.to_vec(), line),
            UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|tree| self.name_tree(prefix, tree, line)),
        }
    }

    /// Paths inside a macro's tokens: words joined by `::`.
    fn name_tokens(&mut self, tokens: TokenStream) {
        let mut words: Vec<String> = Vec::new();
        let mut joined = 0;
        let mut line = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(word) if joined == 2 => words.push(word.to_string()),
                TokenTree::Ident(word) => {
                    self.end_of_words(&mut words, line);
                    line = word.span().start().line;
                    words = vec![word.to_string()];
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    joined += 1;
                    continue;
                }
                TokenTree::Group(group) => self.name_tokens(group.stream()),
                _ => self.end_of_words(&mut words, line),
            }
            joined = 0;
        }
        self.end_of_words(&mut words, line);
    }

    fn end_of_words(&mut self, words: &mut Vec<String>, line: usize) {
        let words = std::mem::take(words);
        if words.len() > 1 {
            self.name(words, line);
        }
    }

    fn function(
        &mut self,
        attributes: &[Attribute],
        signature: &Signature,
        block: &syn::Block,
        of_trait: bool,
    ) {
        let line = signature.span().start().line;
        let from = attributes
            .iter()
            .map(|attribute| attribute.span().start().line)
            .min()
            .unwrap_or(line)
            .min(line);
        let (begin, end) = (block.span().start().line, block.span().end().line);
        let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
        let tokens = signature.to_token_stream().to_string();
        let path = |attribute: &Attribute| {
            attribute
                .path()
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect()
        };
        self.functions.push(Function {
            name: signature.ident.to_string(),
            signature: tokens
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .map(str::to_owned)
                .collect(),
            first_parameter: signature.inputs.first().map(type_name).unwrap_or_default(),
            attributes: attributes.iter().map(path).collect(),
            is_async: signature.asyncness.is_some(),
            of_trait,
            from,
            line,
            length: self
                .text
                .lines()
                .take(end - 1)
                .skip(begin)
                .filter(is_code)
                .count(),
        });
    }
}

fn type_name(argument: &FnArg) -> String {
    let FnArg::Typed(argument) = argument else {
        return String::new();
    };
    let Type::Path(path) = argument.ty.as_ref() else {
        return String::new();
    };
    path.path
        .segments
        .last()
        .map(|segment| segment.ident.to_string())
        .unwrap_or_default()
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if is_test(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    /// `pub(in crate::room)` says who may see an item; it names nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_test(&item.attrs) {
            self.name_tree(&[], &item.tree, item.span().start().line);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_test(&item.attrs) {
            self.function(&item.attrs, &item.sig, &item.block, false);
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if is_test(&item.attrs) {
            return;
        }
        for part in &item.items {
            if let syn::ImplItem::Fn(method) = part {
                self.function(
                    &method.attrs,
                    &method.sig,
                    &method.block,
                    item.trait_.is_some(),
                );
            }
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            self.name(segments, path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.name_tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }
}
