//! `sotay import questions`: what the API does, for the operator.

use std::path::PathBuf;

use clap::Args;

use super::roster::read;
use super::{CliError, say};
use crate::config::DataOptions;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::questions;

#[derive(Debug, Args)]
pub(super) struct QuestionOptions {
    /// A GIFT file, or an .xlsx with the columns of the template.
    file: PathBuf,
    /// Id of the bank.
    #[arg(long)]
    bank: PublicId,
    /// Write the questions; without it nothing is written.
    #[arg(long)]
    commit: bool,
}

pub(super) fn import(data: &DataOptions, options: QuestionOptions) -> Result<(), CliError> {
    let bytes = read(&options.file)?;
    let ending = options.file.extension().and_then(|ending| ending.to_str());
    let is_workbook = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    let (db, system) = super::beside(data, "import-questions")?;
    let import = questions::import(
        &db,
        &system,
        options.bank,
        is_workbook,
        bytes,
        options.commit,
    );
    let found = actix_web::rt::System::new()
        .block_on(import)
        .map_err(|error| match error {
            Error::Rule(rule) => CliError::Message(rule.text.vi.into_owned()),
            Error::NotFound => {
                CliError::Message("Không có ngân hàng câu hỏi với mã này.".to_owned())
            }
            other => CliError::Failed(other),
        })?;
    for fault in &found.errors {
        say(&format!("Dòng {}: {}", fault.line, fault.detail));
    }
    say(&format!(
        "{} câu hỏi hợp lệ, {} lỗi",
        found.questions, found.error_total
    ));
    if found.error_total > 0 {
        return Err(CliError::Message(
            "Tệp còn chỗ sai; chưa ghi gì.".to_owned(),
        ));
    }
    say(if found.committed {
        "Đã ghi."
    } else {
        "Chưa ghi gì; thêm --commit để ghi."
    });
    Ok(())
}
