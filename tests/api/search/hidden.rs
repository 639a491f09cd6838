//! What somebody may not read changes nothing of what he is answered.

use sotay::audiences::{Audience, Rule};
use sotay::auth::Role;
use sotay::db::Engine;

use super::{Paper, announce, encoded, found, material, paper, seed, suggested};
use crate::support::{TestApp, run};

const QUERIES: [&str; 14] = [
    "chuyển đổi số",
    "chuyen doi",
    "57",
    "57 nq tw",
    "nghị quyết",
    "đảng viên",
    "thủ tục",
    "sinh hoạt chi bộ thế nào",
    "điều lệ",
    "tuyệt đối",
    "chi",
    "hoàn toàn khác",
    "bí",
    "đường",
];

fn of_unit(unit_id: i64) -> Audience {
    Audience::Rules(vec![Rule {
        unit_id: Some(unit_id),
        ..Rule::default()
    }])
}

fn open_shelf() -> Vec<Paper> {
    vec![
        paper("nghi_quyet", "57-NQ/TW", "Về chuyển đổi số").text("Đảng viên đi đầu chuyển đổi số."),
        material("Thủ tục chuyển sinh hoạt").text("Chi bộ xét đơn của đảng viên."),
        material("Đường lối").text("Nghị quyết và chi bộ."),
    ]
}

/// Of the same words as what is open: it would come first, be counted, be suggested.
fn hidden_shelf(app: &TestApp) -> Vec<Paper> {
    let other_ward = of_unit(app.unit("ward_b").id);
    let nobody = Audience::Rules(Vec::new());
    let officers = Audience::Rules(vec![Rule {
        role: Some(Role::CommitteeOfficer),
        ..Rule::default()
    }]);
    let audiences = [other_ward, nobody, officers];
    let mut papers = Vec::new();
    for (place, audience) in audiences.iter().cycle().take(30).enumerate() {
        for mut paper in open_shelf() {
            paper.title = format!("{} hoàn toàn khác số {place}", paper.title);
            paper.abstract_text = Some("bí mật tuyệt đối, điều lệ".to_owned());
            paper.tier = "required";
            paper.audience = audience.clone();
            papers.push(paper);
        }
    }
    for state in ["draft", "withdrawn"] {
        for mut paper in open_shelf() {
            paper.state = state;
            paper.circulation = "public";
            papers.push(paper);
        }
    }
    papers
}

/// Every answer to a member, without the identifiers that differ from database to database.
async fn answers(app: &TestApp) -> Vec<String> {
    let member = app.member();
    let mut all = Vec::new();
    for query in QUERIES {
        for path in [
            format!("/api/v1/library/search?limit=20&q={}", encoded(query)),
            format!("/api/v1/library/search?limit=1&q={}", encoded(query)),
            format!(
                "/api/v1/library/search?force=in_force&genre=official&q={}",
                encoded(query)
            ),
            format!("/api/v1/library/suggestions?q={}", encoded(query)),
        ] {
            let reply = member.get(path.as_str()).await;
            reply.assert(200);
            let mut answer = reply.json();
            for item in answer["items"].as_array_mut().unwrap() {
                let document = if item["document"].is_object() {
                    &mut item["document"]
                } else {
                    item
                };
                document["document_id"] = "".into();
            }
            all.push(format!("{path}: {answer}"));
        }
    }
    all
}

fn hidden_documents_change_nothing(engine: Engine) {
    run(async move {
        let (Some(open), Some(both)) = (
            TestApp::builder().start(engine).await,
            TestApp::builder().start(engine).await,
        ) else {
            return;
        };
        seed(&open, open_shelf()).await;
        // Before and after what is open, so that neither the newest nor the oldest rows are always seen.
        let hidden = hidden_shelf(&both);
        let (first, second) = hidden.split_at(hidden.len() / 2);
        seed(&both, first.to_vec()).await;
        seed(&both, open_shelf()).await;
        seed(&both, second.to_vec()).await;
        assert_eq!(answers(&both).await, answers(&open).await);
        // They are there for those whom they are for.
        assert_eq!(found(&both.stranger(), "tuyệt đối").await.len(), 20);
        assert!(found(&both.officer(), "tuyệt đối").await.len() > 10);
        assert!(!suggested(&both.stranger(), "hoàn toàn kh").await.is_empty());
    });
}

#[test]
fn hidden_documents_change_nothing_on_sqlite() {
    hidden_documents_change_nothing(Engine::Sqlite);
}

#[test]
fn hidden_documents_change_nothing_on_postgres() {
    hidden_documents_change_nothing(Engine::Postgres);
}

on_both_engines!(
    an_audience_finds_its_own_and_everybody_finds_what_is_public,
    |app| async move {
        let mut own = material("Riêng của phường An Bình");
        own.audience = of_unit(app.unit("ward_a").id);
        let mut public = material("Công khai của phường Bình Minh");
        public.audience = of_unit(app.unit("ward_b").id);
        public.circulation = "public";
        let mut secretaries = material("Riêng của bí thư phường An Bình");
        secretaries.audience = Audience::Rules(vec![Rule {
            unit_id: Some(app.unit("ward_a").id),
            role: Some(Role::CellSecretary),
            ..Rule::default()
        }]);
        seed(&app, vec![own, public, secretaries]).await;
        let table: [(&str, &[&str]); 3] = [
            (
                "member",
                &["Công khai của phường Bình Minh", "Riêng của phường An Bình"],
            ),
            (
                "secretary",
                &[
                    "Riêng của bí thư phường An Bình",
                    "Công khai của phường Bình Minh",
                    "Riêng của phường An Bình",
                ],
            ),
            ("stranger", &["Công khai của phường Bình Minh"]),
        ];
        for (actor, expected) in table {
            let actor_of = app.actor(actor);
            assert_eq!(found(&actor_of, "phường").await, expected, "{actor}");
            let mut suggested = suggested(&actor_of, "phườ").await;
            suggested.sort();
            let mut expected = expected.to_vec();
            expected.sort_unstable();
            assert_eq!(suggested, expected, "{actor}");
        }
    }
);

on_both_engines!(a_narrower_audience_counts_at_once, |app| async move {
    seed(&app, vec![material("Tài liệu nội bộ").text("nội dung")]).await;
    assert_eq!(found(&app.member(), "nội dung").await.len(), 1);
    // The words still carry the old audience; the document does not.
    let change = |conn: &mut sotay::db::Conn| {
        use diesel::prelude::*;
        use sotay::db::schema::{audiences, documents};
        let nobody: i64 = diesel::insert_into(audiences::table)
            .values((
                audiences::digest.eq(vec![1_u8]),
                audiences::everyone.eq(false),
            ))
            .returning(audiences::id)
            .get_result(conn)?;
        diesel::update(documents::table)
            .set(documents::audience_id.eq(nobody))
            .execute(conn)?;
        Ok(())
    };
    app.state().db.write(change).await.unwrap();
    announce(&app).await;
    assert_eq!(found(&app.member(), "nội dung").await, [""; 0]);
    assert_eq!(suggested(&app.member(), "tài").await, [""; 0]);
});
