//! Both engines answer the same, in the same order.

use sotay::db::Engine;

use super::{Paper, encoded, material, paper, seed};
use crate::support::{TestApp, run};

const SYLLABLES: [&str; 40] = [
    "đảng",
    "dang",
    "viên",
    "chi",
    "bộ",
    "bố",
    "nghị",
    "quyết",
    "chuyển",
    "chuyên",
    "đổi",
    "đội",
    "số",
    "sổ",
    "hoà",
    "hòa",
    "bình",
    "binh",
    "công",
    "tác",
    "cán",
    "bộ",
    "kiểm",
    "tra",
    "giám",
    "sát",
    "đường",
    "Dương",
    "lối",
    "học",
    "tập",
    "thủ",
    "tục",
    "sinh",
    "hoạt",
    "57",
    "2025",
    "NQ",
    "của",
    "về",
];
const KINDS: [(&str, &str); 4] = [
    ("nghi_quyet", "NQ"),
    ("quy_dinh", "QĐ"),
    ("ke_hoach", "KH"),
    ("cong_van", "CV"),
];
const TIERS: [&str; 3] = ["required", "recommended", "archive"];

/// A small generator of numbers: the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn words(&mut self, most: usize) -> String {
        let count = 1 + self.below(most);
        let words: Vec<&str> = (0..count)
            .map(|_| SYLLABLES[self.below(SYLLABLES.len())])
            .collect();
        words.join(" ")
    }
}

fn documents(count: usize) -> Vec<Paper> {
    let mut numbers = Numbers(7);
    let one = |at: usize| {
        let title = numbers.words(8);
        let mut document = if numbers.below(2) == 0 {
            let (kind, short) = KINDS[numbers.below(KINDS.len())];
            let issuer = ["TW", "TU", "ĐU"][numbers.below(3)];
            paper(
                kind,
                &format!("{}-{short}/{issuer}{at}", 1 + numbers.below(60)),
                &title,
            )
        } else {
            material(&title)
        };
        document.tier = TIERS[numbers.below(3)];
        document.issued_on = [Some("2024-01-01"), Some("2025-06-01"), None][numbers.below(3)];
        document.ends_on = [None, None, Some("2026-01-01")][numbers.below(3)];
        document.text(&numbers.words(60)).text(&numbers.words(60))
    };
    (0..count).map(one).collect()
}

fn queries() -> Vec<String> {
    let mut numbers = Numbers(11);
    (0..100).map(|_| numbers.words(4)).collect()
}

/// All pages of each query and its suggestions, without identifiers.
async fn answers(app: &TestApp) -> Vec<String> {
    let mut all = Vec::new();
    for query in queries() {
        let mut next = Some(format!(
            "/api/v1/library/search?limit=20&q={}",
            encoded(&query)
        ));
        while let Some(path) = next.take() {
            let reply = app.member().get(path).await;
            for item in reply.json()["items"].as_array().unwrap() {
                let document = &item["document"];
                all.push(format!(
                    "{query}: {} {} {}",
                    document["symbol"], document["title"], item["passages"]
                ));
            }
            next = reply
                .header("link")
                .map(|link| link.split(['<', '>']).nth(1).unwrap().to_owned());
        }
        let path = format!("/api/v1/library/suggestions?q={}", encoded(&query));
        let suggestions = app.member().get(path).await.json();
        for item in suggestions["items"].as_array().unwrap() {
            all.push(format!("{query}? {}", item["text"]));
        }
    }
    all
}

#[test]
fn both_engines_answer_the_same_in_the_same_order() {
    run(async {
        let (Some(sqlite), Some(postgres)) = (
            TestApp::builder().start(Engine::Sqlite).await,
            TestApp::builder().start(Engine::Postgres).await,
        ) else {
            return;
        };
        seed(&sqlite, documents(200)).await;
        seed(&postgres, documents(200)).await;
        let (one, other) = (answers(&sqlite).await, answers(&postgres).await);
        assert!(one.len() > 2_000, "only {} lines to compare", one.len());
        let differs = one.iter().zip(&other).find(|(one, other)| one != other);
        assert_eq!(differs, None);
        assert_eq!(one.len(), other.len());
    });
}
