//! Importing and exporting questions, for operations and for the command line.

use std::collections::BTreeMap;

use serde_json::json;

use super::files;
use super::model::{Bank, QuestionFormat, QuestionKind};
use super::queries::banks;
use super::queries::questions::{self, Filter};
use super::rules::gift::{self, Found, Imported};
use super::rules::gift_write;
use super::views::{QuestionImportView, QuestionKindCountView, QuestionSkippedView};
use super::writing::{self, NewQuestion};
use crate::audit::{self, Entry};
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Faults that are told one by one.
const TOLD: usize = 1_000;
/// Questions that are read at a time.
const PAGE: i64 = 500;

/// What a file holds. Keeps a processor for a while: not for a web worker.
pub(super) fn read(format: QuestionFormat, bytes: &[u8]) -> Result<Found, Error> {
    match format {
        QuestionFormat::Gift => {
            let text = std::str::from_utf8(bytes).map_err(|_| files::not_readable())?;
            Ok(gift::read(text))
        }
        QuestionFormat::Xlsx => files::read(bytes),
    }
}

/// Writes what was found into a bank, unless something is wrong with it.
pub(super) fn commit(
    conn: &mut Conn,
    actor: &impl Actor,
    bank: &Bank,
    found: &Found,
) -> Result<bool, Error> {
    if !found.faults.is_empty() || found.questions.is_empty() {
        return Ok(false);
    }
    let new: Vec<NewQuestion> = found
        .questions
        .iter()
        .map(|question| NewQuestion {
            category: question.category.clone(),
            body: question.body.clone(),
            picture_file_id: None,
        })
        .collect();
    writing::add(conn, actor, bank, &new)?;
    Ok(true)
}

/// What an import found, in the words of a language.
pub(super) fn report(found: &Found, committed: bool, vietnamese: bool) -> QuestionImportView {
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let mut kinds: BTreeMap<QuestionKind, i32> = BTreeMap::new();
    for question in &found.questions {
        *kinds.entry(question.body.kind).or_default() += 1;
    }
    let errors = found.faults.iter().take(TOLD).map(|fault| {
        let text = &fault.text;
        QuestionSkippedView {
            line: count(fault.line),
            code: fault.code.clone().into_owned(),
            detail: if vietnamese { &text.vi } else { &text.en }
                .clone()
                .into_owned(),
        }
    });
    QuestionImportView {
        committed,
        questions: count(found.questions.len()),
        by_kind: kinds
            .into_iter()
            .map(|(kind, questions)| QuestionKindCountView { kind, questions })
            .collect(),
        errors: errors.collect(),
        error_total: count(found.faults.len()),
    }
}

/// The questions of a bank that are asked.
pub(super) fn of_bank(
    conn: &mut Conn,
    actor: &impl Actor,
    bank: &Bank,
) -> Result<Vec<Imported>, Error> {
    let filter = Filter {
        category: None,
        active: Some(true),
    };
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let rows = questions::page(conn, actor, bank.id, &filter, after, PAGE)?;
        let Some((last, _)) = rows.last() else {
            return Ok(all);
        };
        after = Some(last.id);
        for (question, version) in rows {
            all.push(Imported {
                category: question.category,
                body: version.body()?,
            });
        }
    }
}

/// A file of questions.
pub(super) fn write(
    format: QuestionFormat,
    questions: &[Imported],
    at: Instant,
) -> Result<Vec<u8>, Error> {
    match format {
        QuestionFormat::Gift => Ok(gift_write::write(questions).into_bytes()),
        QuestionFormat::Xlsx => files::write(questions, at),
    }
}

/// As [`super::import`] says.
pub(super) async fn import(
    db: &Db,
    system: &System,
    bank_id: PublicId,
    is_workbook: bool,
    bytes: &[u8],
    commit: bool,
) -> Result<QuestionImportView, Error> {
    let format = if is_workbook {
        QuestionFormat::Xlsx
    } else {
        QuestionFormat::Gift
    };
    let reader = system.clone();
    let bank = db
        .read(move |conn| banks::named(conn, &reader, bank_id))
        .await?;
    let found = read(format, bytes)?;
    if !commit {
        return Ok(report(&found, false, true));
    }
    let actor = system.clone();
    db.write_much(move |conn| {
        let committed = self::commit(conn, &actor, &bank, &found)?;
        if committed {
            record(conn, &actor, &bank, found.questions.len())?;
        }
        Ok(report(&found, committed, true))
    })
    .await
}

/// Says in the audit log that questions came in.
pub(super) fn record(
    conn: &mut Conn,
    actor: &impl Actor,
    bank: &Bank,
    questions: usize,
) -> Result<(), Error> {
    let detail = json!({"bank_id": bank.public_id, "questions": questions});
    let unit = Some(bank.owner_unit_id);
    audit::record(
        conn,
        actor,
        &Entry::write("import_questions", unit, Vec::new(), detail),
    )
}
