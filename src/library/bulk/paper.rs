//! A published document as a row of the sheet and files beside it.

use std::collections::HashMap;

use serde_json::json;

use crate::audiences::{self, Audience};
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::files::{self, FileRef};
use crate::kernel::dates::format_vn;
use crate::kernel::ids::PublicId;
use crate::kernel::symbol::Symbol;
use crate::library::model::{
    Document, DocumentState, FileRole, Kind, Link, Metadata, Section, Topic,
};
use crate::library::queries::{self, bulk, catalogue, documents, editions, links, sections};
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::lists::{LinkCell, LinkTo, escaped, link_text};
use crate::library::rules::bulk::names::{Names, short};
use crate::library::views::manuscript::SectionBody;

/// The name of a document's sections in its folder.
const SECTIONS: &str = "noi-dung.json";

/// Of a document of another unit, where only a unit's part goes out.
const LINKS_OUTSIDE: &str =
    "một liên kết đến văn bản không có trong bản xuất; nơi nhập lại phải có sẵn văn bản đó.";

/// All that is written of a document.
pub(super) struct Paper {
    document: Document,
    metadata: Metadata,
    pub kind: Kind,
    pub topic: Option<Topic>,
    owner: String,
    audience: String,
    links: String,
    sections: Vec<Section>,
    pub files: Vec<HeldFile>,
    /// What cannot be written as it is.
    pub notes: Vec<String>,
}

/// A file of the current edition.
pub(super) struct HeldFile {
    role: FileRole,
    name: String,
    pub stored: FileRef,
}

/// Paths in the folder.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub sections: String,
    /// In the order of the files.
    pub files: Vec<String>,
    pub notes: Vec<String>,
}

impl HeldFile {
    /// What a sheet takes for the main file whatever it is called; of sound, films and pictures it asks the role.
    fn is_text(&self) -> bool {
        let kind = self.stored.media_type.split('/').next();
        !matches!(kind, Some("audio" | "video" | "image"))
    }
}

impl Paper {
    /// `None`: it is no longer published. `places`: the documents of this export, by their rows.
    pub(super) fn load(
        conn: &mut Conn,
        system: &System,
        id: i64,
        places: &HashMap<PublicId, usize>,
    ) -> Result<Option<Self>, Error> {
        let document = documents::by_key(conn, system, id)?;
        let edition = match document.current_edition_id {
            Some(edition) if document.state == DocumentState::Published => {
                editions::by_key(conn, system, edition)?
            }
            _ => return Ok(None),
        };
        let metadata = Metadata::read(&edition.metadata.0)?;
        let mut notes = Vec::new();
        if edition.stamps_confirmed_at.is_some() {
            notes.push(
                "có dấu mật hoặc tệp không đọc được mà người thứ hai đã xác nhận; khi nhập lại sẽ chờ người thứ hai xác nhận."
                    .to_owned(),
            );
        }
        let mut held = Vec::new();
        for file in queries::files::of_edition(conn, system, edition.id)? {
            held.push(HeldFile {
                role: file.role,
                name: file.file_name,
                stored: files::by_key(conn, system, file.file_id)?,
            });
        }
        let topic = match document.topic_id {
            Some(id) => Some(catalogue::topic_by_key(conn, system, id)?),
            None => None,
        };
        Ok(Some(Self {
            kind: catalogue::kind_by_key(conn, system, document.kind_id)?,
            topic,
            owner: bulk::unit_name(conn, system, document.owner_unit_id)?,
            audience: audience(conn, system, document.audience_id)?,
            links: linked(conn, system, &metadata, (places, &mut notes))?,
            sections: sections::of_edition(conn, system, edition.id)?,
            files: held,
            notes,
            document,
            metadata,
        }))
    }

    /// Where it goes.
    pub(super) fn place(&self, place: usize) -> Placed {
        let mut placed = Placed {
            sections: sections_path(place),
            ..Placed::default()
        };
        let mut names = Names::beside(SECTIONS);
        for (number, file) in (1_usize..).zip(&self.files) {
            let name = short(&file.name);
            if name != file.name {
                let note = format!("tên tệp thứ {number} quá dài nên được rút gọn.");
                placed.notes.push(note);
            }
            let path = names.place(number, &name);
            placed.files.push(format!("{place:05}/{path}"));
        }
        placed
    }

    pub(super) fn sections_json(&self) -> Result<Vec<u8>, Error> {
        let bodies: Vec<SectionBody> = self
            .sections
            .iter()
            .map(SectionBody::stored)
            .collect::<Result<_, _>>()?;
        serde_json::to_vec(&json!({"sections": bodies}))
            .map_err(|error| Error::internal(format!("sections: {error}")))
    }

    /// In the order of [`Column::ALL`].
    pub(super) fn cells(&self, placed: &Placed) -> Vec<String> {
        Column::ALL
            .into_iter()
            .map(|column| self.cell(column, placed).unwrap_or_default())
            .collect()
    }

    fn cell(&self, column: Column, placed: &Placed) -> Option<String> {
        let (said, document) = (&self.metadata, &self.document);
        let (main, signed, others) = self.shelved(placed);
        match column {
            Column::File => main,
            Column::Signed => signed,
            Column::Sections => Some(placed.sections.clone()),
            Column::Attachments => Some(others),
            Column::Kind => Some(self.kind.code.clone()),
            Column::Number => {
                let symbol = said.symbol.as_deref().map(Symbol::read)?.ok()?;
                Some(symbol.number().to_string())
            }
            Column::Symbol => said.symbol.clone(),
            Column::Issuer => said.issuer.clone(),
            Column::IssuedOn => said.issued_on.map(format_vn),
            Column::IssuedAt => said.issued_at.clone(),
            Column::Signer => said.signer.clone(),
            Column::SignerTitle => said.signer_title.clone(),
            Column::Title => Some(said.title.clone()),
            Column::Abstract => said.abstract_text.clone(),
            Column::EffectiveOn => said.effective_on.map(format_vn),
            Column::ExpiresOn => said.expires_on.map(format_vn),
            Column::DigestOn => said.digest_on.map(format_vn),
            Column::Urgency => Some(said.urgency.clone()),
            Column::Circulation => Some(document.circulation.code().to_owned()),
            Column::Tier => Some(document.tier.code().to_owned()),
            Column::Topic => self.topic.as_ref().map(|topic| topic.code.clone()),
            Column::Audience => Some(self.audience.clone()),
            Column::Links => Some(self.links.clone()),
            Column::OwnerUnit => Some(self.owner.clone()),
            Column::Secrecy => None,
        }
    }

    /// The cells `file`, `signed` and `attachments`, so that reading them gives back the order of the files.
    fn shelved(&self, placed: &Placed) -> (Option<String>, Option<String>, String) {
        let mut files = self.files.iter().zip(&placed.files).peekable();
        let mut with_role = |role: FileRole| {
            let (_, path) = files.next_if(|(file, _)| file.role == role && file.is_text())?;
            Some(path.clone())
        };
        let main = with_role(FileRole::Original);
        let signed = with_role(FileRole::Signed);
        let others: Vec<String> = files
            .map(|(file, path)| format!("{}={}", file.role.code(), escaped(path)))
            .collect();
        (main, signed, others.join(";"))
    }
}

fn sections_path(place: usize) -> String {
    format!("{place:05}/{SECTIONS}")
}

fn audience(conn: &mut Conn, system: &System, id: i64) -> Result<String, Error> {
    let Audience::Rules(rules) = audiences::read(conn, system, id)? else {
        return Ok("everyone".to_owned());
    };
    let mut written = Vec::with_capacity(rules.len());
    for rule in rules {
        let mut parts = Vec::new();
        if let Some(unit) = rule.unit_id {
            parts.push(format!("unit={}", bulk::unit_name(conn, system, unit)?));
        }
        parts.extend(rule.standing.map(|standing| format!("standing={standing}")));
        parts.extend(rule.role.map(|role| format!("role={}", role.code())));
        if parts.is_empty() {
            // A rule that asks nothing admits everyone.
            return Ok("everyone".to_owned());
        }
        written.push(parts.join(","));
    }
    Ok(written.join(";"))
}

/// The cell of links, with notes of those that it cannot hold or that lead out of the export.
fn linked(
    conn: &mut Conn,
    system: &System,
    said: &Metadata,
    (places, notes): (&HashMap<PublicId, usize>, &mut Vec<String>),
) -> Result<String, Error> {
    let mut found = Vec::new();
    for link in &said.links {
        let Some(cell) = target(conn, system, link, places)? else {
            notes.push("một liên kết đến tài liệu không có trong bản xuất.".to_owned());
            continue;
        };
        if !places.contains_key(&link.document_id) {
            notes.push(LINKS_OUTSIDE.to_owned());
        }
        found.push(link_text(&cell));
    }
    Ok(found.join(";"))
}

/// How the sheet names what a link leads to; `None`: it cannot.
fn target(
    conn: &mut Conn,
    system: &System,
    link: &Link,
    places: &HashMap<PublicId, usize>,
) -> Result<Option<LinkCell>, Error> {
    let Some(document) = links::target(conn, system, link.document_id)? else {
        return Ok(None);
    };
    let Some(edition) = document.current_edition_id else {
        return Ok(None);
    };
    let edition = editions::by_key(conn, system, edition)?;
    let said = Metadata::read(&edition.metadata.0)?;
    let symbol = said
        .symbol
        .as_deref()
        .and_then(|text| Symbol::read(text).ok());
    let to = match (symbol, said.issued_on, places.get(&link.document_id)) {
        (Some(symbol), Some(issued_on), _) => LinkTo::Paper {
            symbol: symbol.as_str().to_owned(),
            symbol_key: symbol.key().to_owned(),
            issued_on,
            issuer: said.issuer,
        },
        (_, _, Some(place)) => LinkTo::File(sections_path(*place)),
        _ => return Ok(None),
    };
    Ok(Some(LinkCell {
        kind: link.kind,
        to,
        holds_from: link.holds_from,
    }))
}
