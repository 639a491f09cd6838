//! Whether a document that is there already is what a row says.

use super::content::Looked;
use super::rows::Meant;
use crate::audiences;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::files;
use crate::library::model::{Document, Edition, FileRole, Metadata, Section};
use crate::library::queries::{self, links, sections};
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::row::Entry;
use crate::library::scope::{self, Wanted};

/// A document that is there already.
pub(super) struct There {
    pub document: Document,
    pub edition: Edition,
}

impl There {
    /// The columns in which a row says something else.
    pub(super) fn differs(
        &self,
        conn: &mut Conn,
        system: &System,
        (entry, meant): (&Entry, &Meant),
        (looked, written): (&[Looked], Option<Vec<Section>>),
    ) -> Result<Vec<Column>, Error> {
        let mut stored = Metadata::read(&self.edition.metadata.0)?;
        let mut kept = Vec::with_capacity(stored.links.len());
        for link in stored.links {
            // No sheet can name what was taken back.
            if links::target(conn, system, link.document_id)?.is_some() {
                kept.push(link);
            }
        }
        stored.links = kept;
        let mut differs = said_otherwise(&stored, &meant.metadata);
        let wanted = Wanted {
            tier: entry.tier,
            circulation: entry.circulation,
            topic: meant.topic.as_deref(),
            audience: &meant.audience,
        };
        let (topic_id, audience) = scope::check(conn, system, &meant.owner, &wanted)?;
        let audience_id = audiences::known(conn, system, &audience)?;
        let document = &self.document;
        let own_sections = sections::of_edition(conn, system, self.edition.id)?;
        let same = [
            (Column::Tier, document.tier == entry.tier),
            (
                Column::Circulation,
                document.circulation == entry.circulation,
            ),
            (Column::Topic, document.topic_id == topic_id),
            (Column::Audience, audience_id == Some(document.audience_id)),
            (
                Column::OwnerUnit,
                document.owner_unit_id == meant.owner.unit_id,
            ),
            (Column::File, self.holds(conn, system, looked)?),
            (
                Column::Sections,
                written.is_none_or(|written| written == own_sections),
            ),
        ];
        differs.extend(
            same.iter()
                .filter(|(_, same)| !same)
                .map(|(column, _)| *column),
        );
        Ok(differs)
    }

    /// Whether its files are these, by bytes, names and roles.
    fn holds(&self, conn: &mut Conn, system: &System, looked: &[Looked]) -> Result<bool, Error> {
        let mut held: Vec<(FileRole, [u8; 32], String)> = Vec::new();
        for file in queries::files::of_edition(conn, system, self.edition.id)? {
            let stored = files::by_key(conn, system, file.file_id)?;
            held.push((file.role, stored.sha256, file.file_name));
        }
        let given = looked
            .iter()
            .map(|file| (file.role, file.judged.sha256, file.name.clone()));
        Ok(held.into_iter().eq(given))
    }
}

fn said_otherwise(stored: &Metadata, said: &Metadata) -> Vec<Column> {
    let same = [
        (Column::Kind, stored.kind_id == said.kind_id),
        (Column::Title, stored.title == said.title),
        (Column::Abstract, stored.abstract_text == said.abstract_text),
        (Column::Symbol, stored.symbol == said.symbol),
        (Column::Issuer, stored.issuer == said.issuer),
        (Column::IssuedOn, stored.issued_on == said.issued_on),
        (Column::IssuedAt, stored.issued_at == said.issued_at),
        (Column::Signer, stored.signer == said.signer),
        (
            Column::SignerTitle,
            stored.signer_title == said.signer_title,
        ),
        (
            Column::EffectiveOn,
            stored.effective_on == said.effective_on,
        ),
        (Column::ExpiresOn, stored.expires_on == said.expires_on),
        (Column::DigestOn, stored.digest_on == said.digest_on),
        (Column::Urgency, stored.urgency == said.urgency),
        (Column::Links, stored.links == said.links),
    ];
    let different = same.iter().filter(|(_, same)| !same);
    different.map(|(column, _)| *column).collect()
}
