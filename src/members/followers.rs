//! Who is told of changes of people and of the tree, in the transaction of the change: rooms above this one that count
//! members. `wiring.rs` registers them.

use std::sync::Arc;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;

/// Called with the row keys of members who were added, moved, or whose standing, roles or excuses have changed.
pub type MembersChanged = fn(&mut Conn, &dyn Actor, &[i64]) -> Result<(), Error>;

/// Called when units have another place in the tree.
pub type TreeChanged = fn(&mut Conn, &dyn Actor) -> Result<(), Error>;

/// Those who are told; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Followers {
    members: Arc<[MembersChanged]>,
    tree: Arc<[TreeChanged]>,
}

impl Followers {
    #[must_use]
    pub fn new(members: &[MembersChanged], tree: &[TreeChanged]) -> Self {
        Self {
            members: members.into(),
            tree: tree.into(),
        }
    }

    /// After the change, in its transaction.
    ///
    /// # Errors
    /// The database: then the change is rolled back.
    pub fn tell(&self, conn: &mut Conn, actor: &dyn Actor, members: &[i64]) -> Result<(), Error> {
        if members.is_empty() {
            return Ok(());
        }
        self.members
            .iter()
            .try_for_each(|changed| changed(conn, actor, members))
    }

    /// After units were moved, in that transaction.
    ///
    /// # Errors
    /// The database: then the change is rolled back.
    pub fn tell_of_tree(&self, conn: &mut Conn, actor: &dyn Actor) -> Result<(), Error> {
        self.tree
            .iter()
            .try_for_each(|changed| changed(conn, actor))
    }
}
