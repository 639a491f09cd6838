//! `sotay rebuild-search`: makes the words anew under which papers are found, beside a running server.

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{CliError, say};
use crate::audit::{self, Entry};
use crate::config::DataOptions;
use crate::library;

pub(super) fn rebuild_search(data: &DataOptions) -> Result<(), CliError> {
    let (db, system) = super::beside(data, "rebuild-search")?;
    let bar = ProgressBar::no_length().with_style(
        ProgressStyle::with_template("{spinner} {pos} × 100 {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    actix_web::rt::System::new().block_on(async {
        let mut after = Some(0);
        // A step at a time, so that a running server writes between them.
        while let Some(id) = after {
            let by = system.clone();
            after = db
                .write(move |conn| library::rebuild_words(conn, &by, id))
                .await?;
            bar.inc(1);
        }
        let entry = Entry::write("rebuild_search", None, Vec::new(), json!({}));
        db.write(move |conn| audit::record(conn, &system, &entry))
            .await
    })?;
    bar.finish_and_clear();
    say(
        "the words of all published papers were made anew; servers that run find by them within two seconds, and show passages by them \
         once they are restarted",
    );
    Ok(())
}
