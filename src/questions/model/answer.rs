//! What a member answers, as phones send it and as it is stored.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::present;

/// An answer: exactly the member that fits the kind of the question. Choices, options and items are named by the numbers
/// that the question shows beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"choice": 2}))]
pub struct AnswerBody {
    /// `single_choice`.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(range(min = 1, max = 20))]
    #[schema(nullable = false, minimum = 1, maximum = 20)]
    pub choice: Option<i32>,
    /// `multiple_choice`: each once, none is an answer too.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(max = 20))]
    #[schema(nullable = false, max_items = 20)]
    pub choices: Option<Vec<Named>>,
    /// `true_false`.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(nullable = false)]
    pub truth: Option<bool>,
    /// `matching`: for each prompt, in the order of the prompts, its option; 0 leaves it open.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(max = 20))]
    #[schema(nullable = false, max_items = 20)]
    pub matches: Option<Vec<Named>>,
    /// `ordering`: every item once, the first first.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(max = 20))]
    #[schema(nullable = false, max_items = 20)]
    pub order: Option<Vec<Named>>,
    /// `short_answer`.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub text: Option<String>,
    /// `numeric`, as typed: `3,5`.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(length(min = 1, max = 20))]
    #[schema(nullable = false, min_length = 1, max_length = 20)]
    pub number: Option<String>,
}

/// The number of a choice, option or item; 0: none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Named(pub i32);

/// Options that a question may have.
const MOST: i32 = 30;

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i32::deserialize(deserializer)?;
        if (0..=MOST).contains(&number) {
            Ok(Self(number))
        } else {
            Err(serde::de::Error::custom("no such number"))
        }
    }
}

impl utoipa::PartialSchema for Named {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Integer)
            .format(Some(utoipa::openapi::schema::SchemaFormat::KnownFormat(
                utoipa::openapi::schema::KnownFormat::Int32,
            )))
            .description(Some("The number of a choice, option or item; 0: none."))
            .minimum(Some(0))
            .maximum(Some(MOST))
            .into()
    }
}
impl ToSchema for Named {}
