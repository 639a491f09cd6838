//! The answers of a GIFT question: what stands between the braces.

use super::gift::LineFault;
use super::gift_text::{Glyph, find, split, text};
use crate::questions::model::{
    AcceptedBody, ChoiceBody, Decimal, ItemBody, NumberBody, OptionBody, PromptBody, QuestionBody,
    QuestionKind, WHOLE,
};

/// The question so far.
#[derive(Debug)]
pub(super) struct Said {
    pub line: usize,
    pub text: String,
    pub explanation: Option<String>,
}

/// One answer.
struct One<'a> {
    line: usize,
    /// `=` and not `~`.
    right: bool,
    weight: Option<i32>,
    body: &'a [Glyph],
    feedback: Option<String>,
}

pub(super) fn read(said: Said, inside: &[Glyph]) -> Result<QuestionBody, LineFault> {
    let whole = text(inside);
    if whole.is_empty() {
        return Err(LineFault::new(
            said.line,
            "gift_essay",
            "Câu tự luận không chấm tự động được nên không nhập.",
            "Essays cannot be graded and are not imported.",
        ));
    }
    let mut question = QuestionBody::of(QuestionKind::SingleChoice, said.text);
    question.explanation = said.explanation;
    let start = inside.iter().position(|glyph| !glyph.c.is_whitespace());
    let trimmed = start
        .and_then(|start| inside.get(start..))
        .unwrap_or_default();
    let rest = trimmed.get(1..).unwrap_or_default();
    match trimmed.first() {
        Some(first) if first.is('#') => numeric(&mut question, said.line, rest)?,
        Some(first) if first.is('>') => ordering(&mut question, said.line, rest)?,
        Some(first) if first.is('=') || first.is('~') => {
            listed(&mut question, answers(said.line, trimmed)?)?;
        }
        _ => truth(&mut question, said.line, trimmed)?,
    }
    Ok(question)
}

fn no_answers(line: usize) -> LineFault {
    LineFault::new(
        line,
        "gift_answers",
        "Không đọc được phần đáp án.",
        "The answers cannot be read.",
    )
}

fn truth(question: &mut QuestionBody, line: usize, inside: &[Glyph]) -> Result<(), LineFault> {
    let (word, said) = split(inside, "#");
    question.kind = QuestionKind::TrueFalse;
    question.truth = match text(word).to_ascii_uppercase().as_str() {
        "T" | "TRUE" => Some(true),
        "F" | "FALSE" => Some(false),
        _ => return Err(no_answers(line)),
    };
    if let Some(said) = said {
        let (wrong, right) = split(said, "#");
        [question.feedback_wrong, question.feedback_right] =
            [Some(wrong), right].map(|said| said.map(text).filter(|text| !text.is_empty()));
    }
    Ok(())
}

/// Cuts answers at `=` and `~`.
fn answers(line: usize, inside: &[Glyph]) -> Result<Vec<One<'_>>, LineFault> {
    let mut starts: Vec<usize> = inside
        .iter()
        .enumerate()
        .filter(|(_, glyph)| glyph.is('=') || glyph.is('~'))
        .map(|(at, _)| at)
        .collect();
    starts.push(inside.len());
    let mut found = Vec::with_capacity(starts.len());
    for pair in starts.windows(2) {
        let &[start, end] = pair else { continue };
        let Some((sign, body)) = inside.get(start..end).and_then(<[Glyph]>::split_first) else {
            continue;
        };
        found.push(one(*sign, body)?);
    }
    if found.is_empty() {
        Err(no_answers(line))
    } else {
        Ok(found)
    }
}

fn one(sign: Glyph, body: &[Glyph]) -> Result<One<'_>, LineFault> {
    let start = body.iter().position(|glyph| !glyph.c.is_whitespace());
    let body = start
        .and_then(|start| body.get(start..))
        .unwrap_or_default();
    let (weight, body) = if body.first().is_some_and(|glyph| glyph.is('%')) {
        let rest = body.get(1..).unwrap_or_default();
        let (number, after) = split(rest, "%");
        let weight = permille(&text(number)).zip(after);
        let (weight, after) = weight.ok_or_else(|| {
            LineFault::new(
                sign.line,
                "gift_weight",
                "Trọng số phải có dạng %50%, từ −100 đến 100.",
                "A weight is written %50%, from −100 to 100.",
            )
        })?;
        (Some(weight), after)
    } else {
        (None, body)
    };
    let (body, feedback) = split(body, "#");
    Ok(One {
        line: sign.line,
        right: sign.c == '=',
        weight,
        body,
        feedback: feedback.map(text).filter(|text| !text.is_empty()),
    })
}

/// Per cent with decimals as thousandths, rounded to the nearest: thirds are 333.
fn permille(percent: &str) -> Option<i32> {
    let units = Decimal::parse(percent)?.0;
    let half = 500_000 * units.signum();
    let rounded = i32::try_from((units + half) / 1_000_000).ok()?;
    (-WHOLE..=WHOLE).contains(&rounded).then_some(rounded)
}

fn listed(question: &mut QuestionBody, answers: Vec<One<'_>>) -> Result<(), LineFault> {
    let pairs = answers
        .iter()
        .filter(|one| find(one.body, "->").is_some())
        .count();
    if pairs > 0 {
        return matching(question, &answers, pairs == answers.len());
    }
    if answers.iter().all(|one| one.right) {
        question.kind = QuestionKind::ShortAnswer;
        for one in answers {
            if find(one.body, "*").is_some() {
                return Err(LineFault::new(
                    one.line,
                    "gift_wildcard",
                    "Không dùng ký tự thay thế * trong đáp án ngắn.",
                    "Short answers have no wildcard *.",
                ));
            }
            question.accepted.push(AcceptedBody {
                text: text(one.body),
                weight: one.weight.unwrap_or(WHOLE).max(0),
                feedback: one.feedback,
            });
        }
        return Ok(());
    }
    if answers.iter().all(|one| !one.right) {
        question.kind = QuestionKind::MultipleChoice;
    }
    for one in answers {
        let whole = if one.right { WHOLE } else { 0 };
        question.choices.push(ChoiceBody {
            text: text(one.body),
            weight: one.weight.unwrap_or(whole),
            feedback: one.feedback,
        });
    }
    Ok(())
}

fn matching(question: &mut QuestionBody, answers: &[One<'_>], all: bool) -> Result<(), LineFault> {
    question.kind = QuestionKind::Matching;
    for one in answers {
        let (prompt, option) = split(one.body, "->");
        let (prompt, option) = (text(prompt), option.map(text).unwrap_or_default());
        if !all || !one.right || option.is_empty() {
            return Err(LineFault::new(
                one.line,
                "gift_pair",
                "Mỗi cặp ghép phải có dạng =vế trái -> vế phải.",
                "Each pair is written =left -> right.",
            ));
        }
        let known = question
            .options
            .iter()
            .position(|known| known.text == option);
        let place = known.unwrap_or(question.options.len());
        if known.is_none() {
            question.options.push(OptionBody { text: option });
        }
        if !prompt.is_empty() {
            question.prompts.push(PromptBody {
                text: prompt,
                option: i32::try_from(place + 1).unwrap_or(i32::MAX),
            });
        }
    }
    Ok(())
}

fn ordering(question: &mut QuestionBody, line: usize, inside: &[Glyph]) -> Result<(), LineFault> {
    question.kind = QuestionKind::Ordering;
    for (place, one) in (1_i32..).zip(answers(line, inside)?) {
        question.items.push(ItemBody {
            text: text(one.body),
            place,
        });
    }
    Ok(())
}

fn numeric(question: &mut QuestionBody, line: usize, inside: &[Glyph]) -> Result<(), LineFault> {
    question.kind = QuestionKind::Numeric;
    let several = find(inside, "=").is_some() || find(inside, "~").is_some();
    let found = if several {
        answers(line, inside)?
    } else {
        let (body, feedback) = split(inside, "#");
        vec![One {
            line,
            right: true,
            weight: None,
            body,
            feedback: feedback.map(text).filter(|text| !text.is_empty()),
        }]
    };
    for one in found {
        let number = number(&text(one.body)).ok_or_else(|| {
            LineFault::new(
                one.line,
                "gift_number",
                "Đáp án số phải có dạng 57, 57:0.5 hoặc 56..58.",
                "A number is written 57, 57:0.5 or 56..58.",
            )
        })?;
        question.numbers.push(NumberBody {
            value: number.0,
            tolerance: number.1,
            weight: one.weight.unwrap_or(WHOLE).max(0),
            feedback: one.feedback,
        });
    }
    Ok(())
}

/// A value and its tolerance.
fn number(text: &str) -> Option<(String, String)> {
    if let Some((low, high)) = text.split_once("..") {
        let (low, high) = (Decimal::parse(low)?, Decimal::parse(high)?);
        let (sum, width) = (low.0.checked_add(high.0)?, high.0.checked_sub(low.0)?);
        // The middle of the range, which must be a number that can be written.
        let whole = sum % 2 == 0 && width >= 0;
        return whole.then(|| {
            let middle = Decimal(sum / 2).to_string();
            (middle, Decimal(width / 2).to_string())
        });
    }
    let (value, tolerance) = text.split_once(':').unwrap_or((text, "0"));
    let tolerance = Decimal::parse(tolerance).filter(|tolerance| tolerance.0 >= 0)?;
    Some((Decimal::parse(value)?.to_string(), tolerance.to_string()))
}
