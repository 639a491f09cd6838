//! A row becomes a published document, in one transaction, by the ways of the API; rows that refer to each other in a circle
//! become theirs together.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::content::{self, Loaded, Looked};
use super::import::Import;
use super::rows::{Meant, Row, faults_of};
use crate::audit::{self, Entry as AuditEntry};
use crate::auth::System;
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::files::{self, FileRef, Files};
use crate::kernel::ids::PublicId;
use crate::library::EditionPublished;
use crate::library::drafting;
use crate::library::model::{
    Circulation, Document, Edition, FileRole, Link, LinkBody, MetadataBody, Tier,
};
use crate::library::publishing;
use crate::library::queries::files::Placed;
use crate::library::queries::{documents, editions};
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::row::Fault;
use crate::library::scope::Wanted;

/// All that one transaction needs of a row.
struct Ready {
    number: u32,
    /// What stands for the document in the links of the rows beside it.
    id: PublicId,
    meant: Meant,
    tier: Tier,
    circulation: Circulation,
    files: Vec<(FileRole, String, FileRef)>,
    loaded: Loaded,
}

/// Why nothing of some rows was written.
pub(super) struct Failed {
    /// Which of them is at fault, where it is known.
    at: Option<usize>,
    faults: Vec<Fault>,
}

impl Failed {
    /// What to say of the row at a place.
    pub(super) fn of(&self, place: usize) -> Vec<Fault> {
        if self.at.is_none_or(|at| at == place) {
            return self.faults.clone();
        }
        let text = "Dòng dẫn chiếu qua lại với dòng này không ghi được.";
        vec![Fault::at(Column::Links, text)]
    }
}

/// Writes rows as one and answers their ids; `ids`: what the ids of rows before have become. What is wrong with a row leaves
/// nothing of any.
pub(super) async fn write(
    (db, files): (&Db, &Files),
    system: &System,
    import: &Import,
    rows: &[&Row],
    ids: &HashMap<PublicId, PublicId>,
) -> Result<Result<Vec<PublicId>, Failed>, Error> {
    let mut ready = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        match prepare(files, system, import, row, ids).await? {
            Ok(row) => ready.push(row),
            Err(faults) => {
                let at = Some(at);
                return Ok(Err(Failed { at, faults }));
            }
        }
    }
    let (by, followers) = (system.clone(), import.edition_published.clone());
    let written = db.write(move |conn| put(conn, &by, &ready, &followers));
    match written.await {
        Ok(made) => Ok(Ok(made)),
        Err(error) => Ok(Err(Failed {
            at: None,
            faults: faults_of(error, Column::Title)?,
        })),
    }
}

async fn prepare(
    files: &Files,
    system: &System,
    import: &Import,
    row: &Row,
    ids: &HashMap<PublicId, PublicId>,
) -> Result<Result<Ready, Vec<Fault>>, Error> {
    let looked = match content::look(files, system, &import.folder, &row.entry).await? {
        Ok(looked) => looked,
        Err(faults) => return Ok(Err(faults)),
    };
    let loaded = match content::load(&import.folder, &row.entry, &looked).await? {
        Ok(loaded) => loaded,
        Err(faults) => return Ok(Err(faults)),
    };
    if loaded.open.is_empty() != row.waits.is_none() {
        let text = "Tệp vừa bị thay đổi; hãy chạy lại lệnh này.";
        return Ok(Err(vec![Fault::at(Column::File, text)]));
    }
    let Some(mut meant) = row.meant.clone() else {
        return Err(Error::internal("a row that means nothing"));
    };
    become_known(&mut meant.said.links, ids);
    Ok(Ok(Ready {
        number: row.entry.number,
        id: row.id,
        meant,
        tier: row.entry.tier,
        circulation: row.entry.circulation,
        files: stored(files, system, looked).await?,
        loaded,
    }))
}

async fn stored(
    files: &Files,
    system: &System,
    looked: Vec<Looked>,
) -> Result<Vec<(FileRole, String, FileRef)>, Error> {
    let mut stored = Vec::with_capacity(looked.len());
    for file in looked {
        let kept = files.take(system, &file.given).await?;
        stored.push((file.role, file.name, kept));
    }
    Ok(stored)
}

/// Links to rows lead to the documents that those have become.
fn become_known(links: &mut [LinkBody], ids: &HashMap<PublicId, PublicId>) {
    for link in links {
        link.document_id = *ids.get(&link.document_id).unwrap_or(&link.document_id);
    }
}

fn put(
    conn: &mut Conn,
    system: &System,
    rows: &[Ready],
    followers: &[EditionPublished],
) -> Result<Vec<PublicId>, Error> {
    documents::guard(conn, system)?;
    let mut to_come: HashSet<PublicId> = rows.iter().map(|row| row.id).collect();
    let (mut ids, mut made, mut later) = (HashMap::new(), Vec::new(), Vec::new());
    for row in rows {
        let mut said = row.meant.said.clone();
        said.links
            .retain(|link| !to_come.contains(&link.document_id));
        become_known(&mut said.links, &ids);
        let (document, edition) = write_one(conn, system, row, &said)?;
        if row.loaded.open.is_empty() {
            drafting::approve(conn, system, &document, &edition)?;
            let edition = editions::by_key(conn, system, edition.id)?;
            publishing::publish(conn, system, &document, &edition, followers)?;
        }
        if said.links.len() < row.meant.said.links.len() {
            later.push((document.id, edition.id, row.meant.said.links.clone()));
        }
        to_come.remove(&row.id);
        ids.insert(row.id, document.public_id);
        made.push(document.public_id);
    }
    // What they refer to among themselves, now that all of them are out.
    for (document, edition, mut links) in later {
        become_known(&mut links, &ids);
        let links = links.into_iter().map(stored_link).collect();
        let document = documents::by_key(conn, system, document)?;
        let edition = editions::by_key(conn, system, edition)?;
        publishing::complete_links(conn, system, &document, &edition, links)?;
    }
    Ok(made)
}

fn stored_link(link: LinkBody) -> Link {
    Link {
        kind: link.kind,
        document_id: link.document_id,
        holds_from: link.holds_from,
    }
}

/// The document of a row with its first edition, submitted.
fn write_one(
    conn: &mut Conn,
    system: &System,
    row: &Ready,
    said: &MetadataBody,
) -> Result<(Document, Edition), Error> {
    let wanted = Wanted {
        tier: row.tier,
        circulation: row.circulation,
        topic: row.meant.topic.as_deref(),
        audience: &row.meant.audience,
    };
    let (document, edition) = drafting::begin(conn, system, &row.meant.owner, said, &wanted)?;
    drafting::write(conn, system, &edition, &row.loaded.content)?;
    let edition = editions::by_key(conn, system, edition.id)?;
    let mut placed = Vec::with_capacity(row.files.len());
    for (role, name, file) in &row.files {
        placed.push(Placed {
            role: *role,
            file_id: files::claim_held(conn, system, file.id)?.id,
            file_name: name.clone(),
        });
    }
    drafting::attach(conn, system, &edition, &placed, &row.loaded.borne)?;
    let edition = editions::by_key(conn, system, edition.id)?;
    drafting::submit(conn, system, &document, &edition)?;
    let edition = editions::by_key(conn, system, edition.id)?;
    let waits = !row.loaded.open.is_empty();
    let detail = json!({"document_id": document.public_id, "row": row.number,
        "sections": row.loaded.content.sections.len(), "files": placed.len(), "waits": waits});
    let unit = Some(document.owner_unit_id);
    let entry = AuditEntry::write("import_document", unit, Vec::new(), detail);
    audit::record(conn, system, &entry)?;
    Ok((document, edition))
}
