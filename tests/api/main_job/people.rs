//! A thousand people as they come in from one workbook, and their phones.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use futures_util::StreamExt as _;
use serde_json::json;
use sotay::db::schema::members;
use sotay::kernel::ids::PublicId;

use crate::push::{device, phone};
use crate::rosters::{counts, read};
use crate::story::people::{Comrade, taken_in};
use crate::support::{Actor, Request, TestApp, sheets};

pub const CELLS: usize = 40;
/// The first so many cells are of the ward that the directive is for.
pub const IN_WARD: usize = 38;
pub const OF_CELL: usize = 25;
/// Requests on their way at a time.
const AT_A_TIME: usize = 16;

const FAMILY: [&str; 10] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ",
];
const MIDDLE: [&str; 10] = [
    "Ngọc", "Minh", "Thanh", "Xuân", "Kim", "Bảo", "Hồng", "Quang", "Thu", "Đức",
];
const GIVEN: [&str; 10] = [
    "An", "Bình", "Châu", "Dương", "Giang", "Hà", "Khánh", "Linh", "Nhân", "Thảo",
];

/// What is special about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lot {
    /// Has the app, and studies like most.
    Usual,
    /// Is told of the directive, and not counted.
    TemporarilyExempt,
    /// Had the app, and has signed out.
    SignedOut,
    NoPhone,
    /// The directive is not for him, though he has the app.
    Exempt,
    /// Has the app, in a ward that the directive is not for.
    OtherWard,
}

/// Somebody of the workbook: the cell and his place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub cell: usize,
    pub place: usize,
    pub lot: Lot,
    pub full_name: String,
    pub card_number: String,
    phone: String,
}

impl Person {
    /// In twenty cells somebody is exempt and somebody has no phone; in ten of these one has signed out and one is exempt for a time.
    fn new(cell: usize, place: usize) -> Self {
        let number = cell * OF_CELL + place;
        let lot = match place {
            _ if cell >= IN_WARD => Lot::OtherWard,
            24 if cell < 20 => Lot::Exempt,
            23 if cell < 20 => Lot::NoPhone,
            22 if cell < 10 => Lot::SignedOut,
            21 if cell < 10 => Lot::TemporarilyExempt,
            _ => Lot::Usual,
        };
        let words = [
            FAMILY[number / 100],
            MIDDLE[number / 10 % 10],
            GIVEN[number % 10],
        ];
        Self {
            cell,
            place,
            lot,
            full_name: words.join(" "),
            // Numbers like these are given to nobody.
            card_number: format!("9991{number:08}"),
            phone: format!("019{number:07}"),
        }
    }

    /// What FCM knows the phone by.
    pub fn address(&self) -> String {
        format!("ok-{}-{}", self.cell, self.place)
    }

    fn standing(&self) -> &'static str {
        match self.lot {
            Lot::Exempt => "Miễn sinh hoạt",
            Lot::TemporarilyExempt => "Tạm miễn sinh hoạt",
            _ => "",
        }
    }
}

pub fn everybody() -> Vec<Person> {
    let places = |cell| (0..OF_CELL).map(move |place| Person::new(cell, place));
    (0..CELLS).flat_map(places).collect()
}

/// The workbook, with the names or codes of the cells.
pub fn workbook(people: &[Person], cells: &[String]) -> Vec<u8> {
    sheets::roster(people.iter().map(|one| {
        [
            one.full_name.as_str(),
            &one.card_number,
            &one.phone,
            &cells[one.cell],
            one.standing(),
        ]
    }))
}

/// The addresses of those of whom this is true.
pub fn addresses(people: &[Person], whether: impl Fn(&Person) -> bool) -> BTreeSet<String> {
    let some = people.iter().filter(|one| whether(one));
    some.map(Person::address).collect()
}

/// All of them, and the phones of those who have one.
pub struct Everybody {
    pub people: Vec<Person>,
    phones: HashMap<(usize, usize), Actor>,
}

impl Everybody {
    /// The two wards with their cells, and the workbook in them.
    pub async fn taken_in(app: &TestApp) -> Self {
        let mut cells: Vec<String> = Vec::new();
        for number in 1..=IN_WARD {
            cells.push(cell(app, ("ward_a", "HV-AB"), number, 2).await);
        }
        for number in 1..=CELLS - IN_WARD {
            cells.push(cell(app, ("ward_b", "HV-BM"), number, 1).await);
        }
        let people = everybody();
        let result = taken_in(app, "city", workbook(&people, &cells)).await;
        assert_eq!(counts(&result), [1_000, 0, 0, 0]);
        Self {
            people,
            phones: HashMap::new(),
        }
    }

    /// The app on all phones, and off again on those of the signed out. The first one has signed in by himself.
    pub async fn get_phones(&mut self, app: &TestApp) {
        let known: HashMap<String, (i64, PublicId)> = read(app, |conn| {
            members::table
                .filter(members::card_number.like("9991%"))
                .select((
                    members::card_number.assume_not_null(),
                    (members::id, members::public_id),
                ))
                .load(conn)
        })
        .await
        .into_iter()
        .collect();
        assert_eq!(known.len(), self.people.len());
        let keys = self.people.iter().map(|one| known[&one.card_number]);
        let mut actors = app.signed_in(keys.collect()).await;
        let first = Comrade {
            card_number: self.people[0].card_number.clone(),
            member_id: known[&self.people[0].card_number].1.to_string(),
        };
        actors[0] = first.signed_in(app).await;

        let owners = self.people.iter().zip(&actors);
        let owners = owners.filter(|(one, _)| one.lot != Lot::NoPhone);
        let registering = owners.map(|(one, actor)| async move {
            let request = Request::put(device(app), phone(&one.address()));
            actor.send(request).await.assert(200);
            if one.lot == Lot::SignedOut {
                let out = actor.delete("/api/v1/me/sessions/current").await;
                out.assert(204);
            }
        });
        at_a_time(registering).await;
        let places = self.people.iter().map(|one| (one.cell, one.place));
        self.phones = places.zip(actors).collect();
    }

    /// Somebody, as his app calls.
    pub fn phone(&self, cell: usize, place: usize) -> &Actor {
        &self.phones[&(cell, place)]
    }

    pub fn person(&self, cell: usize, place: usize) -> &Person {
        &self.people[cell * OF_CELL + place]
    }
}

/// Does all of it, some at a time.
pub async fn at_a_time<F: Future<Output = ()>>(deeds: impl Iterator<Item = F>) {
    let mut under_way = futures_util::stream::iter(deeds).buffer_unordered(AT_A_TIME);
    while under_way.next().await.is_some() {}
}

/// The code of a ward's cell with this number; those after the `known` ones are opened.
async fn cell(app: &TestApp, (ward, code): (&str, &str), number: usize, known: usize) -> String {
    let code = format!("{code}-{number:02}");
    if number > known {
        let body = json!({"parent_id": app.unit(ward).public_id, "kind": "cell", "code": code,
            "name": format!("Chi bộ Tổ dân phố số {number}"), "opened_on": "2026-01-01"});
        app.admin().post("/api/v1/units", body).await.assert(201);
    }
    code
}
