//! Files of jobs. They are sealed; the job, the role and the name are part of what the seal covers.

use diesel::prelude::*;

use crate::auth::Viewer;
use crate::auth::principal::Actor;
use crate::auth::secret::{Purpose, SEAL_BYTES};
use crate::db::Conn;
use crate::db::schema::{job_files, jobs};
use crate::error::Error;
use crate::jobs::model::{FileContent, FileRole, FileRow, SealedFile};
use crate::jobs::rules;
use crate::kernel::ids::PublicId;

/// A file of this job, for [`insert`] and in no other role.
// scope: makes a value, asks nothing.
pub(super) fn seal(
    actor: &impl Actor,
    public_id: PublicId,
    role: FileRole,
    file: &FileContent,
) -> Result<SealedFile, Error> {
    let mut bytes = Vec::with_capacity(file.bytes.len() + SEAL_BYTES);
    bytes.extend_from_slice(&file.bytes);
    let copy = FileContent {
        file_name: file.file_name.clone(),
        media_type: file.media_type.clone(),
        bytes,
    };
    seal_in_place(actor, public_id, role, copy)
}

/// As [`seal`], in the memory that the file has.
// scope: makes a value, asks nothing.
pub(in crate::jobs) fn seal_in_place(
    actor: &impl Actor,
    public_id: PublicId,
    role: FileRole,
    file: FileContent,
) -> Result<SealedFile, Error> {
    rules::check_size(file.bytes.len())?;
    let file_name = rules::clean_file_name(&file.file_name);
    let context = rules::seal_context(public_id, role, &file_name, &file.media_type);
    let content = actor
        .stamp()
        .secret()
        .seal_in_place(Purpose::JobFile, &context, file.bytes)?;
    Ok(SealedFile {
        file_name,
        media_type: file.media_type,
        content,
    })
}

pub(super) fn insert(
    conn: &mut Conn,
    _: &impl Actor,
    job_id: i64,
    role: FileRole,
    file: &SealedFile,
) -> Result<(), Error> {
    diesel::insert_into(job_files::table)
        .values((
            job_files::job_id.eq(job_id),
            job_files::role.eq(role.code()),
            job_files::file_name.eq(&file.file_name),
            job_files::media_type.eq(&file.media_type),
            job_files::sealed_content.eq(&file.content),
        ))
        .execute(conn)?;
    Ok(())
}

/// What the caller's own job made.
pub(in crate::jobs) fn open_own_output(
    conn: &mut Conn,
    viewer: &Viewer,
    id: PublicId,
) -> Result<Option<FileContent>, Error> {
    let own: Option<i64> = jobs::table
        .filter(jobs::public_id.eq(id))
        .filter(jobs::owner_id.eq(Some(viewer.member_id())))
        .select(jobs::id)
        .first(conn)
        .optional()?;
    own.map_or(Ok(None), |job_id| {
        open_file(conn, viewer, job_id, id, FileRole::Output)
    })
}

/// A file of a job, for whoever has found that he may read it.
pub(in crate::jobs) fn open_file(
    conn: &mut Conn,
    actor: &impl Actor,
    job_id: i64,
    public_id: PublicId,
    role: FileRole,
) -> Result<Option<FileContent>, Error> {
    let found: Option<(String, String, Vec<u8>)> = job_files::table
        .find((job_id, role.code()))
        .select((
            job_files::file_name,
            job_files::media_type,
            job_files::sealed_content,
        ))
        .first(conn)
        .optional()?;
    let Some((file_name, media_type, sealed)) = found else {
        return Ok(None);
    };
    let context = rules::seal_context(public_id, role, &file_name, &media_type);
    let bytes = actor
        .stamp()
        .secret()
        .open_in_place(Purpose::JobFile, &context, sealed)?;
    Ok(Some(FileContent {
        file_name,
        media_type,
        bytes,
    }))
}

/// Name, media type and sealed length of a file that may not be there.
pub(super) type MaybeFile = (Option<String>, Option<String>, Option<i32>);

// scope: makes a value, asks nothing.
pub(super) fn file_row((file_name, media_type, sealed_bytes): MaybeFile) -> Option<FileRow> {
    let size = usize::try_from(sealed_bytes?)
        .ok()?
        .saturating_sub(SEAL_BYTES);
    Some(FileRow {
        file_name: file_name?,
        media_type: media_type?,
        size: i64::try_from(size).ok()?,
    })
}
