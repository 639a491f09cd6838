//! The letters of a GIFT file: each with its line, and whether a backslash stands before it, so that nothing that is
//! escaped is ever taken for a sign.

/// A letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    pub c: char,
    pub escaped: bool,
    /// From 1.
    pub line: usize,
}

impl Glyph {
    pub(super) fn is(&self, sign: char) -> bool {
        self.c == sign && !self.escaped
    }
}

/// What stands between two blank lines, without comments.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub line: usize,
    pub glyphs: Vec<Glyph>,
}

/// The blocks of a file. A line that begins with `$CATEGORY:` is one of its own.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let trimmed = line.trim();
        if trimmed.starts_with("//") {
            continue;
        }
        if trimmed.is_empty() {
            open = false;
            continue;
        }
        let is_category = trimmed.starts_with("$CATEGORY:");
        if is_category || !open {
            blocks.push(Block {
                line: number,
                glyphs: Vec::new(),
            });
        }
        open = !is_category;
        if let Some(block) = blocks.last_mut() {
            if !block.glyphs.is_empty() {
                block.glyphs.push(Glyph {
                    c: '\n',
                    escaped: false,
                    line: number,
                });
            }
            read_line(line, number, &mut block.glyphs);
        }
    }
    blocks
}

fn read_line(text: &str, line: usize, glyphs: &mut Vec<Glyph>) {
    let mut escaped = false;
    for c in text.chars() {
        if !escaped && c == '\\' {
            escaped = true;
            continue;
        }
        let c = if escaped && c == 'n' { '\n' } else { c };
        glyphs.push(Glyph { c, escaped, line });
        escaped = false;
    }
    if escaped {
        glyphs.push(Glyph {
            c: '\\',
            escaped: true,
            line,
        });
    }
}

/// The text of letters; white space around it goes.
pub(super) fn text(glyphs: &[Glyph]) -> String {
    let text: String = glyphs.iter().map(|glyph| glyph.c).collect();
    text.trim().to_owned()
}

/// Where a run of signs stands, none of them escaped.
pub(super) fn find(glyphs: &[Glyph], signs: &str) -> Option<usize> {
    let signs: Vec<char> = signs.chars().collect();
    glyphs.windows(signs.len()).position(|window| {
        window
            .iter()
            .zip(&signs)
            .all(|(glyph, sign)| glyph.is(*sign))
    })
}

/// What stands before and after a run of signs.
pub(super) fn split<'a>(glyphs: &'a [Glyph], signs: &str) -> (&'a [Glyph], Option<&'a [Glyph]>) {
    match find(glyphs, signs) {
        Some(at) => {
            let (before, rest) = glyphs.split_at(at);
            (before, rest.get(signs.chars().count()..))
        }
        None => (glyphs, None),
    }
}

/// A text as GIFT writes it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '~' | '=' | '#' | '{' | '}' | ':' | '*' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    // Else it would part a pair.
    out = out.replace("->", "\\->");
    // Else it could be taken for a comment, a category or a format.
    if out.starts_with("//") || out.starts_with(['$', '[', '%']) {
        out.insert(0, '\\');
    }
    out
}
