//! What a split names, matched with what the unit has: pure.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::member_mover::CurrentMember;
use super::model::{Unit, UnitCode, UnitName};
use super::routes::split_unit::NewPart;
use crate::error::{Error, FieldError, Rule, Text};
use crate::kernel::ids::PublicId;

const NOT_A_CHILD: Text = Text::new(
    "Tổ chức này không trực thuộc tổ chức được chia tách, hoặc đã kết thúc hoạt động.",
    "This is not an open unit directly below the one that is split.",
);
const NOT_A_MEMBER: Text = Text::new(
    "Người này không sinh hoạt trong tổ chức được chia tách.",
    "This is not a member of the unit that is split.",
);
const NAMED_TWICE: Text = Text::new("Mục này được nêu hai lần.", "This is named twice.");

/// A unit that comes out of another, with what it takes along.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub name: UnitName,
    pub code: Option<UnitCode>,
    pub children: Vec<&'a Unit>,
    /// Row keys.
    pub members: Vec<i64>,
}

/// What is wrong with the parts so far, and what has been named.
#[derive(Default)]
struct Findings {
    errors: Vec<FieldError>,
    named: HashSet<PublicId>,
}

/// Matches the parts with the open children and the current members of the unit.
///
/// # Errors
/// 422 with everything that does not fit.
pub(super) fn resolve<'a>(
    parts: &[NewPart],
    children: &'a [Unit],
    members: &[CurrentMember],
) -> Result<Vec<Part<'a>>, Error> {
    let children: HashMap<PublicId, &Unit> =
        children.iter().map(|unit| (unit.public_id, unit)).collect();
    let members: HashMap<PublicId, i64> = members
        .iter()
        .map(|member| (member.public_id, member.id))
        .collect();
    let mut findings = Findings::default();
    let mut resolved = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let at = format!("/new_units/{index}");
        let name = findings.form(&at, UnitName::parse(&part.name));
        let code = part
            .code
            .as_deref()
            .map(|code| findings.form(&at, UnitCode::parse(code)));
        let missing = ("not_a_child", NOT_A_CHILD);
        let children = findings.named(
            &format!("{at}/child_ids"),
            &part.child_ids,
            &children,
            &missing,
        );
        let missing = ("not_a_member", NOT_A_MEMBER);
        let members = findings.named(
            &format!("{at}/member_ids"),
            &part.member_ids,
            &members,
            &missing,
        );
        if let Some(name) = name {
            resolved.push(Part {
                name,
                code: code.flatten(),
                children,
                members,
            });
        }
    }
    if findings.errors.is_empty() {
        Ok(resolved)
    } else {
        Err(Error::Invalid(findings.errors))
    }
}

impl Findings {
    fn form<T>(&mut self, at: &str, parsed: Result<T, Rule>) -> Option<T> {
        parsed
            .map_err(|rule| {
                let pointer = format!("{at}{}", rule.pointer.unwrap_or_default());
                self.add(pointer, rule.code, rule.text);
            })
            .ok()
    }

    fn named<T: Copy>(
        &mut self,
        at: &str,
        ids: &[PublicId],
        there: &HashMap<PublicId, T>,
        (code, text): &(&'static str, Text),
    ) -> Vec<T> {
        let mut found = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            match there.get(id) {
                _ if !self.named.insert(*id) => {
                    self.add(format!("{at}/{index}"), "named_twice", NAMED_TWICE);
                }
                Some(value) => found.push(*value),
                None => self.add(format!("{at}/{index}"), code, text.clone()),
            }
        }
        found
    }

    fn add(&mut self, pointer: String, code: &'static str, text: Text) {
        self.errors.push(FieldError {
            pointer,
            code: Cow::Borrowed(code),
            text,
        });
    }
}
