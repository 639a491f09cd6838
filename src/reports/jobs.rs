//! The long work of reports: exports.

use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::exports;
use super::model::{ExportContent, ExportFormat};
use crate::audit;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::jobs::{Finished, JobContext, Registration};
use crate::kernel::ids::PublicId;

/// A job's kind is the operation that starts it.
pub(super) const EXPORT: &str = "create_report_export";

/// Each kind of job with its handler.
pub const REGISTRATIONS: [Registration; 1] = [Registration {
    kind: EXPORT,
    handler: create_report_export,
}];

/// What an export is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ExportInput {
    pub unit_id: PublicId,
    pub content: ExportContent,
    pub format: ExportFormat,
    pub assignment_id: Option<PublicId>,
    pub snapshot_id: Option<PublicId>,
}

/// An object for a job's input.
pub(super) fn object(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|error| Error::internal(format!("a report job: {error}")))
}

fn create_report_export(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        let input: ExportInput = context.input()?;
        let grant = context.grant::<ReadProgress>().await?;
        let export = exports::export(context, &grant, &input).await?;
        let result = json!({
            "unit_id": input.unit_id, "content": input.content, "format": input.format, "rows": export.rows,
        });
        let (entry, fence, kept) = (export.entry, context.fence(), result.clone());
        let file = fence.seal(export.file)?;
        // Much: tens of megabytes, or a row for each person.
        context
            .app()
            .db
            .write_much(move |conn| {
                fence.check(conn)?;
                audit::record(conn, &grant, &entry)?;
                fence.finish_sealed(conn, &kept, &file)
            })
            .await?;
        Ok(Finished {
            result,
            output: None,
        })
    })
}
