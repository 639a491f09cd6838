//! Rows and words of question banks.

mod answer;
mod body;
mod codes;
mod decimal;
mod key;
mod rows;

pub use answer::{AnswerBody, Named};
pub use body::{
    AcceptedBody, ChoiceBody, ItemBody, NumberBody, OptionBody, PromptBody, QuestionBody,
};
pub use codes::{QuestionFormat, QuestionKind, VersionChange};
pub use decimal::Decimal;
pub use key::{Key, Range, WHOLE};
pub use rows::{Asked, Bank, Question, Version};
