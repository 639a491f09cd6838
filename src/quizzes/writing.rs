//! A quiz as a caller wants it.

use super::drawing;
use super::model::{Item, Quiz, QuizState};
use super::queries::quizzes::{self, Settings};
use super::rules::settings::{check_hours, check_items};
use super::views::{QuizBody, QuizItemBody};
use crate::audiences::{self, Owner};
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::db::Conn;
use crate::error::{Error, Text};
use crate::kernel::text::{nfc, search_key};
use crate::questions;

/// What a caller says of a quiz of the unit, checked.
pub(super) fn settings(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    owner_unit_id: i64,
    body: &QuizBody,
) -> Result<Settings, Error> {
    let title = nfc(&body.title);
    if search_key(&title).is_empty() {
        let text = Text::new("Chưa có nội dung.", "There is nothing to read in it.");
        return Err(Error::field("/title", "blank", text));
    }
    check_hours(body.opens_at, body.closes_at)?;
    let owner = Owner {
        unit_id: owner_unit_id,
        is_top: quizzes::is_top(conn, grant, owner_unit_id)?,
    };
    let audience = audiences::resolve(conn, grant, &owner, &body.audience)?;
    Ok(Settings {
        audience_id: audiences::keep(conn, grant, &audience)?,
        title,
        introduction: body
            .introduction
            .as_deref()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty()),
        shuffle_questions: body.shuffle_questions,
        shuffle_choices: body.shuffle_choices,
        pass_permille: body.pass_permille,
        time_limit_seconds: body.time_limit_seconds,
        attempt_limit: body.attempt_limit,
        counts: body.counts,
        review: body.review,
        opens_at: body.opens_at,
        closes_at: body.closes_at,
    })
}

/// What the quiz asks, each item of a question or bank that the caller may use.
pub(super) fn items(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    body: &QuizBody,
) -> Result<Vec<Item>, Error> {
    let mut items: Vec<Item> = Vec::with_capacity(body.items.len());
    for (place, wanted) in body.items.iter().enumerate() {
        let item = item(conn, grant, place, wanted)?;
        let is_repeated = item.question_id.is_some()
            && items
                .iter()
                .any(|known| known.question_id == item.question_id);
        if is_repeated {
            let text = Text::new("Bị lặp lại.", "It stands there twice.");
            return Err(at(place, "question_id", "repeated", text));
        }
        items.push(item);
    }
    check_items(&items)?;
    Ok(items)
}

fn item(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    place: usize,
    wanted: &QuizItemBody,
) -> Result<Item, Error> {
    match (wanted.question_id, wanted.bank_id, wanted.draws) {
        (Some(id), None, None) if wanted.category.is_none() => {
            let question_id = questions::usable_question(conn, grant, id)?;
            let text = Text::new("Không có câu hỏi này.", "There is no such question.");
            let question_id =
                question_id.ok_or_else(|| at(place, "question_id", "question_unknown", text))?;
            Ok(Item {
                question_id: Some(question_id),
                bank_id: None,
                category: None,
                draws: 1,
                points: wanted.points,
            })
        }
        (None, Some(id), Some(draws)) => {
            let bank_id = match questions::usable_bank(conn, grant, id) {
                Err(Error::NotFound) => {
                    let text = Text::new(
                        "Không có ngân hàng câu hỏi này.",
                        "There is no such bank of questions.",
                    );
                    return Err(at(place, "bank_id", "bank_unknown", text));
                }
                found => found?,
            };
            Ok(Item {
                question_id: None,
                bank_id: Some(bank_id),
                category: wanted.category.as_deref().map(nfc),
                draws,
                points: wanted.points,
            })
        }
        _ => {
            let text = Text::new(
                "Mỗi mục là một câu hỏi, hoặc một ngân hàng và số câu rút.",
                "Each item is a question, or a bank and how many are drawn.",
            );
            Err(Error::field(
                format!("/items/{place}"),
                "question_or_draw",
                text,
            ))
        }
    }
}

fn at(place: usize, name: &str, code: &'static str, text: Text) -> Error {
    Error::field(format!("/items/{place}/{name}"), code, text)
}

/// What is published must be takeable, also after it was changed.
pub(super) fn check_published(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    quiz: &Quiz,
    items: &[Item],
) -> Result<(), Error> {
    if quiz.state == QuizState::Published {
        drawing::check(conn, grant, items)
    } else {
        Ok(())
    }
}
