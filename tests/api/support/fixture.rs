//! An invented organisation, the same in every test:
//!
//! ```text
//! city            Thành ủy Hải Vân (province)       admin, roster_officer, auditor, author, publisher hold roles here
//! ├─ ward_a       Đảng ủy phường An Bình (commune)  officer holds a role here
//! │  ├─ cell_a1   Chi bộ Khu phố 1                  secretary, deputy, member, newcomer (never activated)
//! │  └─ cell_a2   Chi bộ Khu phố 2                  home of colleague and of everyone whose role is above the cells
//! └─ ward_b       Đảng ủy phường Bình Minh
//!    └─ cell_b1   Chi bộ Khu phố 3                  stranger (its secretary), outsider
//! ```
//!
//! `departed` left the Party from cell_a1; his record stands at ward_a and his session was never ended.

use std::collections::BTreeMap;

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use chrono::{Duration, NaiveDate};
use diesel::prelude::*;
use sotay::auth::Role;
use sotay::db::Conn;
use sotay::db::schema::{
    accounts, members, memberships, role_grants, sessions, standings, unit_closure, units,
};
use sotay::error::Error;
use sotay::kernel::ids::PublicId;
use sotay::kernel::instant::Instant;
use sotay::kernel::name_sort::{name_sort_key, sort_key};
use sotay::kernel::text::{exact_key, search_key};

/// Where every test's clock stands at first.
pub const START: &str = "2026-11-23T02:00:00Z";
/// Everyone's password; its hash is the cheapest that Argon2id knows.
pub const PASSWORD: &str = "Tre-xanh-ven-song-27";

/// A unit of the organisation.
#[derive(Debug, Clone)]
pub struct Unit {
    pub id: i64,
    pub public_id: PublicId,
    pub name: &'static str,
}

/// Somebody of the organisation.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: i64,
    pub public_id: PublicId,
    pub full_name: &'static str,
    pub card_number: String,
    pub citizen_id: String,
    /// As it is kept: `+84…`.
    pub phone: String,
    pub email: String,
    pub password: &'static str,
    /// A session that is open since before the test began.
    pub session: PublicId,
}

/// Everyone and everything, by the name that tests use.
#[derive(Debug, Default)]
pub struct Organisation {
    pub units: BTreeMap<&'static str, Unit>,
    pub people: BTreeMap<&'static str, Person>,
}

struct PlannedUnit(
    &'static str,
    Option<&'static str>,
    &'static str,
    &'static str,
    &'static str,
);

const UNITS: [PlannedUnit; 6] = [
    PlannedUnit("city", None, "province", "Thành ủy Hải Vân", "HV"),
    PlannedUnit(
        "ward_a",
        Some("city"),
        "commune",
        "Đảng ủy phường An Bình",
        "HV-AB",
    ),
    PlannedUnit(
        "cell_a1",
        Some("ward_a"),
        "cell",
        "Chi bộ Khu phố 1",
        "HV-AB-01",
    ),
    PlannedUnit(
        "cell_a2",
        Some("ward_a"),
        "cell",
        "Chi bộ Khu phố 2",
        "HV-AB-02",
    ),
    PlannedUnit(
        "ward_b",
        Some("city"),
        "commune",
        "Đảng ủy phường Bình Minh",
        "HV-BM",
    ),
    PlannedUnit(
        "cell_b1",
        Some("ward_b"),
        "cell",
        "Chi bộ Khu phố 3",
        "HV-BM-01",
    ),
];

struct PlannedPerson(
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<(Role, &'static str)>,
);

const PEOPLE: [PlannedPerson; 14] = [
    PlannedPerson(
        "secretary",
        "Trần Thị Mai",
        "cell_a1",
        "official",
        Some((Role::CellSecretary, "cell_a1")),
    ),
    PlannedPerson(
        "deputy",
        "Lê Văn Hòa",
        "cell_a1",
        "official",
        Some((Role::DeputySecretary, "cell_a1")),
    ),
    PlannedPerson("member", "Nguyễn Văn An", "cell_a1", "official", None),
    PlannedPerson("newcomer", "Phạm Thị Ánh", "cell_a1", "probationary", None),
    PlannedPerson("colleague", "Lê Dương", "cell_a2", "official", None),
    PlannedPerson(
        "officer",
        "Hoàng Minh Tuấn",
        "cell_a2",
        "official",
        Some((Role::CommitteeOfficer, "ward_a")),
    ),
    PlannedPerson(
        "roster_officer",
        "Vũ Thị Thu Hằng",
        "cell_a2",
        "official",
        Some((Role::RosterOfficer, "city")),
    ),
    PlannedPerson(
        "auditor",
        "Đỗ Quang Khải",
        "cell_a2",
        "official",
        Some((Role::Auditor, "city")),
    ),
    PlannedPerson(
        "admin",
        "Bùi Đức Đạt",
        "cell_a2",
        "official",
        Some((Role::Administrator, "city")),
    ),
    PlannedPerson(
        "author",
        "Đặng Thị Lan",
        "cell_a2",
        "official",
        Some((Role::Author, "city")),
    ),
    PlannedPerson(
        "publisher",
        "Phan Văn Bình",
        "cell_a2",
        "official",
        Some((Role::Publisher, "city")),
    ),
    PlannedPerson(
        "stranger",
        "Ngô Thị Dung",
        "cell_b1",
        "official",
        Some((Role::CellSecretary, "cell_b1")),
    ),
    PlannedPerson("outsider", "Đinh Công Sơn", "cell_b1", "exempt", None),
    PlannedPerson("departed", "Tạ Thị Hồng", "ward_a", "left", None),
];

/// Inserts the organisation into a migrated, empty database.
pub fn insert(conn: &mut Conn) -> Result<Organisation, Error> {
    let mut organisation = Organisation::default();
    for (index, unit) in UNITS.iter().enumerate() {
        let inserted = insert_unit(conn, &organisation, index, unit)?;
        organisation.units.insert(unit.0, inserted);
    }
    let password_hash = password_hash();
    for (index, planned) in PEOPLE.iter().enumerate() {
        let person = insert_person(conn, &organisation, index, planned)?;
        insert_history(conn, &organisation, &person, planned)?;
        if planned.0 != "newcomer" {
            insert_account(conn, &person, &password_hash)?;
        }
        insert_session(conn, &person)?;
        organisation.people.insert(planned.0, person);
    }
    Ok(organisation)
}

/// The clock's first instant.
pub fn start() -> Instant {
    START.parse().expect("an instant")
}

fn insert_unit(
    conn: &mut Conn,
    made: &Organisation,
    index: usize,
    unit: &PlannedUnit,
) -> Result<Unit, Error> {
    let PlannedUnit(key, parent, kind, name, code) = unit;
    let above = ancestors(parent.unwrap_or(key))
        .iter()
        .filter_map(|key| made.units.get(key))
        .map(|unit| unit.id)
        .collect::<Vec<_>>();
    let range = range(key, index);
    let public_id = id(1, index);
    let id: i64 = diesel::insert_into(units::table)
        .values((
            units::public_id.eq(public_id),
            units::parent_id.eq(parent.map(|parent| made.units[parent].id)),
            units::kind.eq(kind),
            units::name.eq(name),
            units::name_key.eq(search_key(name)),
            units::name_exact.eq(exact_key(name)),
            units::name_sort.eq(sort_key(name)),
            units::code.eq(Some(code)),
            units::depth.eq(i32::try_from(above.len()).expect("small")),
            units::lft.eq(range.start),
            units::lft_end.eq(range.end),
            units::opened_on.eq(day(2025, 7, 1)),
        ))
        .returning(units::id)
        .get_result(conn)?;
    for (depth, ancestor) in std::iter::once(id).chain(above).enumerate() {
        diesel::insert_into(unit_closure::table)
            .values((
                unit_closure::ancestor_id.eq(ancestor),
                unit_closure::descendant_id.eq(id),
                unit_closure::depth.eq(i32::try_from(depth).expect("small")),
            ))
            .execute(conn)?;
    }
    Ok(Unit {
        id,
        public_id,
        name,
    })
}

/// The numbers in tree order of a unit and what is below it, with room between units.
fn range(key: &str, index: usize) -> std::ops::Range<i64> {
    const ROOM: i64 = 1 << 20;
    let size = UNITS
        .iter()
        .filter(|unit| ancestors(unit.0).contains(&key))
        .count();
    let at = |place: usize| (i64::try_from(place).expect("small") + 1) * ROOM;
    at(index)..at(index + size)
}

/// The unit and those above it, nearest first.
fn ancestors(key: &'static str) -> Vec<&'static str> {
    std::iter::successors(Some(key), |key| UNITS.iter().find(|unit| unit.0 == *key)?.1).collect()
}

fn insert_person(
    conn: &mut Conn,
    made: &Organisation,
    index: usize,
    planned: &PlannedPerson,
) -> Result<Person, Error> {
    let PlannedPerson(key, full_name, home, standing, _) = *planned;
    let person = Person {
        id: 0,
        public_id: id(2, index),
        full_name,
        card_number: format!("0481000{index:05}"),
        citizen_id: format!("0480800{index:05}"),
        phone: format!("+849050{index:05}"),
        email: format!("{}@example.org", key.replace('_', "-")),
        password: PASSWORD,
        session: id(3, index),
    };
    let id = diesel::insert_into(members::table)
        .values((
            members::public_id.eq(person.public_id),
            members::full_name.eq(full_name),
            members::name_key.eq(search_key(full_name)),
            members::name_exact.eq(exact_key(full_name)),
            members::name_sort.eq(name_sort_key(full_name)),
            members::card_number.eq(Some(&person.card_number)),
            members::citizen_id.eq(Some(&person.citizen_id)),
            members::phone.eq(Some(&person.phone)),
            members::email.eq(Some(&person.email)),
            members::birth_date.eq(Some(day(1970, 5, 19))),
            members::sex.eq(Some(if full_name.contains(" Thị ") {
                "female"
            } else {
                "male"
            })),
            members::joined_on.eq(Some(day(1999, 2, 3))),
            members::official_on.eq((standing != "probationary").then(|| day(2000, 2, 3))),
            members::home_unit_id.eq(made.units[home].id),
            members::standing.eq(standing),
            members::created_at.eq(start() - Duration::days(100)),
            members::updated_at.eq(start() - Duration::days(100)),
        ))
        .returning(members::id)
        .get_result(conn)?;
    Ok(Person { id, ..person })
}

/// The dated rows that the member's home unit and standing follow, and his role.
fn insert_history(
    conn: &mut Conn,
    made: &Organisation,
    person: &Person,
    planned: &PlannedPerson,
) -> Result<(), Error> {
    let PlannedPerson(_, _, home, standing, role) = *planned;
    let left = (standing == "left").then(|| day(2026, 3, 1));
    let cell = if left.is_some() { "cell_a1" } else { home };
    diesel::insert_into(memberships::table)
        .values((
            memberships::public_id.eq(like(4, person)),
            memberships::member_id.eq(person.id),
            memberships::unit_id.eq(made.units[cell].id),
            memberships::from_on.eq(day(2025, 7, 1)),
            memberships::to_on.eq(left),
            memberships::recorded_at.eq(start() - Duration::days(100)),
        ))
        .execute(conn)?;
    let first = if left.is_some() { "official" } else { standing };
    insert_standing(conn, 5, person, (first, day(2000, 2, 3), left))?;
    if let Some(left) = left {
        insert_standing(conn, 7, person, (standing, left, None))?;
    }
    if let Some((role, unit)) = role {
        diesel::insert_into(role_grants::table)
            .values((
                role_grants::public_id.eq(like(6, person)),
                role_grants::member_id.eq(person.id),
                role_grants::role.eq(role.code()),
                role_grants::unit_id.eq(made.units[unit].id),
                role_grants::from_on.eq(day(2025, 7, 1)),
                role_grants::granted_at.eq(start() - Duration::days(100)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn insert_standing(
    conn: &mut Conn,
    table: u64,
    person: &Person,
    row: (&str, NaiveDate, Option<NaiveDate>),
) -> Result<(), Error> {
    diesel::insert_into(standings::table)
        .values((
            standings::public_id.eq(like(table, person)),
            standings::member_id.eq(person.id),
            standings::standing.eq(row.0),
            standings::from_on.eq(row.1),
            standings::to_on.eq(row.2),
            standings::recorded_at.eq(start() - Duration::days(100)),
        ))
        .execute(conn)?;
    Ok(())
}

fn insert_account(conn: &mut Conn, person: &Person, password_hash: &str) -> Result<(), Error> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::member_id.eq(person.id),
            accounts::password_hash.eq(password_hash),
            accounts::password_set_at.eq(start() - Duration::days(90)),
            accounts::activated_at.eq(start() - Duration::days(90)),
            accounts::language.eq("vi"),
        ))
        .execute(conn)?;
    Ok(())
}

fn insert_session(conn: &mut Conn, person: &Person) -> Result<(), Error> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::public_id.eq(person.session),
            sessions::member_id.eq(person.id),
            sessions::device_name.eq("Điện thoại thử"),
            sessions::platform.eq("android"),
            sessions::network_digest.eq(vec![0_u8; 32]),
            sessions::created_at.eq(start() - Duration::hours(1)),
            sessions::last_used_at.eq(start() - Duration::hours(1)),
            sessions::expires_at.eq(start() + Duration::days(400)),
        ))
        .execute(conn)?;
    Ok(())
}

fn password_hash() -> String {
    let params = Params::new(Params::MIN_M_COST, 1, 1, None).expect("the cheapest parameters");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2
        .hash_password_with_salt(PASSWORD.as_bytes(), b"sixteen bytes ok")
        .expect("a hash")
        .to_string()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// The fixed UUIDv7 of row `index` of table `table`.
fn id(table: u64, index: usize) -> PublicId {
    let millis = u64::try_from(start().micros() / 1_000).expect("after 1970") - 1_000_000;
    let random = (u64::from(u32::try_from(index).expect("small"))) | (table << 32) | (0b10 << 62);
    PublicId::from_uuid(uuid::Uuid::from_u64_pair((millis << 16) | 0x7000, random))
}

fn like(table: u64, person: &Person) -> PublicId {
    id(table, usize::try_from(person.id).expect("small"))
}
