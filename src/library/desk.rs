//! A document on the desk of someone who writes or publishes it.

use super::model::{Document, Edition};
use super::queries::{self, authors, documents, editions};
use super::rules::lifecycle::{NOT_AN_AUTHOR, OWN_WORK};
use crate::auth::{Grant, Permission};
use crate::db::Conn;
use crate::error::{Error, Rule};
use crate::http::IfMatch;
use crate::kernel::ids::PublicId;

/// A document that the caller writes or publishes.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub document: Document,
    is_author: bool,
    /// Also one who no longer writes it.
    ever_wrote: bool,
}

impl Desk {
    pub(super) fn find<P: Permission>(
        conn: &mut Conn,
        grant: &Grant<P>,
        id: PublicId,
    ) -> Result<Self, Error> {
        let document = queries::desk::find(conn, grant, id)?;
        Self::of(conn, grant, document)
    }

    /// By an edition of it.
    pub(super) fn find_edition<P: Permission>(
        conn: &mut Conn,
        grant: &Grant<P>,
        id: PublicId,
    ) -> Result<(Self, Edition), Error> {
        let document = queries::desk::find_of_edition(conn, grant, id)?;
        let edition = editions::find(conn, grant, document.id, id)?;
        Ok((Self::of(conn, grant, document)?, edition))
    }

    fn of<P: Permission>(
        conn: &mut Conn,
        grant: &Grant<P>,
        document: Document,
    ) -> Result<Self, Error> {
        let member_id = grant.viewer().member_id();
        let (is_author, ever_wrote) = authors::is_author(conn, grant, document.id, member_id)?;
        Ok(Self {
            document,
            is_author,
            ever_wrote,
        })
    }

    /// Only authors write.
    pub(super) fn check_author(&self) -> Result<(), Rule> {
        if self.is_author {
            Ok(())
        } else {
            Err(NOT_AN_AUTHOR)
        }
    }

    /// A publisher for the unit who never wrote it.
    pub(super) fn check_second_person<P: Permission>(
        &self,
        conn: &mut Conn,
        grant: &Grant<P>,
    ) -> Result<(), Error> {
        self.check_publisher(conn, grant)?;
        if self.ever_wrote {
            Err(OWN_WORK.into())
        } else {
            Ok(())
        }
    }

    /// A publisher for the unit, whoever wrote it.
    pub(super) fn check_publisher<P: Permission>(
        &self,
        conn: &mut Conn,
        grant: &Grant<P>,
    ) -> Result<(), Error> {
        if queries::desk::may_publish(conn, grant.viewer(), &self.document)? {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }
}

/// The draft that one of its authors writes, in the version he has seen. Takes the guard of the library.
pub(super) fn draft<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    id: PublicId,
    if_match: &IfMatch,
) -> Result<(Desk, Edition), Error> {
    documents::guard(conn, grant)?;
    let (desk, edition) = Desk::find_edition(conn, grant, id)?;
    desk.check_author()?;
    edition.check_writable()?;
    if_match.check(edition.revision)?;
    Ok((desk, edition))
}
