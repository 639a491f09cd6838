//! `sotay openapi`: keeps `openapi/openapi.json` and `openapi/openapi.yaml` in step with the code.

use std::path::PathBuf;

use clap::Args;

use super::{CliError, say};
use crate::{openapi, server};

#[derive(Debug, Args)]
pub(super) struct OpenapiOptions {
    /// Folder of the two files.
    #[arg(long, default_value = "openapi")]
    folder: PathBuf,
    /// Write nothing; fail when a file is stale.
    #[arg(long)]
    check: bool,
}

pub(super) fn write(options: &OpenapiOptions) -> Result<(), CliError> {
    let document = server::document()?;
    for (name, text) in [
        ("openapi.json", openapi::as_json(&document)?),
        ("openapi.yaml", openapi::as_yaml(&document)?),
    ] {
        let path = options.folder.join(name);
        let current = std::fs::read_to_string(&path).unwrap_or_default();
        if options.check && current != text {
            return Err(CliError::Message(format!(
                "{} is stale: run `cargo run -- openapi`",
                path.display()
            )));
        }
        if !options.check {
            let failed =
                |error: std::io::Error| CliError::Message(format!("{}: {error}", path.display()));
            std::fs::create_dir_all(&options.folder).map_err(failed)?;
            std::fs::write(&path, text).map_err(failed)?;
            say(&format!("wrote {}", path.display()));
        }
    }
    Ok(())
}
