//! An assignment of a member with its history.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::assignment::{MyAssignmentView, late_words, load};
use super::records::{ReflectionView, StudyRecordView};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::progress::queries::own::Which;
use crate::progress::queries::records;
use crate::study::RequirementView;

/// An assignment of a member, with what was recorded for him and what he has handed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "assignment": {
        "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "title": "Học tập Nghị quyết 57-NQ/TU", "state": "completed", "running": true,
        "due_at": "2026-12-20T17:00:00.000Z", "opens_at": "2026-12-01T01:00:00.000Z", "ordered": false,
        "rule": "Hoàn thành đủ 1 yêu cầu; đúng hạn khi xong trong ngày 20/12/2026 trở về trước.",
        "completed_at": "2026-12-10T02:00:00.000Z",
        "requirements": [{"requirement_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01", "place": 1, "kind": "attend", "title": "Hội nghị học tập",
            "added_at": "2026-11-30T01:00:00.000Z", "replaced": false, "step": "attended", "met": true, "met_at": "2026-12-10T02:00:00.000Z",
            "done_at": "2026-12-10T02:00:00.000Z", "late": false, "source": "in_person"}]
    },
    "late_rule": "Người đến sau vẫn theo thời hạn chung; người đến khi đã hết hạn thì không tính.",
    "records": [{"record_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1f01", "requirement_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01", "kind": "in_person",
        "met": true, "studied_on": "2026-12-10", "reason": "Học trực tiếp tại chi bộ", "recorded_at": "2026-12-10T02:00:00.000Z"}],
    "reflections": []
}))]
pub(in crate::progress) struct MemberAssignmentView {
    pub assignment: MyAssignmentView,
    /// The rule for those who join later, in words.
    #[schema(max_length = 300)]
    pub late_rule: String,
    /// The latest first.
    #[schema(max_items = 200)]
    pub records: Vec<StudyRecordView>,
    /// The latest first.
    #[schema(max_items = 50)]
    pub reflections: Vec<ReflectionView>,
}

impl MemberAssignmentView {
    /// Of a member whom the caller is or has located.
    pub(in crate::progress) fn load(
        conn: &mut Conn,
        actor: &impl Actor,
        member_id: i64,
        id: PublicId,
        language: Language,
    ) -> Result<Self, Error> {
        let found = load(conn, actor, member_id, Which::One(id), language)?;
        let (mine, assignment) = found.into_iter().next().ok_or(Error::NotFound)?;
        let requirements: HashMap<i64, PublicId> = RequirementView::load(conn, actor, &[mine.id])?
            .into_iter()
            .map(|(_, key, view)| (key, view.requirement_id))
            .collect();
        let keys: Vec<i64> = requirements.keys().copied().collect();
        let recorded = records::records(conn, actor, member_id, &keys)?;
        let handed_in = records::reflections(conn, actor, member_id, &keys)?;
        Ok(Self {
            assignment,
            late_rule: late_words(&mine, language)?,
            records: recorded
                .into_iter()
                .filter_map(|record| {
                    let requirement = *requirements.get(&record.requirement_id)?;
                    Some(StudyRecordView::of(record, requirement))
                })
                .collect(),
            reflections: handed_in
                .into_iter()
                .filter_map(|reflection| {
                    let requirement = *requirements.get(&reflection.requirement_id)?;
                    Some(ReflectionView::of(reflection, requirement))
                })
                .collect(),
        })
    }
}
