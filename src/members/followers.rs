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

/// A mail address that a member no longer has. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangedAddress {
    pub member_id: i64,
    pub old: String,
}

/// Called when the address that the roster had of a member was replaced or emptied.
pub type AddressChanged = fn(&mut Conn, &dyn Actor, &ChangedAddress) -> Result<(), Error>;

/// Those who are told; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Followers {
    members: Arc<[MembersChanged]>,
    tree: Arc<[TreeChanged]>,
    addresses: Arc<[AddressChanged]>,
}

impl Followers {
    #[must_use]
    pub fn new(members: &[MembersChanged], tree: &[TreeChanged]) -> Self {
        Self {
            members: members.into(),
            tree: tree.into(),
            addresses: Arc::default(),
        }
    }

    /// … and these of addresses.
    #[must_use]
    pub fn and_of_addresses(mut self, addresses: &[AddressChanged]) -> Self {
        self.addresses = addresses.into();
        self
    }

    /// After an address was changed from `old`, in that transaction.
    ///
    /// # Errors
    /// The database: then the change is rolled back.
    pub fn tell_of_address(
        &self,
        conn: &mut Conn,
        actor: &dyn Actor,
        member_id: i64,
        (old, new): (Option<&str>, Option<&str>),
    ) -> Result<(), Error> {
        let Some(old) = old.filter(|old| Some(*old) != new) else {
            return Ok(());
        };
        let changed = ChangedAddress {
            member_id,
            old: old.to_owned(),
        };
        self.addresses
            .iter()
            .try_for_each(|follower| follower(conn, actor, &changed))
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
