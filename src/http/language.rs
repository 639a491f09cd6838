//! The language of texts in an answer: Vietnamese unless the caller prefers English.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Text;

/// A language the server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Vi,
    En,
}

impl Language {
    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.eq_ignore_ascii_case("en") {
            Self::En
        } else {
            Self::Vi
        }
    }

    /// The text in this language.
    #[must_use]
    pub fn pick(self, text: &Text) -> &str {
        match self {
            Self::Vi => &text.vi,
            Self::En => &text.en,
        }
    }

    /// The best of `Accept-Language` (RFC 9110, 12.5.4); at equal weight the first named.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
        else {
            return Self::Vi;
        };
        let mut best = (Self::Vi, 0.0_f32);
        for part in value.split(',').take(20) {
            let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight: f32 = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|q| q.parse().ok())
                .unwrap_or(0.0);
            let language = match tag
                .trim()
                .split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
                .as_str()
            {
                "vi" => Self::Vi,
                "en" => Self::En,
                _ => continue,
            };
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::Language;
    use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderValue};

    #[test]
    fn the_best_weight_wins_and_vietnamese_is_the_default() {
        for (field, expected) in [
            ("en", Language::En),
            ("en-GB,vi;q=0.8", Language::En),
            ("vi,en;q=0.9", Language::Vi),
            ("fr,en;q=0.5,vi;q=0.4", Language::En),
            ("fr", Language::Vi),
            ("en;q=0", Language::Vi),
            ("en;q=zz", Language::Vi),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(field).unwrap());
            assert_eq!(Language::of(&headers), expected, "{field}");
        }
        assert_eq!(Language::of(&HeaderMap::new()), Language::Vi);
    }
}
