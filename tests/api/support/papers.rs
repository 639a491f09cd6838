//! Papers that go the whole way: written by the author, approved and published by the publisher, through the API.

use serde_json::{Value, json};

use super::{Actor, Reply, Request, TestApp};

/// A paper to be written; change what the test is about.
#[derive(Debug, Clone)]
pub struct Paper {
    pub owner: &'static str,
    pub metadata: Value,
    pub tier: &'static str,
    pub circulation: &'static str,
    pub topic: Option<&'static str>,
    pub audience: Value,
    pub sections: Value,
}

/// A paper on its way.
#[derive(Debug, Clone)]
pub struct Written {
    pub document_id: String,
    pub edition_id: String,
}

impl Paper {
    /// An official paper of the city for everyone, with two articles.
    pub fn new(symbol: &str, title: &str) -> Self {
        Self {
            owner: "city",
            metadata: json!({"kind": "nghi_quyet", "title": title, "symbol": symbol, "issuer": "Thành ủy Hải Vân", "issued_on": "2026-03-12"}),
            tier: "required",
            circulation: "internal",
            topic: None,
            audience: json!({"everyone": true}),
            sections: json!([
                {"level": 1, "kind": "article", "number": "1", "title": "Phạm vi", "html": "<p>Nghị quyết này áp dụng cho các chi bộ.</p>"},
                {"level": 1, "kind": "article", "number": "2", "title": "Hiệu lực", "html": "<p>Có hiệu lực từ ngày ký.</p>"}
            ]),
        }
    }

    /// Only for members at and below a unit.
    pub fn only_for(mut self, app: &TestApp, unit: &str) -> Self {
        self.audience =
            json!({"everyone": false, "rules": [{"unit_id": app.unit(unit).public_id}]});
        self
    }

    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.metadata[name] = value;
        self
    }

    pub fn body(&self, app: &TestApp) -> Value {
        let mut body = json!({"owner_unit_id": app.unit(self.owner).public_id, "metadata": self.metadata, "tier": self.tier,
            "circulation": self.circulation, "audience": self.audience});
        if let Some(topic) = self.topic {
            body["topic"] = json!(topic);
        }
        body
    }

    /// A draft with its sections.
    pub async fn write(&self, app: &TestApp) -> Written {
        let reply = app.author().post("/api/v1/documents", self.body(app)).await;
        reply.assert(201);
        let written = Written {
            document_id: reply.json()["document_id"].as_str().unwrap().to_owned(),
            edition_id: reply.json()["editions"][0]["edition_id"]
                .as_str()
                .unwrap()
                .to_owned(),
        };
        written.fill(app, &self.sections).await.assert(200);
        written
    }

    pub async fn publish(&self, app: &TestApp) -> Written {
        let written = self.write(app).await;
        written.publish(app).await;
        written
    }
}

impl Written {
    /// A step with the edition.
    pub async fn act(&self, actor: &Actor, step: &str, body: Value) -> Reply {
        actor.send(self.step(step, body)).await
    }

    /// The same as a request.
    pub fn step(&self, step: &str, body: Value) -> Request {
        let path = format!("/api/v1/editions/{}/{step}", self.edition_id);
        let request = if body.is_null() {
            Request::new("POST", path)
        } else {
            Request::post(path, body)
        };
        // Those that a publisher has looked at; the others do not ask.
        request.header("if-match", "*")
    }

    pub async fn fill(&self, app: &TestApp, sections: &Value) -> Reply {
        let path = format!("/api/v1/editions/{}/sections", self.edition_id);
        let request = Request::put(path, json!({"sections": sections})).header("if-match", "*");
        app.author().send(request).await
    }

    /// Submitted and approved.
    pub async fn approve(&self, app: &TestApp) {
        self.act(&app.author(), "submission", Value::Null)
            .await
            .assert(200);
        self.act(&app.publisher(), "approval", Value::Null)
            .await
            .assert(200);
    }

    /// The whole way from a draft to readers.
    pub async fn publish(&self, app: &TestApp) {
        self.approve(app).await;
        self.act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
    }

    pub async fn withdraw(&self, app: &TestApp) -> Reply {
        let path = format!("/api/v1/documents/{}/withdrawal", self.document_id);
        app.publisher()
            .post(path, json!({"reason": "Ban hành nhầm."}))
            .await
    }

    /// As those on whose desk it is see it.
    pub async fn document(&self, app: &TestApp) -> Value {
        let reply = app
            .publisher()
            .get(format!("/api/v1/documents/{}", self.document_id))
            .await;
        reply.assert(200);
        reply.json().clone()
    }

    /// A further edition of the same document.
    pub async fn next(&self, app: &TestApp, change: &str) -> Self {
        let path = format!("/api/v1/documents/{}/editions", self.document_id);
        let reply = app.author().post(path, json!({"change": change})).await;
        reply.assert(201);
        Self {
            document_id: self.document_id.clone(),
            edition_id: reply.json()["edition_id"].as_str().unwrap().to_owned(),
        }
    }
}
