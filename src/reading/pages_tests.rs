use std::collections::HashMap;

use serde_json::{Value, json};

use super::*;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reading::model::{
    Change, Circulation, EditionHead, Genre, Paper, TermView, Tier, Urgency,
};

fn listed(id: i64) -> Listed {
    let at = Instant::from_micros(1_700_000_000_000_000 + id).unwrap();
    Listed {
        paper: Paper {
            id,
            public_id: PublicId::new(at),
            genre: Genre::Material,
            kind_id: 1,
            title: "\"read_state\":\"unread\",\"bookmarked\":false}".to_owned(),
            abstract_text: None,
            symbol: None,
            issuer: None,
            issued_on: None,
            effective_on: None,
            ends_on: None,
            ended_by: None,
            amended_on: None,
            digest_on: None,
            urgency: Urgency::Normal,
            circulation: Circulation::Internal,
            tier: Tier::Required,
            topic_id: None,
            audience_id: 1,
            shown_at: at,
        },
        edition: EditionHead {
            id: 10 * id,
            public_id: PublicId::new(at),
            number: 1,
            change: Change::Major,
            published_at: Some(at),
            sections: 3,
        },
        last_major: Some(10 * id),
    }
}

fn three() -> Page {
    let kind = TermView {
        code: "tai_lieu".to_owned(),
        name: "Tài liệu".to_owned(),
    };
    let terms = Terms {
        kinds: HashMap::from([(1, kind)]),
        topics: HashMap::new(),
        filing: Vec::new(),
    };
    let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    page(vec![listed(1), listed(2), listed(3)], &terms, today).unwrap()
}

fn second_begun() -> HashMap<i64, Own> {
    let own = Own {
        is_bookmarked: true,
        bookmark_anchor: Some("điều \"5\"".to_owned()),
        position: Some((20, 420)),
    };
    HashMap::from([(2, own)])
}

#[test]
fn what_a_reader_keeps_is_put_beside_what_all_see() {
    let (body, _) = answer(&three(), 2, &second_begun(), Some("next")).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["next_cursor"], "next");
    let items = body["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let own = |item: &Value| {
        let members = ["read_state", "permille", "bookmarked", "bookmark_anchor"];
        json!(members.map(|member| item.get(member)))
    };
    assert_eq!(own(&items[0]), json!(["unread", null, false, null]));
    assert_eq!(own(&items[1]), json!(["begun", 420, true, "điều \"5\""]));
    assert_eq!(items[1]["section_count"], 3);
    assert_eq!(items[0]["title"], listed(1).paper.title);
}

#[test]
fn a_page_without_documents_is_whole() {
    let empty = page(Vec::new(), &Terms::default(), NaiveDate::MIN).unwrap();
    let (body, _) = answer(&empty, 0, &HashMap::new(), None).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&body).unwrap(),
        json!({"items": []})
    );
}

#[test]
fn the_digest_tells_whatever_differs() {
    let page = three();
    let of = |shown, own: &HashMap<i64, Own>, next| answer(&page, shown, own, next).unwrap().1;
    let nothing = HashMap::new();
    let digests = [
        of(2, &nothing, None),
        of(2, &nothing, Some("next")),
        of(3, &nothing, None),
        of(2, &second_begun(), None),
    ];
    for (place, digest) in digests.iter().enumerate() {
        assert!(!digests[..place].contains(digest), "{place}");
    }
    assert_eq!(of(2, &nothing, None), digests[0]);
}
