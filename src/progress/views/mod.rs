//! Bodies of progress.

mod assignment;
mod detail;
mod events;
mod records;

pub(super) use assignment::MyAssignmentListView;
pub(super) use detail::MemberAssignmentView;
pub(super) use events::{
    EventErrorView, EventOutcome, EventResultView, EventResultsView, RecordProgressEvents,
    SentEvent,
};
pub(super) use records::{HandInReflection, RecordStudy, StudyRecordView, SubmittedView};
