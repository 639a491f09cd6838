//! Bodies of study.

mod assignment;
mod excuse;
mod requirement;

pub(super) use assignment::{
    AssignmentBody, AssignmentItemView, AssignmentListView, AssignmentView,
};
pub(super) use excuse::{CreateExcuse, ExcuseListView, ExcuseView};
pub(super) use requirement::RequirementBody;
pub use requirement::{NamedView, RequirementView};
