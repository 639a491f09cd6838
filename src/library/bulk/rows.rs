//! A row on its way from the sheet into the library.

use super::waiting::Waits;
use crate::audiences::AudienceBody;
use crate::audiences::Owner;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::text::{exact_key, nfc};
use crate::library::model::{
    Document, Edition, EditionState, Kind, LinkKind, Metadata, MetadataBody, Secrecy,
};
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::row::{Entry, Fault};

/// A row, with all that was found wrong so far.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub entry: Entry,
    pub faults: Vec<Fault>,
    /// The document that is there already, or an id that stands for the one to come while links are checked.
    pub id: PublicId,
    /// With the edition that is out, or the one that waits for a second person.
    pub existing: Option<(Document, Edition)>,
    /// The document is there as the row says.
    pub unchanged: bool,
    /// A row above it describes the same document: links mean that one.
    pub repeated: bool,
    /// What keeps it from being published.
    pub waits: Option<Waits>,
    /// It was written by this import.
    pub written: bool,
    /// Nothing where the row does not say enough.
    pub meant: Option<Meant>,
}

/// What a look found where nothing is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// The document is there as the row says.
    Same,
    /// It is not there; with what only a second person can confirm, a sentence each.
    New(Vec<String>),
}

/// What a row means, in the words of the API.
#[derive(Debug, Clone)]
pub(super) struct Meant {
    pub owner: Owner,
    /// Without a row key where the folder brings it.
    pub kind: Kind,
    pub said: MetadataBody,
    pub metadata: Metadata,
    pub topic: Option<String>,
    pub audience: AudienceBody,
    /// Places of the rows that it links to.
    pub targets: Vec<(LinkKind, usize)>,
}

impl Row {
    pub(super) fn fault(&mut self, column: Column, text: impl Into<String>) {
        self.faults.push(Fault::at(column, text));
    }

    /// Whether it is still to be written.
    pub(super) fn is_new(&self) -> bool {
        self.faults.is_empty() && self.existing.is_none() && self.waits != Some(Waits::Row)
    }

    /// Takes in what a look at the document and its files found.
    pub(super) fn take(&mut self, seen: Seen) {
        match (seen, &self.existing) {
            (Seen::New(open), _) if open.is_empty() => {}
            (Seen::New(open), _) => self.waits = Some(Waits::Person(open.join(" "))),
            (Seen::Same, Some((_, edition))) if edition.state != EditionState::Published => {
                let text = "đã nhập từ trước, chưa được ban hành.".to_owned();
                self.waits = Some(Waits::Person(text));
            }
            (Seen::Same, _) => self.unchanged = true,
        }
    }
}

/// What a refusal says about a row; other failures end the import.
pub(super) fn faults_of(error: Error, otherwise: Column) -> Result<Vec<Fault>, Error> {
    let text = match &error {
        Error::Invalid(fields) => {
            let faults = fields.iter().map(|field| {
                let column = Column::of_pointer(&field.pointer).unwrap_or(otherwise);
                Fault::at(column, field.text.vi.clone())
            });
            return Ok(faults.collect());
        }
        Error::Rule(rule) => {
            let column = rule.pointer.and_then(Column::of_pointer);
            return Ok(vec![Fault::at(
                column.unwrap_or(otherwise),
                rule.text.vi.clone(),
            )]);
        }
        Error::NotFound => "Không tìm thấy.",
        Error::Forbidden => "Không được phép.",
        _ => return Err(error),
    };
    Ok(vec![Fault::at(otherwise, text)])
}

/// Without links, which are looked at when all rows are known.
pub(super) fn said(entry: &Entry, kind: &Kind) -> MetadataBody {
    MetadataBody {
        kind: kind.code.clone(),
        title: nfc(&entry.title),
        abstract_text: entry.abstract_text.clone(),
        symbol: entry.symbol.clone(),
        issuer: entry.issuer.clone(),
        issued_on: entry.issued_on,
        issued_at: entry.issued_at.clone(),
        signer: entry.signer.clone(),
        signer_title: entry.signer_title.clone(),
        effective_on: entry.effective_on,
        expires_on: entry.expires_on,
        digest_on: entry.digest_on,
        urgency: Some(entry.urgency),
        secrecy: Secrecy::None,
        links: Vec::new(),
    }
}

/// The key under which links find a row.
pub(super) fn issuer_key(row: &Row) -> Option<String> {
    row.entry.issuer.as_deref().map(exact_key)
}
