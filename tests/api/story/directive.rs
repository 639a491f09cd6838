//! A directive that comes in as a Word file, and its quiz, as a GIFT file.

use serde_json::{Value, json};

use crate::library::content::{attach, upload};
use crate::quizzes::{bank, drawing, named, published};
use crate::support::{Paper, TestApp, Written, zipped};

const GIFT: &str = "$CATEGORY: Chỉ thị 05

::Hiệu lực::Chỉ thị có hiệu lực từ ngày nào? {=Từ ngày ký#Đúng. ~Từ ngày 01/01#Xem lại Điều 2. ~Từ ngày đăng}

Mọi chi bộ phải tổ chức học tập.{TRUE}

Cơ quan nào ban hành Chỉ thị?{=Thành ủy Hải Vân =Thành ủy}

Bao nhiêu phần trăm đảng viên phải học xong?{#95:0.5}
";

/// Lines of the Word file, each a paragraph.
const LINES: [&str; 8] = [
    "ĐẢNG BỘ THÀNH PHỐ HẢI VÂN",
    "Số 05-CT/TU",
    "CHỈ THỊ",
    "về học tập trong chi bộ",
    "Điều 1. Phạm vi",
    "Chỉ thị này áp dụng cho mọi chi bộ của thành phố.",
    "Điều 2. Hiệu lực",
    "Chỉ thị có hiệu lực từ ngày ký; 95 % đảng viên học xong trong năm.",
];

/// The directive as it was published, and its quiz.
pub struct Directive {
    pub written: Written,
    pub quiz_id: String,
}

/// An answer for each kind of question, a choice by its text.
pub type Answers = [(&'static str, Value); 4];

/// All right: the short answer as it is typed on a phone, the number with a comma.
pub fn right() -> Answers {
    [
        ("single_choice", json!({"choice": "Từ ngày ký"})),
        ("true_false", json!({"truth": true})),
        ("short_answer", json!({"text": "THANH UY  hai van"})),
        ("numeric", json!({"number": "95,4"})),
    ]
}

/// One of four is right.
pub fn mostly_wrong() -> Answers {
    [
        ("single_choice", json!({"choice": "Từ ngày 01/01"})),
        ("true_false", json!({"truth": true})),
        ("short_answer", json!({"text": "Phường"})),
        ("numeric", json!({"number": "50"})),
    ]
}

/// The answers of a submission to a paper.
pub fn to_paper(paper: &Value, answers: &Answers) -> Vec<Value> {
    let questions = paper["questions"].as_array().unwrap();
    assert_eq!(questions.len(), answers.len());
    let answer = |question: &Value| {
        let of_kind = answers.iter().find(|(kind, _)| question["kind"] == *kind);
        json!({"place": question["place"], "answer": named(question, &of_kind.unwrap().1)})
    };
    questions.iter().map(answer).collect()
}

/// What its author has on his desk.
pub struct Sources {
    pub paper: Paper,
    pub file_name: &'static str,
    pub word_file: Vec<u8>,
    /// Titles of sections that the file must come to.
    pub sections: &'static [&'static str],
    /// Four questions, one of each kind of [`Answers`].
    pub gift: &'static str,
}

impl Directive {
    /// A directive of the city for everybody.
    pub async fn publish(app: &TestApp) -> Self {
        let paper = Paper::new("05-CT/TU", "Chỉ thị về học tập trong chi bộ");
        let sources = Sources {
            paper: paper.with("kind", json!("chi_thi")),
            file_name: "Chỉ thị 05.docx",
            word_file: word_file(),
            sections: &["Phạm vi", "Hiệu lực"],
            gift: GIFT,
        };
        let directive = Self::of(app, sources).await;
        let at = format!("/api/v1/library/{}", directive.written.document_id);
        let read = app.member().get(at).await;
        assert!(read.assert(200).text().contains("95 % đảng viên học xong"));
        directive
    }

    /// Written by the author from his file, approved and published by a second person.
    pub async fn of(app: &TestApp, sources: Sources) -> Self {
        let written = sources.paper.write(app).await;
        let author = app.author();
        let file = upload(&author, sources.file_name, &sources.word_file).await;
        let at = format!("/api/v1/editions/{}", written.edition_id);
        let original =
            json!([{"file_id": file, "role": "original", "file_name": sources.file_name}]);
        attach(app, &at, original).await.assert(200);
        let previews = format!("{at}/manuscript-previews");
        let preview = author.post(previews, json!({"file_id": file})).await;
        let preview = preview.assert(200).json();
        let symbol = &sources.paper.metadata["symbol"];
        assert_eq!(preview["guess"]["symbol"], *symbol, "{preview}");
        let sections = &preview["sections"];
        let found: Vec<&Value> = sections
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["title"])
            .collect();
        for title in sources.sections {
            assert!(found.contains(&&json!(title)), "no {title} in {sections}");
        }
        written.fill(app, sections).await.assert(200);
        written.approve(app).await;
        let publication = written
            .act(&app.publisher(), "publication", json!({}))
            .await;
        publication.assert(200);
        Self {
            written,
            quiz_id: quiz(app, sources.gift).await,
        }
    }
}

/// All questions of the file; three of four must be right.
async fn quiz(app: &TestApp, gift: &str) -> String {
    let bank = bank(app).await;
    let path = format!("/api/v1/question-banks/{bank}/imports?format=gift&commit=true");
    let sent = app
        .author()
        .request("POST", path)
        .bytes("text/plain", gift)
        .send()
        .await;
    let found = sent.assert(200).json();
    assert_eq!(
        (&found["committed"], &found["questions"]),
        (&json!(true), &json!(4)),
        "{found}"
    );
    let mut quiz = drawing(&bank, 4);
    quiz["pass_permille"] = json!(750);
    published(app, quiz).await
}

fn word_file() -> Vec<u8> {
    const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let mut paragraphs = String::new();
    for line in LINES {
        paragraphs += "<w:p><w:r><w:t xml:space=\"preserve\">";
        paragraphs += line;
        paragraphs += "</w:t></w:r></w:p>";
    }
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>"#
    );
    zipped(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &document),
    ])
}
