//! The small languages of cells that hold several things, parted by `;`.
//!
//! * audience: `everyone`, or rules of parts parted by `,`: `unit=VA-001,role=cell_secretary;standing=official`
//! * links: `kind:symbol@issued_on`, with `@issuer` where two papers share those, and a day `@holds_from` after it:
//!   `amends:45-QĐ/TU@02/03/2026@@01/10/2026`; study material by its file: `refers:file=chuyen-ve.docx`
//! * attachments: names of files, each with a role where the file's type does not say it: `audio=loi-doc.mp3;mau-01.docx`
//!
//! A `;`, `@` or `\` that belongs to a name is written `\;`, `\@`, `\\`.

use chrono::NaiveDate;

use crate::auth::Role;
use crate::kernel::dates::{format_vn, parse_vn_date};
use crate::kernel::person::Standing;
use crate::kernel::symbol::Symbol;
use crate::kernel::text::search_key;
use crate::library::model::{FileRole, LinkKind};

/// To whom a row is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::library) enum AudienceCell {
    Everyone,
    Rules(Vec<RuleCell>),
}

/// Who fits all that it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::library) struct RuleCell {
    /// Code or id.
    pub unit: Option<String>,
    pub standing: Option<Standing>,
    pub role: Option<Role>,
}

/// What a row links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::library) struct LinkCell {
    pub kind: LinkKind,
    pub to: LinkTo,
    pub holds_from: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::library) enum LinkTo {
    Paper {
        /// As written.
        symbol: String,
        /// [`Symbol::key`].
        symbol_key: String,
        issued_on: NaiveDate,
        issuer: Option<String>,
    },
    /// The row of this sheet with this file.
    File(String),
}

/// A file beside the main one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::library) struct AttachmentCell {
    pub role: Option<FileRole>,
    pub path: String,
}

/// What is wrong, in Vietnamese.
pub(in crate::library) type Wrong = String;

/// Parts of a cell at a sign that no `\` stands before.
pub(in crate::library) fn split(cell: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = cell.chars().peekable();
    while let Some(character) = characters.next() {
        if character == sign {
            parts.push(String::new());
            continue;
        }
        let Some(last) = parts.last_mut() else {
            break;
        };
        last.push(character);
        if character == '\\' {
            last.extend(characters.next());
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let sign = characters.next_if(|next| character == '\\' && matches!(next, ';' | '@' | '\\'));
        plain.push(sign.unwrap_or(character));
    }
    plain
}

/// The inverse of what is read.
pub(in crate::library) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace('@', "\\@")
}

fn items(cell: &str) -> impl Iterator<Item = String> {
    split(cell, ';').into_iter().filter(|item| !item.is_empty())
}

pub(in crate::library) fn audience(cell: &str) -> Result<AudienceCell, Wrong> {
    let rules: Vec<String> = items(cell).collect();
    let is_everyone = |rule: &String| {
        matches!(
            search_key(rule).as_str(),
            "everyone" | "moi nguoi" | "tat ca"
        )
    };
    if rules.iter().any(is_everyone) {
        return if rules.len() == 1 {
            Ok(AudienceCell::Everyone)
        } else {
            Err("Đã chọn mọi người thì không kèm điều kiện.".to_owned())
        };
    }
    let rules = rules.iter().map(|rule| audience_rule(rule));
    Ok(AudienceCell::Rules(rules.collect::<Result<_, _>>()?))
}

fn audience_rule(written: &str) -> Result<RuleCell, Wrong> {
    let mut rule = RuleCell::default();
    for part in written.split(',') {
        let wrong = || {
            format!(
                "“{part}” không phải là đối tượng; viết everyone, unit=…, standing=… hoặc role=…."
            )
        };
        let (name, value) = part.split_once('=').ok_or_else(wrong)?;
        let value = value.trim();
        let is_taken = match search_key(name).as_str() {
            "unit" | "don vi" if !value.is_empty() => rule.unit.replace(value.to_owned()).is_some(),
            "standing" | "tinh trang" => {
                let standing = Standing::parse_label(value)
                    .ok_or_else(|| format!("Không có tình trạng đảng viên “{value}”."))?;
                rule.standing.replace(standing).is_some()
            }
            "role" | "vai tro" => {
                let role =
                    Role::from_code(value).ok_or_else(|| format!("Không có vai trò “{value}”."))?;
                rule.role.replace(role).is_some()
            }
            _ => return Err(wrong()),
        };
        if is_taken {
            return Err(format!("“{written}” nêu hai lần cùng một loại điều kiện."));
        }
    }
    Ok(rule)
}

pub(in crate::library) fn links(cell: &str) -> Result<Vec<LinkCell>, Wrong> {
    items(cell).map(|item| link(&item)).collect()
}

fn link(written: &str) -> Result<LinkCell, Wrong> {
    let wrong =
        || format!("“{written}” không phải là liên kết; viết ví dụ amends:45-QĐ/TU@02/03/2026.");
    let (kind, target) = written.split_once(':').ok_or_else(wrong)?;
    let kind = link_kind(kind).ok_or_else(wrong)?;
    let parts = split(target, '@');
    let day = |text: Option<&String>| match text.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => parse_vn_date(text)
            .map(Some)
            .map_err(|error| format!("Liên kết “{written}”: {}", error.message_vi())),
    };
    let first = parts.first().ok_or_else(wrong)?;
    if parts.len() > 4 {
        return Err(wrong());
    }
    if let Some(file) = first.strip_prefix("file=") {
        return Ok(LinkCell {
            kind,
            to: LinkTo::File(unescaped(file)),
            holds_from: day(parts.get(3))?,
        });
    }
    let symbol = Symbol::read(first).map_err(|_| wrong())?;
    Ok(LinkCell {
        kind,
        to: LinkTo::Paper {
            symbol: symbol.as_str().to_owned(),
            symbol_key: symbol.key().to_owned(),
            issued_on: day(parts.get(1))?.ok_or_else(wrong)?,
            issuer: parts
                .get(2)
                .map(|issuer| unescaped(issuer))
                .filter(|issuer| !issuer.is_empty()),
        },
        holds_from: day(parts.get(3))?,
    })
}

fn link_kind(written: &str) -> Option<LinkKind> {
    match search_key(written).as_str() {
        "amends" | "sua doi" | "sua doi bo sung" => Some(LinkKind::Amends),
        "replaces" | "thay the" => Some(LinkKind::Replaces),
        "repeals" | "bai bo" => Some(LinkKind::Repeals),
        "refers" | "dan chieu" | "can cu" => Some(LinkKind::Refers),
        _ => None,
    }
}

/// The inverse of [`links`].
pub(in crate::library) fn link_text(link: &LinkCell) -> String {
    let kind = link.kind.code();
    let (target, day, issuer) = match &link.to {
        LinkTo::Paper {
            symbol,
            issued_on,
            issuer,
            ..
        } => {
            let issuer = issuer.as_deref().map(escaped).unwrap_or_default();
            (symbol.clone(), format_vn(*issued_on), issuer)
        }
        LinkTo::File(file) => {
            let file = format!("file={}", escaped(file));
            (file, String::new(), String::new())
        }
    };
    let from = link.holds_from.map(format_vn).unwrap_or_default();
    let mut parts = vec![target, day, issuer, from];
    while parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    format!("{kind}:{}", parts.join("@"))
}

pub(in crate::library) fn attachments(cell: &str) -> Vec<AttachmentCell> {
    items(cell)
        .map(|item| {
            let role = item
                .split_once('=')
                .and_then(|(role, path)| Some((FileRole::from_code(role.trim())?, path.trim())));
            match role {
                Some((role, path)) => AttachmentCell {
                    role: Some(role),
                    path: unescaped(path),
                },
                None => AttachmentCell {
                    role: None,
                    path: unescaped(&item),
                },
            }
        })
        .collect()
}

#[cfg(test)]
#[path = "lists_tests.rs"]
mod tests;
