//! Twenty thousand lifelike papers: the project's own ones as they are, and many more in their language, each with its
//! own issuer, symbol, subject, places, people, figures and audience. The same in every run.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::sources::{self, Part, Source};

/// Kinds of papers with what their symbols and titles begin with.
const KINDS: [(&str, &str, &str); 10] = [
    ("ke_hoach", "KH", "Kế hoạch"),
    ("cong_van", "CV", "Công văn"),
    ("huong_dan", "HD", "Hướng dẫn"),
    ("thong_bao", "TB", "Thông báo"),
    ("bao_cao", "BC", "Báo cáo"),
    ("quyet_dinh", "QĐ", "Quyết định"),
    ("nghi_quyet", "NQ", "Nghị quyết"),
    ("chi_thi", "CT", "Chỉ thị"),
    ("ket_luan", "KL", "Kết luận"),
    ("quy_dinh", "QĐ", "Quy định"),
];
const MATERIALS: [&str; 5] = ["text", "qa", "procedure", "slides", "history"];
/// Issuers of the city and above, with how their symbols end; wards follow.
const BODIES: [(&str, &str); 8] = [
    ("Ban Chấp hành Trung ương", "TW"),
    ("Thành ủy Vĩnh An", "TU"),
    ("Ban Tổ chức Thành ủy Vĩnh An", "BTCTU"),
    ("Ban Tuyên giáo và Dân vận Thành ủy Vĩnh An", "BTGDVTU"),
    ("Ủy ban Kiểm tra Thành ủy Vĩnh An", "UBKTTU"),
    ("Văn phòng Thành ủy Vĩnh An", "VPTU"),
    ("Ủy ban nhân dân thành phố Vĩnh An", "UBND"),
    ("Hội đồng nhân dân thành phố Vĩnh An", "HĐND"),
];
const SUBJECTS: [&str; 28] = [
    "học tập, quán triệt nghị quyết đại hội",
    "chuyển đổi số trong công tác đảng vụ",
    "tăng cường kiểm tra, giám sát",
    "đánh giá, xếp loại tổ chức đảng và đảng viên",
    "kết nạp đảng viên là người trẻ",
    "nâng cao chất lượng sinh hoạt chi bộ",
    "phòng, chống lãng phí",
    "bảo vệ nền tảng tư tưởng của Đảng",
    "quản lý đảng viên đi làm ăn xa",
    "công tác cán bộ nữ",
    "chăm lo người có công",
    "phòng, chống thiên tai mùa mưa bão",
    "giữ gìn vệ sinh môi trường đô thị",
    "xây dựng nông thôn mới nâng cao",
    "cải cách thủ tục hành chính",
    "tiếp công dân và giải quyết đơn thư",
    "tuyển quân và quân sự địa phương",
    "thu, nộp và sử dụng đảng phí",
    "tổ chức đại hội chi bộ",
    "sắp xếp tổ chức bộ máy",
    "phát triển kinh tế tư nhân",
    "bảo đảm an toàn giao thông",
    "phòng cháy, chữa cháy trong khu dân cư",
    "giáo dục lý luận chính trị",
    "quy hoạch cán bộ quản lý",
    "dân vận khéo",
    "chăm sóc sức khỏe nhân dân",
    "hỗ trợ đảng viên cao tuổi đọc tài liệu",
];
const SCOPES: [&str; 8] = [
    "trên địa bàn thành phố",
    "ở cơ sở",
    "trong các cơ quan",
    "trong trường học",
    "trong doanh nghiệp",
    "ở khu dân cư",
    "đến từng chi bộ",
    "trong tình hình mới",
];
const FAMILIES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"];
const SYLLABLES: [&str; 32] = [
    "An", "Bách", "Cầm", "Diệu", "Đức", "Giang", "Hạnh", "Hoài", "Khánh", "Lam", "Lộc", "Mỹ",
    "Ngân", "Nhân", "Oanh", "Phong", "Quế", "Sơn", "Tâm", "Thạch", "Thịnh", "Thủy", "Trúc",
    "Tuyên", "Uyên", "Văn", "Việt", "Xuân", "Yên", "Nghĩa", "Kiều", "Phụng",
];
/// Of those in the sources.
pub const TOPICS: [&str; 8] = [
    "chuyen_doi_so",
    "dan_van",
    "kiem_tra_giam_sat",
    "kinh_te_xa_hoi",
    "phong_chong_tham_nhung",
    "quoc_phong_an_ninh",
    "tu_tuong_van_hoa",
    "xay_dung_dang",
];

/// A small generator of numbers, one for each paper.
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Self {
        let mut draw = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
        draw.below(2);
        draw
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    pub fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// The units that papers are issued by and meant for: the city, and its wards with their names.
pub struct Units {
    pub city: String,
    pub wards: Vec<(String, String)>,
}

/// What the papers are made of.
pub struct Papers {
    sources: Vec<Source>,
    parts: Vec<Part>,
    units: Units,
    today: NaiveDate,
}

/// The bodies of the two requests that write a paper.
pub struct Paper {
    pub document: Value,
    pub sections: Value,
}

impl Papers {
    pub fn new(units: Units, today: NaiveDate) -> Self {
        let sources = sources::all();
        let parts = sources.iter().flat_map(|source| source.sections.clone());
        let parts = parts.filter(|part| !part.paragraphs.is_empty()).collect();
        Self {
            sources,
            parts,
            units,
            today,
        }
    }

    /// The paper of a number.
    pub fn paper(&self, number: usize) -> Paper {
        match self.sources.get(number) {
            Some(source) => self.own(source),
            None => self.invented(number),
        }
    }

    /// The title of a paper and words of its text.
    pub fn title_and_text(&self, number: usize) -> (String, String) {
        let paper = self.paper(number);
        let title = paper.document["metadata"]["title"].as_str().unwrap();
        let html = paper.sections["sections"][1]["html"].as_str();
        let text = html.unwrap_or_default().replace("<p>", " ");
        (title.to_owned(), text.replace("</p>", " "))
    }

    fn own(&self, source: &Source) -> Paper {
        let mut metadata = json!({});
        for (from, to) in [
            ("kind", "kind"),
            ("title", "title"),
            ("abstract", "abstract_text"),
            ("symbol", "symbol"),
            ("issuer", "issuer"),
            ("issued_at", "issued_at"),
            ("signer", "signer"),
        ] {
            if let Some(value) = source.field(from) {
                metadata[to] = json!(value);
            }
        }
        if let Some(day) = source.field("issued_on") {
            let day = NaiveDate::parse_from_str(day, "%d/%m/%Y").unwrap();
            metadata["issued_on"] = json!(day.min(self.today));
        }
        let topic = source.field("topic").and_then(|all| all.split(';').next());
        let sections: Vec<Value> = source.sections.iter().map(Part::body).collect();
        Paper {
            document: self.document(
                &metadata,
                source.field("tier").unwrap(),
                "public",
                topic.unwrap_or(TOPICS[0]),
                json!({"everyone": true}),
            ),
            sections: json!({"sections": sections}),
        }
    }

    fn document(
        &self,
        metadata: &Value,
        tier: &str,
        circulation: &str,
        topic: &str,
        audience: Value,
    ) -> Value {
        json!({"owner_unit_id": self.units.city, "metadata": metadata, "tier": tier, "circulation": circulation,
            "topic": topic, "audience": audience})
    }

    fn invented(&self, number: usize) -> Paper {
        let mut draw = Draw::new(number as u64);
        let metadata = if draw.below(5) == 0 {
            let mut metadata =
                json!({"kind": draw.of(&MATERIALS), "title": self.title("Chuyên đề", &mut draw)});
            metadata["issuer"] = json!(BODIES[3].0);
            metadata
        } else {
            self.official(number, &mut draw)
        };
        // Most of a library is there to be looked up; what is not rings on every phone, which is measured elsewhere.
        let tier = match draw.below(1_000) {
            0 => "required",
            1..3 => "recommended",
            _ => "archive",
        };
        let circulation = *draw.of(&["public", "internal", "internal", "internal"]);
        let (topic, audience) = (*draw.of(&TOPICS), self.audience(&mut draw));
        Paper {
            document: self.document(&metadata, tier, circulation, topic, audience),
            sections: self.sections(&mut draw),
        }
    }

    /// Numbers of a body go up with time; no two of its papers have the same.
    fn official(&self, number: usize, draw: &mut Draw) -> Value {
        let issuers = BODIES.len() + self.units.wards.len();
        let (issuer, in_series) = (number % issuers, number / issuers);
        let (kind, sign, name) = *draw.of(&KINDS);
        let (issuer, end) = match BODIES.get(issuer) {
            Some((name, end)) => ((*name).to_owned(), *end),
            None => (self.units.wards[issuer - BODIES.len()].1.clone(), "ĐU"),
        };
        let age = 4_000_u64.saturating_sub(in_series as u64 * 20);
        let issued_on = self.today - Days::new(age + draw.below(20) as u64);
        json!({"kind": kind, "title": self.title(name, draw), "symbol": format!("{:02}-{sign}/{end}", 1 + in_series),
            "issuer": issuer, "issued_on": issued_on, "issued_at": "Vĩnh An", "signer": person(draw),
            "abstract_text": format!("Nội dung, phân công và thời gian thực hiện {}", draw.of(&SUBJECTS))})
    }

    fn title(&self, kind: &str, draw: &mut Draw) -> String {
        let (subject, scope) = (*draw.of(&SUBJECTS), *draw.of(&SCOPES));
        let ward = &draw.of(&self.units.wards).1;
        let (year, month) = (2016 + draw.below(11), 1 + draw.below(12));
        match draw.below(4) {
            0 => format!("{kind} về {subject} {scope} năm {year}"),
            1 => format!("{kind} {subject}, {} {scope}", draw.of(&SUBJECTS)),
            2 => format!("{kind} về {subject} tại {ward}"),
            _ => format!("{kind} về việc {subject} {scope} tháng {month}/{year}"),
        }
    }

    fn audience(&self, draw: &mut Draw) -> Value {
        let ward = |draw: &mut Draw| draw.of(&self.units.wards).0.clone();
        match draw.below(20) {
            0..=11 => json!({"everyone": true}),
            12..=16 => json!({"everyone": false, "rules": [{"unit_id": ward(draw)}]}),
            17 => {
                json!({"everyone": false, "rules": [{"unit_id": ward(draw)}, {"unit_id": ward(draw)}]})
            }
            18 => json!({"everyone": false, "rules": [{"role": "cell_secretary"}]}),
            _ => json!({"everyone": false, "rules": [{"standing": "probationary"}]}),
        }
    }

    /// One paper in five takes about twenty kilobytes, half of them six, the others two.
    fn sections(&self, draw: &mut Draw) -> Value {
        let wanted = match draw.below(10) {
            0..=1 => 18_000,
            2..=6 => 5_000 + draw.below(3_000),
            _ => 1_500 + draw.below(1_500),
        };
        let mut sections = Vec::new();
        let mut bytes = 0;
        while bytes < wanted {
            let mut part = draw.of(&self.parts).clone();
            part.level = 1;
            (part.kind, part.number) = ("article", Some((sections.len() + 1).to_string()));
            let ward = &draw.of(&self.units.wards).1;
            let (who, share) = (person(draw), draw.below(1_000));
            part.paragraphs.push(format!(
                "Giao {ward} phối hợp với đồng chí {who} thực hiện, hoàn thành {},{} % trước ngày {}/{}; đầu mối tại {}.",
                share / 10, share % 10, 1 + draw.below(28), 1 + draw.below(12), place(draw)
            ));
            bytes += part.paragraphs.iter().map(String::len).sum::<usize>();
            sections.push(part.body());
        }
        json!({"sections": sections})
    }
}

fn person(draw: &mut Draw) -> String {
    let (family, middle) = (*draw.of(&FAMILIES), *draw.of(&SYLLABLES));
    format!("{family} {middle} {}", draw.of(&SYLLABLES))
}

fn place(draw: &mut Draw) -> String {
    let (first, second) = (*draw.of(&SYLLABLES), *draw.of(&SYLLABLES));
    format!("thôn {first} {second}")
}
