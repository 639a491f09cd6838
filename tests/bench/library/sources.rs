//! The project's own papers (`tests/data/library-sources`), out of which the many are made.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

/// A paper as it stands in its file.
pub struct Source {
    fields: Vec<(String, String)>,
    pub sections: Vec<Part>,
}

/// A section, and the paragraphs in it.
#[derive(Clone)]
pub struct Part {
    pub level: u8,
    pub kind: &'static str,
    pub number: Option<String>,
    pub title: Option<String>,
    pub paragraphs: Vec<String>,
}

impl Source {
    /// A field that says something.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(other, _)| other == name)?;
        Some(found.1.as_str()).filter(|value| !value.is_empty())
    }

    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\n---\n").unwrap();
        let fields = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        let mut sections: Vec<Part> = Vec::new();
        for line in body.lines().map(str::trim) {
            let depth = line.bytes().take_while(|byte| *byte == b'#').count();
            if depth > 0 {
                let before = sections.last().map_or(0, |part| part.level);
                let level = (depth as u8).min(before + 1);
                sections.push(Part::headed(line[depth..].trim(), level));
            } else if !line.is_empty() && !line.starts_with(['@', '=', '|']) {
                if sections.is_empty() {
                    sections.push(Part::untitled("preamble"));
                }
                let plain = line.trim_start_matches("- ").replace("**", "");
                sections.last_mut().unwrap().paragraphs.push(plain);
            }
        }
        Self { fields, sections }
    }
}

impl Part {
    fn untitled(kind: &'static str) -> Self {
        Self {
            level: 1,
            kind,
            number: None,
            title: None,
            paragraphs: Vec::new(),
        }
    }

    /// `Điều 5. Tên`, `Chương I. Tên`, `II. TÊN`, `2. Tên` or a free heading.
    fn headed(heading: &str, level: u8) -> Self {
        let (name, title) = heading.split_once(". ").unwrap_or(("", heading));
        let (kind, number) = match name.split_once(' ') {
            Some(("Điều", number)) => ("article", number),
            Some(("Chương", number)) => ("chapter", number),
            None if !name.is_empty() && name.bytes().all(|byte| b"IVX".contains(&byte)) => {
                ("heading", name)
            }
            None if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) => {
                ("clause", name)
            }
            _ => ("text", ""),
        };
        let is_free = number.is_empty();
        Self {
            level,
            kind,
            number: (!is_free).then(|| number.to_owned()),
            title: Some(if is_free { heading } else { title }.to_owned()),
            paragraphs: Vec::new(),
        }
    }

    /// As the API takes it.
    pub fn body(&self) -> Value {
        let mut html = String::new();
        for text in &self.paragraphs {
            write!(html, "<p>{}</p>", escaped(text)).unwrap();
        }
        let mut body = json!({"level": self.level, "kind": self.kind, "html": html});
        if let Some(number) = &self.number {
            body["number"] = json!(number);
        }
        if let Some(title) = &self.title {
            body["title"] = json!(title);
        }
        body
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// All that are documents of their own, in the order of their names.
pub fn all() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/library-sources");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| Source::parse(&std::fs::read_to_string(path).unwrap()))
        .filter(|source| source.field("tier").is_some())
        .collect()
}
