//! A cell that comes in as a workbook, and comrades who sign in for the first time.

use serde_json::{Value, json};

use crate::rosters::{XLSX, commit, counts, done};
use crate::support::{Actor, TestApp, sheets};

const PASSWORD: &str = "ba con mèo trên mái";
/// The first is exempt.
const NAMES: [&str; 26] = [
    "Đinh Văn Xuân",
    "Phan Thị Yến",
    "Trần Thị Bảo",
    "Lê Văn Cúc",
    "Phạm Thị Dung",
    "Hoàng Văn Đức",
    "Vũ Thị Giang",
    "Đặng Văn Hải",
    "Bùi Thị Hạnh",
    "Đỗ Văn Hùng",
    "Hồ Thị Huệ",
    "Ngô Văn Khánh",
    "Dương Thị Lan",
    "Lý Văn Lâm",
    "Nguyễn Thị Loan",
    "Trần Văn Minh",
    "Lê Thị Nga",
    "Phạm Văn Nam",
    "Hoàng Thị Oanh",
    "Vũ Văn Phúc",
    "Đặng Thị Quế",
    "Bùi Văn Sơn",
    "Đỗ Thị Tâm",
    "Hồ Văn Thành",
    "Ngô Thị Uyên",
    "Dương Văn Vinh",
];

/// Somebody of the roster.
pub struct Comrade {
    pub card_number: String,
    pub member_id: String,
}

impl Comrade {
    /// With the code that his secretary gives him he sets a password, and signs in with it.
    pub async fn signed_in(&self, app: &TestApp) -> Actor {
        let codes = format!("/api/v1/members/{}/account-codes", self.member_id);
        let given = app
            .secretary()
            .post(codes, json!({"purpose": "activation"}))
            .await;
        let code = given.assert(201).json()["code"].clone();
        let body = json!({"identifier": self.card_number, "code": code, "password": PASSWORD});
        let caller = app.anonymous();
        let activated = caller.post("/api/v1/accounts/activation", body).await;
        activated.assert(204);
        let body = json!({"identifier": self.card_number, "password": PASSWORD});
        let tokens = caller.post("/api/v1/sessions", body).await;
        caller.with_token(tokens.assert(201).json()["access_token"].as_str().unwrap())
    }
}

/// Brings a workbook in for a unit as its roster officer does: looked at first, then meant.
pub async fn taken_in(app: &TestApp, unit: &str, workbook: Vec<u8>) -> Value {
    let path = format!("/api/v1/units/{}/roster-imports", app.unit(unit).public_id);
    let officer = app.roster_officer();
    let sent = officer
        .request("POST", path)
        .bytes(XLSX, workbook)
        .send()
        .await;
    let looked_at = done(app, "roster_officer", &sent).await["result"].clone();
    let meant = commit(app, &looked_at, json!({})).await;
    let taken_in = done(app, "roster_officer", &meant).await;
    assert_eq!(taken_in["state"], "succeeded", "{taken_in}");
    assert_eq!(counts(&taken_in["result"]), counts(&looked_at));
    taken_in["result"].clone()
}

/// Twenty-six people for the first cell, in the order of the workbook.
pub async fn imported(app: &TestApp) -> Vec<Comrade> {
    let result = taken_in(app, "ward_a", workbook(app)).await;
    assert_eq!(counts(&result), [26, 0, 0, 0]);
    // His secretary has them on his list now.
    let list = app.secretary().get("/api/v1/members?limit=200").await;
    let list = list.assert(200).json()["items"].as_array().unwrap().clone();
    assert_eq!(list.len(), 30);
    let comrade = |(number, full_name): (usize, &'static str)| {
        let his = |one: &&Value| one["full_name"] == full_name;
        let record = list
            .iter()
            .find(his)
            .unwrap_or_else(|| panic!("no {full_name}"));
        Comrade {
            card_number: card(number),
            member_id: record["member_id"].as_str().unwrap().to_owned(),
        }
    };
    NAMES.into_iter().enumerate().map(comrade).collect()
}

fn card(number: usize) -> String {
    format!("0791234560{number:02}")
}

fn workbook(app: &TestApp) -> Vec<u8> {
    let numbers: Vec<(String, String)> = (0..NAMES.len())
        .map(|number| (card(number), format!("09123456{number:02}")))
        .collect();
    let rows = NAMES.into_iter().zip(&numbers).enumerate();
    sheets::roster(rows.map(|(number, (name, (card, phone)))| {
        let standing = if number == 0 {
            "Miễn sinh hoạt"
        } else {
            ""
        };
        [name, card, phone, app.unit("cell_a1").name, standing]
    }))
}
