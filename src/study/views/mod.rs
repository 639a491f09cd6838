//! Bodies of study.

mod assignment;
mod excuse;

pub(super) use assignment::{
    AssignmentBody, AssignmentItemView, AssignmentListView, AssignmentView, RequirementBody,
};
pub use assignment::{NamedView, RequirementView};
pub(super) use excuse::{CreateExcuse, ExcuseListView, ExcuseView};
