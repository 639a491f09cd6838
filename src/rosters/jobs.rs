//! The long work of rosters: dry runs, commits and exports.

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::exports::{self, Exporter};
use super::imports::{self, Import, Importer, Step};
use super::model::{Format, Mode};
use super::rules::limits::{self, CHANGED, EXPIRED};
use super::views::ImportResult;
use crate::audit;
use crate::error::Error;
use crate::jobs::{self, Finished, JobContext, Registration};
use crate::kernel::ids::PublicId;

/// A job's kind is the operation that starts it.
pub(super) const IMPORT: &str = "create_roster_import";
pub(super) const COMMIT: &str = "commit_roster_import";
pub(super) const EXPORT: &str = "create_roster_export";

/// How often a commit compares again because the roster changed under it.
const TRIES: usize = 3;

/// Each kind of job with its handler.
pub const REGISTRATIONS: [Registration; 3] = [
    Registration {
        kind: IMPORT,
        handler: create_roster_import,
    },
    Registration {
        kind: COMMIT,
        handler: commit_roster_import,
    },
    Registration {
        kind: EXPORT,
        handler: create_roster_export,
    },
];

/// What a dry run is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ImportInput {
    pub unit_id: PublicId,
    pub mode: Mode,
}

/// What a commit is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CommitInput {
    pub import_id: PublicId,
    pub confirm_removals: bool,
}

/// What an export is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ExportInput {
    pub unit_id: PublicId,
    pub format: Format,
}

/// An object for a job's input or result.
pub(super) fn object(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|error| Error::internal(format!("a roster job: {error}")))
}

const fn percent(step: Step) -> u8 {
    match step {
        Step::Reading => 5,
        Step::Loading => 30,
        Step::Checking => 45,
        Step::Comparing => 60,
    }
}

fn create_roster_import(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        let input: ImportInput = context.input()?;
        let import = Import {
            importer: Importer::Officer(context.grant().await?),
            unit_id: input.unit_id,
            mode: input.mode,
            bytes: Arc::new(context.upload().await?.bytes),
        };
        let run = imports::dry_run(&context.app().db, &import, |step| {
            context.progress(percent(step))
        })
        .await?;
        let result = ImportResult::of(context.id(), input.unit_id, input.mode, &run);
        Ok(Finished {
            result: object(&result)?,
            output: None,
        })
    })
}

fn commit_roster_import(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        let (import, kept, confirmed) = kept_import(context).await?;
        for _ in 0..TRIES {
            if let Some(finished) = commit_once(context, &import, &kept, confirmed).await? {
                return Ok(finished);
            }
        }
        Err(CHANGED.into())
    })
}

/// The dry run that is to be committed, and whether its removals are meant.
async fn kept_import(context: &JobContext) -> Result<(Import, ImportResult, bool), Error> {
    let input: CommitInput = context.input()?;
    let grant = context.grant().await?;
    let reader = grant.clone();
    let (dry_run, upload) = context
        .app()
        .db
        .read(move |conn| {
            let dry_run = jobs::earlier(conn, &reader, IMPORT, input.import_id)?;
            Ok((dry_run, jobs::kept_upload(conn, &reader, input.import_id)?))
        })
        .await?;
    let kept = dry_run.and_then(|job| job.result).ok_or(EXPIRED)?;
    let kept =
        ImportResult::deserialize(kept).map_err(|error| Error::internal(error.to_string()))?;
    let import = Import {
        importer: Importer::Officer(grant),
        unit_id: kept.unit_id,
        mode: kept.mode,
        bytes: Arc::new(upload.ok_or(EXPIRED)?.bytes),
    };
    Ok((import, kept, input.confirm_removals))
}

/// Compares once more and writes, if what there is to be written is what the dry run told. `None`: the roster changed
/// between the two.
async fn commit_once(
    context: &JobContext,
    import: &Import,
    kept: &ImportResult,
    confirmed: bool,
) -> Result<Option<Finished>, Error> {
    let app = context.app();
    let run = imports::dry_run(&app.db, import, |step| context.progress(percent(step))).await?;
    limits::may_commit(&run.plan.counts, confirmed)?;
    if run.plan.counts != kept.counts {
        return Err(CHANGED.into());
    }
    context.progress(70).await?;
    let mut result = ImportResult::of(kept.import_id, kept.unit_id, kept.mode, &run);
    result.committed = true;
    let finished = Finished {
        result: object(&result)?,
        output: None,
    };
    let (import, import_id, fence, done, followers) = (
        import.clone(),
        kept.import_id,
        context.fence(),
        finished.clone(),
        app.followers.clone(),
    );
    let written = app
        .db
        .write_much(move |conn| {
            fence.check(conn)?;
            imports::apply(conn, &import, &run, &followers)?;
            jobs::drop_upload(conn, &import.importer, import_id)?;
            fence.finish(conn, &done)
        })
        .await;
    match written {
        Err(Error::Rule(rule)) if *rule == CHANGED => Ok(None),
        other => {
            other?;
            app.authenticator.refresh();
            Ok(Some(finished))
        }
    }
}

fn create_roster_export(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        let input: ExportInput = context.input()?;
        let exporter = Exporter::Officer(context.grant().await?);
        context.progress(10).await?;
        let export =
            exports::export(&context.app().db, &exporter, input.unit_id, input.format).await?;
        let result =
            json!({"unit_id": input.unit_id, "format": input.format, "members": export.count});
        let finished = Finished {
            result,
            output: Some(export.file),
        };
        let (entry, fence, done) = (export.entry, context.fence(), finished.clone());
        context
            .app()
            .db
            .write(move |conn| {
                fence.check(conn)?;
                audit::record(conn, &exporter, &entry)?;
                fence.finish(conn, &done)
            })
            .await?;
        Ok(finished)
    })
}
