#![allow(warnings, clippy::all)]
use diesel::prelude::*;
use sotay::auth::{Secret, System};
use sotay::db::{Conn, DatabaseUrl, Db, DbOptions};
use sotay::kernel::{ids::PublicId, instant::Instant, name_sort, person::*};
use sotay::members::NewMember;
use std::sync::Arc;
use std::time::Instant as Sw;

const FAM: &[&str] = &[
    "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Huỳnh",
    "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đào", "Đinh",
];
const MID: &[&str] = &[
    "Văn", "Văn", "Thị", "Thị", "Đức", "Minh", "Hữu", "Thanh", "Ngọc", "Quang", "Xuân", "Hoài",
    "Thu", "Kim", "Đình",
];
const GIV: &[&str] = &[
    "An", "Anh", "Ảnh", "Ánh", "Ân", "Bình", "Bảo", "Châu", "Chi", "Cường", "Dung", "Dũng",
    "Dương", "Đạt", "Đông", "Đức", "Giang", "Hà", "Hải", "Hạnh", "Hoa", "Hòa", "Hùng", "Hương",
    "Khánh", "Khoa", "Lan", "Linh", "Long", "Mai", "Minh", "Nam", "Nga", "Ngọc", "Nhung", "Oanh",
    "Phong", "Phúc", "Phương", "Quân", "Quang", "Quyên", "Sơn", "Tâm", "Thảo", "Thắng", "Thu",
    "Thủy", "Trang", "Trung", "Tuấn", "Tùng", "Vân", "Việt", "Vinh", "Yến",
];

fn fill(conn: &mut Conn, system: &System) {
    use sotay::db::schema::{unit_closure, units};
    let now = system.now();
    let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let mut add = |conn: &mut Conn,
                   parent: Option<i64>,
                   kind: &str,
                   name: String,
                   depth: i32,
                   ups: &[i64]|
     -> i64 {
        let id: i64 = diesel::insert_into(units::table)
            .values((
                units::public_id.eq(PublicId::new(now)),
                units::parent_id.eq(parent),
                units::kind.eq(kind),
                units::name.eq(&name),
                units::name_key.eq(&name),
                units::name_sort.eq(name_sort::sort_key(&name)),
                units::depth.eq(depth),
                units::lft.eq(0i64),
                units::opened_on.eq(day),
                units::revision.eq(1i64),
            ))
            .returning(units::id)
            .get_result(conn)
            .unwrap();
        for (i, a) in ups.iter().rev().enumerate() {
            diesel::insert_into(unit_closure::table)
                .values((
                    unit_closure::ancestor_id.eq(a),
                    unit_closure::descendant_id.eq(id),
                    unit_closure::depth.eq(i as i32 + 1),
                ))
                .execute(conn)
                .unwrap();
        }
        diesel::insert_into(unit_closure::table)
            .values((
                unit_closure::ancestor_id.eq(id),
                unit_closure::descendant_id.eq(id),
                unit_closure::depth.eq(0),
            ))
            .execute(conn)
            .unwrap();
        id
    };
    let city = add(conn, None, "province", "Thành ủy".into(), 0, &[]);
    let mut cells = vec![];
    for w in 0..100 {
        let ward = add(
            conn,
            Some(city),
            "commune",
            format!("Đảng ủy phường {w}"),
            1,
            &[city],
        );
        for c in 0..40 {
            cells.push(add(
                conn,
                Some(ward),
                "cell",
                format!("Chi bộ {w}.{c}"),
                2,
                &[city, ward],
            ));
        }
    }
    let mut x: u64 = 88172645463325252;
    let mut r = |n: usize| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        (x % n as u64) as usize
    };
    let people: Vec<NewMember> = (0..100_000)
        .map(|i| NewMember {
            full_name: FullName::parse(&format!(
                "{} {} {}",
                FAM[r(FAM.len())],
                MID[r(MID.len())],
                GIV[r(GIV.len())]
            ))
            .unwrap(),
            card_number: Some(CardNumber::parse(&format!("{:012}", 1000 + i)).unwrap()),
            citizen_id: Some(CitizenId::parse(&format!("{:012}", 5000000 + i)).unwrap()),
            phone: Phone::parse(&format!("09{:08}", i)).ok(),
            email: None,
            birth_date: Some(day),
            sex: None,
            joined_on: Some(day),
            official_on: Some(day),
            unit_id: cells[r(cells.len())],
            standing: if r(20) == 0 {
                Standing::Probationary
            } else if r(50) == 0 {
                Standing::Deceased
            } else {
                Standing::Official
            },
            standing_from: day,
            membership_from: day,
        })
        .collect();
    let t = Sw::now();
    let ids = sotay::members::insert_many(conn, &system, &people).unwrap();
    println!("inserted {} in {:?}", ids.len(), t.elapsed());
}

#[test]
fn build() {
    for url in std::env::var("SCRATCH_URLS").unwrap().split(' ') {
        let url = DatabaseUrl::parse(url).unwrap();
        let db = Db::open(&url, None, &DbOptions::default()).unwrap();
        let system = System::new(
            Arc::new(Secret::new(&[7u8; 32]).unwrap()),
            "2026-11-23T02:00:00Z".parse().unwrap(),
            "scratch",
        );
        let t = Sw::now();
        let rt = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        rt.block_on(db.write(move |conn| {
            fill(conn, &system);
            Ok(())
        }))
        .unwrap();
        println!("{url} all {:?}", t.elapsed());
    }
}
#[derive(diesel::QueryableByName)]
struct Plan {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}
#[test]
fn sqls() {
    use diesel::connection::SimpleConnection;
    let mut c = diesel::SqliteConnection::establish("/tmp/msq/a.db").unwrap();
    c.batch_execute("PRAGMA mmap_size = 268435456;PRAGMA cache_size = -8192;")
        .unwrap();
    for q in std::fs::read_to_string("/tmp/msq/q.sql")
        .unwrap()
        .split(";")
    {
        let q = q.trim();
        if q.is_empty() {
            continue;
        }
        println!("---- {q}");
        if q.starts_with("!") {
            c.batch_execute(&q[1..]).unwrap();
            continue;
        }
        let plan: Vec<Plan> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {q}"))
            .load(&mut c)
            .unwrap();
        for p in plan {
            println!("    {}", p.detail)
        }
        let t = Sw::now();
        for _ in 0..5 {
            c.batch_execute(q).unwrap();
        }
        println!("  {:?}", t.elapsed() / 5);
    }
}
