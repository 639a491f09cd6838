//! Where a lower room is given what it needs of a higher one.

use std::sync::Arc;

use crate::files::InUse;
use crate::jobs::Registration;
use crate::library::{self, DocumentWithdrawn, EditionPublished};
use crate::mail;
use crate::members::{Followers, MembersChanged, Mover};
use crate::progress;
use crate::push;
use crate::questions;
use crate::quizzes::{self, AttemptClosed};
use crate::reports;
use crate::rosters;
use crate::sessions::{CodeIssued, DeviceSeen};
use crate::study::{self, AssignmentOpened, EnrolledIn};
use crate::units::MemberMover;

/// Every kind of job that this binary can do: rooms above `jobs` register their handlers here, a line each.
pub fn job_kinds() -> Vec<Registration> {
    [
        rosters::JOBS.as_slice(),
        quizzes::JOBS.as_slice(),
        reports::JOBS.as_slice(),
    ]
    .concat()
}

/// Who says which files are used: rooms that hold files register here, a line each.
pub fn file_uses() -> Vec<InUse> {
    vec![library::files_in_use, questions::files_in_use]
}

/// Who is told of attempts at quizzes that were closed: rooms that count them register here, a line each.
pub fn attempt_closed() -> Vec<AttemptClosed> {
    vec![progress::attempt_closed]
}

/// Who is told of changes of people and of the tree: rooms that count members register here; who follows what they have
/// decided comes after them, and where mail is configured, who is told of addresses.
pub fn followers(has_mail: bool) -> Followers {
    let followers = Followers::new(
        &[progress::members_changed, push::members_enrolled],
        &[progress::tree_changed],
    );
    if has_mail {
        followers.and_of_addresses(&[mail::address_changed])
    } else {
        followers
    }
}

/// Who is told of members about whom a pass has decided anew: a line each.
pub fn members_enrolled() -> Vec<MembersChanged> {
    vec![push::members_enrolled]
}

/// Who is told of one-time codes that were made.
pub fn code_issued(has_mail: bool) -> Vec<CodeIssued> {
    let told: [CodeIssued; 1] = [mail::code_issued];
    told.into_iter().filter(|_| has_mail).collect()
}

/// Who is told of sign-ins on new devices.
pub fn device_seen(has_mail: bool) -> Vec<DeviceSeen> {
    let told: [DeviceSeen; 1] = [mail::new_device];
    told.into_iter().filter(|_| has_mail).collect()
}

/// Who is told of editions that were published: rooms that ask for them register here, a line each.
pub fn edition_published() -> Vec<EditionPublished> {
    vec![study::edition_published, push::edition_published]
}

/// The same for editions that an operator takes in from files: nobody's phone rings for a shelf of old papers.
pub fn edition_imported() -> Vec<EditionPublished> {
    vec![study::edition_published]
}

/// Who is told of documents that were taken back: a line each.
pub fn document_withdrawn() -> Vec<DocumentWithdrawn> {
    vec![push::document_withdrawn]
}

/// Who is told of assignments that have opened: a line each.
pub fn assignment_opened() -> Vec<AssignmentOpened> {
    vec![push::assignment_opened]
}

/// Who knows which assignments a member is in.
pub fn enrolled_in() -> EnrolledIn {
    progress::enrolled_in
}

/// Who moves people when the tree changes.
pub fn member_mover() -> Arc<dyn MemberMover> {
    // Whoever is moved keeps his address.
    Arc::new(Mover::new(followers(false)))
}
