//! What a question says, as authors send it and as it is stored.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::QuestionKind;
use crate::http::present;

/// A question with its key. Choices, prompts, options and items are named by their place, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "single_choice", "text": "Nghị quyết có hiệu lực từ ngày nào?", "explanation": "Điều 2 của Nghị quyết.",
    "choices": [{"text": "Từ ngày ký", "weight": 1000}, {"text": "Từ ngày 01/01", "weight": 0, "feedback": "Xem lại Điều 2."}]
}))]
pub struct QuestionBody {
    pub kind: QuestionKind,
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
    /// Shown once the answers may be reviewed.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 4000))]
    #[schema(nullable = false, min_length = 1, max_length = 4000)]
    pub explanation: Option<String>,
    /// `single_choice`, `multiple_choice`: 2 to 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub choices: Vec<ChoiceBody>,
    /// `true_false`: what is right.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(nullable = false)]
    pub truth: Option<bool>,
    /// `true_false`: said to who answered rightly.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub feedback_right: Option<String>,
    /// `true_false`: said to who answered wrongly.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub feedback_wrong: Option<String>,
    /// `matching`: 2 to 20, each with its option.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub prompts: Vec<PromptBody>,
    /// `matching`: what prompts are matched with; may be more than are right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub options: Vec<OptionBody>,
    /// `ordering`: 2 to 20, each with its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub items: Vec<ItemBody>,
    /// `short_answer`: the forms that are accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub accepted: Vec<AcceptedBody>,
    /// `short_answer`: `true` when `đường` and `Dương` are different answers.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(nullable = false)]
    pub marks_matter: Option<bool>,
    /// `numeric`: the numbers that are accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub numbers: Vec<NumberBody>,
}

impl QuestionBody {
    /// One that says nothing but this.
    #[must_use]
    pub fn of(kind: QuestionKind, text: String) -> Self {
        Self {
            kind,
            text,
            explanation: None,
            choices: Vec::new(),
            truth: None,
            feedback_right: None,
            feedback_wrong: None,
            prompts: Vec::new(),
            options: Vec::new(),
            items: Vec::new(),
            accepted: Vec::new(),
            marks_matter: None,
            numbers: Vec::new(),
        }
    }
}

/// A choice. `weight` is its share in thousandths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceBody {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub text: String,
    /// `single_choice`: 1000 is right, less is partly right. `multiple_choice`: the right ones share 1000 (990 to 1010), wrong ones
    /// may take away.
    #[validate(range(min = -1000, max = 1000))]
    #[schema(minimum = -1000, maximum = 1000)]
    pub weight: i32,
    /// Said to who chose it.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub feedback: Option<String>,
}

/// A prompt and the option that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromptBody {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub text: String,
    /// The place of its option, from 1.
    #[validate(range(min = 1, max = 30))]
    #[schema(minimum = 1, maximum = 30)]
    pub option: i32,
}

/// An option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionBody {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub text: String,
}

/// An item and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemBody {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub text: String,
    /// Its place in the right order, from 1.
    #[validate(range(min = 1, max = 20))]
    #[schema(minimum = 1, maximum = 20)]
    pub place: i32,
}

/// A form that is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptedBody {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub text: String,
    /// In thousandths: 1000 is right, less is partly right.
    #[validate(range(min = 0, max = 1000))]
    #[schema(minimum = 0, maximum = 1000)]
    pub weight: i32,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub feedback: Option<String>,
}

/// A number that is accepted, from `value - tolerance` to `value + tolerance`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberBody {
    /// Up to eleven digits, with a decimal comma or point up to seven more: `57`, `-3,5`.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "57")]
    pub value: String,
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "0")]
    pub tolerance: String,
    /// In thousandths: 1000 is right, less is partly right.
    #[validate(range(min = 0, max = 1000))]
    #[schema(minimum = 0, maximum = 1000)]
    pub weight: i32,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub feedback: Option<String>,
}
