use super::{News, believed, news, shortened};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reading::model::{ChangeRow, ChangedDocument, ReaderChange};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

#[test]
fn a_fast_clock_is_not_believed() {
    let now = at("2026-11-23T02:00:00.500600Z");
    assert_eq!(
        believed(at("2026-11-23T02:00:01Z"), now),
        at("2026-11-23T02:00:00.500Z")
    );
    let earlier = at("2026-11-20T23:59:59.999Z");
    assert_eq!(believed(earlier, now), earlier);
}

#[test]
fn an_abstract_is_cut_at_a_word() {
    assert_eq!(shortened("Về chuyển đổi số", 100), "Về chuyển đổi số");
    assert_eq!(shortened("Về chuyển đổi số", 16), "Về chuyển đổi số");
    assert_eq!(shortened("Về chuyển đổi số", 14), "Về chuyển đổi…");
    assert_eq!(shortened("Về chuyển, đổi số", 12), "Về chuyển…");
    assert_eq!(shortened("Chuyểnđổisố", 5), "Chuy…");
}

fn row(id: i64, document: u64, change: ReaderChange, audience_id: i64) -> ChangeRow {
    ChangeRow {
        id,
        change,
        audience_id,
        at: Instant::default(),
        document: ChangedDocument {
            public_id: PublicId::from_uuid(uuid::Uuid::from_u64_pair(0x7000, document)),
            state: "published".to_owned(),
            circulation: "internal".to_owned(),
            // Now meant for the audience of its number.
            audience_id: i64::try_from(document).unwrap(),
            title: String::new(),
            tier: String::new(),
        },
    }
}

#[test]
fn each_document_is_told_once_and_only_to_whom_it_concerns() {
    use ReaderChange::{Force, Published, Rescoped};
    let rows = vec![
        row(1, 1, Published, 1), // readable, and published
        row(2, 2, Published, 1), // once for him, now for audience 2
        row(3, 3, Published, 3), // never for him
        row(4, 1, Force, 1),
        row(5, 2, Rescoped, 2),
    ];
    let told = news(
        rows,
        |row| row.document.audience_id == 1,
        |row| row.audience_id == 1,
    );
    let shape: Vec<_> = told
        .iter()
        .map(|news| match news {
            News::Readable(row) => (row.id, true),
            News::Gone(id) => (i64::try_from(id.as_uuid().as_u64_pair().1).unwrap(), false),
        })
        .collect();
    assert_eq!(shape, [(1, true), (2, false)]);
}
