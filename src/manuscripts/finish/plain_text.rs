//! The plain text of cleaned HTML: what is read aloud and searched.

/// Tags between which a line ends.
const BLOCKS: [&str; 13] = [
    "p",
    "br",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "div",
];

/// A line for each block; the cells of a row are one line, with `; ` between them.
pub(super) fn of(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.write(before);
        let (tag, behind) = end_of_tag(after);
        text.tag(tag);
        rest = behind;
    }
    text.write(rest);
    text.end_line();
    text.out
}

/// What is inside of a tag, and what follows it; `>` in a quoted value does not end it.
fn end_of_tag(after: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, c) in after.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => {
                return (
                    after.get(..at).unwrap_or_default(),
                    after.get(at + 1..).unwrap_or_default(),
                );
            }
            _ => {}
        }
    }
    (after, "")
}

#[derive(Default)]
struct Text {
    out: String,
    line: String,
    /// Whether there is more in the line than what separates cells.
    has_words: bool,
    cells: usize,
}

impl Text {
    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let tag = tag.trim_start_matches('/');
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let is_cell = matches!(name, "td" | "th");
        if is_cell && !is_end {
            self.cells += 1;
            let line = self.line.trim_end().len();
            self.line.truncate(line);
            if line > 0 {
                self.line.push_str("; ");
            }
        } else if is_cell {
            self.cells = self.cells.saturating_sub(1);
        } else if BLOCKS.contains(&name) && self.cells > 0 {
            self.line.push(' ');
        } else if BLOCKS.contains(&name) {
            self.end_line();
        }
    }

    fn write(&mut self, escaped: &str) {
        let mut rest = escaped;
        while let Some((before, after)) = rest.split_once('&') {
            self.words(before);
            let known = [
                ("amp;", "&"),
                ("lt;", "<"),
                ("gt;", ">"),
                ("quot;", "\""),
                ("nbsp;", " "),
            ];
            let found = known
                .iter()
                .find_map(|(name, text)| Some((after.strip_prefix(name)?, *text)));
            let (behind, text) = found.unwrap_or((after, "&"));
            self.words(text);
            rest = behind;
        }
        self.words(rest);
    }

    /// White space becomes one space.
    fn words(&mut self, text: &str) {
        for c in text.chars() {
            if !c.is_whitespace() {
                self.line.push(c);
                self.has_words = true;
            } else if !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
        }
    }

    fn end_line(&mut self) {
        if self.has_words {
            if !self.out.is_empty() {
                self.out.push('\n');
            }
            self.out.push_str(self.line.trim_end_matches([' ']));
        }
        self.line.clear();
        self.has_words = false;
    }
}
