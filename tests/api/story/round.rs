//! A round of study: what is asked of a ward, what its members do, and what is reported of it.

use serde_json::{Value, json};

use super::directive::{Answers, Directive, right, to_paper};
use crate::progress::{event, send};
use crate::quizzes::{start, submitting};
use crate::reports::told;
use crate::study::{body, opened, requirements, to_read};
use crate::support::{Actor, TestApp};

/// An assignment as its reports are asked for.
pub struct Round {
    pub id: String,
    pub requirements: Vec<String>,
}

impl Round {
    /// Of ward A: read the directive, then pass its quiz, until the end of 20 December.
    pub async fn open(app: &TestApp, directive: &Directive) -> Self {
        let ward = app.unit("ward_a").public_id;
        Self::open_for(app, directive, json!([{"unit_id": ward}])).await
    }

    /// Of those whom these rules name, at and below ward A.
    pub async fn open_for(app: &TestApp, directive: &Directive, rules: Value) -> Self {
        let quiz = json!({"kind": "pass_quiz", "quiz_id": directive.quiz_id});
        let mut asked = body(app, json!([to_read(&directive.written), quiz]));
        asked["ordered"] = json!(true);
        asked["audience"]["rules"] = rules;
        let at = opened(app, asked).await;
        Self {
            requirements: requirements(app, &at).await,
            id: at.rsplit('/').next().unwrap().to_owned(),
        }
    }

    pub async fn report(&self, app: &TestApp, who: &str, unit: &str, rest: &str) -> Value {
        let unit = app.unit(unit).public_id;
        let path = format!("/api/v1/units/{unit}/reports/{}{rest}", self.id);
        app.actor(who).get(path).await.assert(200).json()
    }

    /// Denominator, numerator, missing, late, excused, exempt and the rate of a unit, as somebody sees them.
    pub async fn figures(&self, app: &TestApp, who: &str, unit: &str) -> (Vec<i64>, String) {
        told(&self.report(app, who, unit, "").await["figures"])
    }

    /// Who is missing and how far each is, on the secretary's screen.
    pub async fn missing(&self, app: &TestApp) -> Vec<(String, String)> {
        let screen = self.report(app, "secretary", "cell_a1", "/cell").await;
        let people = screen["missing"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        people
            .map(|person| (text(&person["full_name"]), text(&person["state"])))
            .collect()
    }

    /// All levels at once: the secretary's cell, the officer's ward, the city; each adds what is below it.
    pub async fn assert_figures(&self, app: &TestApp, expected: [([i64; 6], &str); 3]) {
        let levels = [
            ("secretary", "cell_a1"),
            ("officer", "ward_a"),
            ("publisher", "city"),
        ];
        for ((who, unit), (numbers, rate)) in levels.into_iter().zip(expected) {
            let expected = (numbers.to_vec(), rate.to_owned());
            assert_eq!(self.figures(app, who, unit).await, expected, "{unit}");
        }
        let screen = self.report(app, "secretary", "cell_a1", "/cell").await;
        assert_eq!(told(&screen["figures"]).0, expected[0].0);
        let city = self.report(app, "publisher", "city", "").await;
        assert_eq!(told(&city["children"][0]["figures"]).0, expected[2].0);
        // The other ward was asked nothing.
        let other = told(&city["children"][1]["figures"]);
        assert_eq!(other, (vec![0; 6], "–".to_owned()));
    }
}

pub async fn read(app: &TestApp, actor: &Actor, directive: &Directive) {
    let now = app.clock.now().to_string();
    let edition = &directive.written.edition_id;
    let deeds = ["opened", "read"].map(|kind| event(app, edition, kind, &now));
    assert_eq!(send(actor, &deeds).await, ["accepted", "accepted"]);
}

pub async fn take(actor: &Actor, directive: &Directive, answers: &Answers) -> bool {
    let paper = start(actor, &directive.quiz_id).await;
    let given = to_paper(&paper, answers);
    let handed_in = submitting(&paper, "*", json!({"answers": given}));
    let result = actor.send(handed_in).await;
    result.assert(200).json()["passed"].as_bool().unwrap()
}

pub async fn passes(app: &TestApp, actor: &Actor, directive: &Directive) {
    read(app, actor, directive).await;
    assert!(take(actor, directive, &right()).await);
}

pub fn named(missing: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, state): &(&str, &str)| ((*name).to_owned(), (*state).to_owned());
    missing.iter().map(owned).collect()
}
