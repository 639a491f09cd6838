//! A row becomes a published document, in one transaction, by the ways of the API.

use std::collections::HashMap;

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
use crate::library::model::{Circulation, FileRole, Tier};
use crate::library::publishing;
use crate::library::queries::files::Placed;
use crate::library::queries::{documents, editions};
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::row::Fault;
use crate::library::scope::Wanted;

/// All that one transaction needs.
struct Ready {
    number: u32,
    meant: Meant,
    tier: Tier,
    circulation: Circulation,
    files: Vec<(FileRole, String, FileRef)>,
    loaded: Loaded,
    edition_published: Vec<EditionPublished>,
}

/// Writes a row; `ids`: what the ids of rows have become. What is wrong with the row leaves nothing of it.
pub(super) async fn write(
    (db, files): (&Db, &Files),
    system: &System,
    import: &Import,
    row: &Row,
    ids: &HashMap<PublicId, PublicId>,
) -> Result<Result<PublicId, Vec<Fault>>, Error> {
    let looked = match content::look(files, system, &import.folder, &row.entry).await? {
        Ok(looked) => looked,
        Err(faults) => return Ok(Err(faults)),
    };
    let loaded = match content::load(&import.folder, &row.entry, &looked).await? {
        Ok(loaded) => loaded,
        Err(faults) => return Ok(Err(faults)),
    };
    let Some(mut meant) = row.meant.clone() else {
        return Err(Error::internal("a row that means nothing"));
    };
    for link in &mut meant.said.links {
        link.document_id = *ids.get(&link.document_id).unwrap_or(&link.document_id);
    }
    let ready = Ready {
        number: row.entry.number,
        meant,
        tier: row.entry.tier,
        circulation: row.entry.circulation,
        files: stored(files, system, looked).await?,
        loaded,
        edition_published: import.edition_published.clone(),
    };
    let by = system.clone();
    match db.write(move |conn| put(conn, &by, &ready)).await {
        Ok(id) => Ok(Ok(id)),
        Err(error) => Ok(Err(faults_of(error, Column::Title)?)),
    }
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

fn put(conn: &mut Conn, system: &System, row: &Ready) -> Result<PublicId, Error> {
    documents::guard(conn, system)?;
    let wanted = Wanted {
        tier: row.tier,
        circulation: row.circulation,
        topic: row.meant.topic.as_deref(),
        audience: &row.meant.audience,
    };
    let (owner, said) = (&row.meant.owner, &row.meant.said);
    let (document, edition) = drafting::begin(conn, system, owner, said, &wanted)?;
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
    drafting::approve(conn, system, &document, &edition)?;
    let edition = editions::by_key(conn, system, edition.id)?;
    publishing::publish(conn, system, &document, &edition, &row.edition_published)?;
    let detail = json!({"document_id": document.public_id, "row": row.number,
        "sections": row.loaded.content.sections.len(), "files": placed.len()});
    let unit = Some(document.owner_unit_id);
    let entry = AuditEntry::write("import_document", unit, Vec::new(), detail);
    audit::record(conn, system, &entry)?;
    Ok(document.public_id)
}
