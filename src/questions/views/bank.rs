//! Banks.

use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::etag;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::library::TermView;
use crate::questions::model::Bank;
use crate::questions::queries::banks;
use crate::units::UnitRef;

/// A bank of questions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "bank_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "name": "Chuyển đổi số trong công tác đảng",
    "topic": {"code": "chuyen_doi_so", "name": "Chuyển đổi số"}, "questions": 42, "updated_at": "2026-11-20T02:15:00.000Z"
}))]
pub(in crate::questions) struct QuestionBankView {
    pub bank_id: PublicId,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub owner_unit: Option<UnitRef>,
    #[schema(max_length = 200)]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub topic: Option<TermView>,
    /// Those that may be asked.
    #[schema(minimum = 0, maximum = 5000)]
    pub questions: i64,
    pub updated_at: Instant,
}

impl QuestionBankView {
    /// The view and its tag.
    pub(in crate::questions) fn load(
        conn: &mut Conn,
        viewer: &Viewer,
        bank: &Bank,
    ) -> Result<(Self, String), Error> {
        let mut views = Self::load_many(conn, viewer, std::slice::from_ref(bank))?;
        let view = views
            .pop()
            .ok_or_else(|| Error::internal("a bank has no view"))?;
        let etag = etag::of_view(bank.revision, &view)?;
        Ok((view, etag))
    }

    pub(in crate::questions) fn load_many(
        conn: &mut Conn,
        viewer: &Viewer,
        rows: &[Bank],
    ) -> Result<Vec<Self>, Error> {
        let owners: Vec<i64> = rows.iter().map(|bank| bank.owner_unit_id).collect();
        let units = UnitRef::load_many(conn, viewer, &owners)?;
        let topics = banks::topics(conn, viewer)?;
        let mut views = Vec::with_capacity(rows.len());
        for bank in rows {
            let topic = topics.iter().find(|(id, ..)| Some(*id) == bank.topic_id);
            views.push(Self {
                bank_id: bank.public_id,
                owner_unit: units.get(&bank.owner_unit_id).cloned(),
                name: bank.name.clone(),
                note: bank.note.clone(),
                topic: topic.map(|(_, code, name)| TermView {
                    code: code.clone(),
                    name: name.clone(),
                }),
                questions: banks::count_active(conn, viewer, bank.id)?,
                updated_at: bank.updated_at,
            });
        }
        Ok(views)
    }
}

/// A page of banks, the latest created first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "bank_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "name": "Chuyển đổi số trong công tác đảng", "questions": 42,
    "updated_at": "2026-11-20T02:15:00.000Z"
}]}))]
pub(in crate::questions) struct QuestionBankListView {
    #[schema(max_items = 200)]
    pub items: Vec<QuestionBankView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}
