//! Whatever is finished is clean, and stays as it is.

use proptest::prelude::*;

use super::{clean, finish};
use crate::manuscripts::{DraftSection, Section, SectionKind};

fn again(sections: &[Section]) -> Vec<Section> {
    finish(sections.iter().cloned().map(DraftSection::from).collect()).unwrap()
}

fn html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zđưẬ<>&\"'=/ ]{0,12}",
        "</?(p|b|i|u|table|tr|td|ul|li|a|script|svg|math|style|title|blockquote|font|div|form|select|br|h1)( href=\"[#a-z:/>]{0,9}\")?>",
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("\u{338}".to_owned()),
        Just("&#x338;".to_owned()),
        Just("&nbsp;".to_owned()),
        "\\PC{0,8}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn finishing_twice_is_finishing_once(
        parts in proptest::collection::vec((1_u8..=6, 0_usize..10, "((Điều|điểm|Phụ lục) ){0,2}[0-9IVXađ]{0,3}", "\\PC{0,10}", html()), 1..8)
    ) {
        let mut deepest = 0;
        let drafts = parts.into_iter().map(|(level, kind, number, title, html)| {
            deepest = level.min(deepest + 1);
            DraftSection {
                level: deepest,
                kind: SectionKind::ALL[kind],
                number: Some(number),
                title: Some(format!("a{title}")),
                html,
            }
        });
        if let Ok(sections) = finish(drafts.collect()) {
            prop_assert_eq!(&again(&sections), &sections);
            for section in &sections {
                for banned in ["<script", "<svg", "<img", "<style", "javascript:", " on", "<div"] {
                    let in_tag = section.html.split('<').skip(1).any(|tag| {
                        let tag = tag.split('>').next().unwrap_or_default();
                        !tag.contains("href") && format!("<{tag}").contains(banned)
                    });
                    prop_assert!(!in_tag, "{} in {}", banned, section.html);
                }
                prop_assert!(section.anchor.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)));
            }
        }
    }

    #[test]
    fn any_text_is_cleaned_for_good(html in "\\PC{0,400}") {
        if let Ok(once) = clean::clean(html) {
            prop_assert_eq!(clean::clean(once.clone()), Ok(once));
        }
    }
}
