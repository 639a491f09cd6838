//! A row of the sheet as values, and all that is wrong with it.

use chrono::NaiveDate;

use super::columns::Column;
use super::lists::{self, AttachmentCell, AudienceCell, LinkCell};
use super::sheet::SheetRow;
use crate::kernel::legacy_encoding::detect;
use crate::kernel::symbol::Symbol;
use crate::kernel::text::{exact_key, nfc, search_key};
use crate::library::model::{Circulation, Tier, Urgency};
use crate::sheets::NoValue;

/// Links and files of one document.
const LISTED: usize = 50;
/// Rules of one audience.
const RULES: usize = 100;

/// Something wrong with a row, in Vietnamese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::library) struct Fault {
    pub column: Option<Column>,
    pub text: String,
}

impl Fault {
    pub(in crate::library) fn at(column: Column, text: impl Into<String>) -> Self {
        Self {
            column: Some(column),
            text: text.into(),
        }
    }
}

/// What a row says; where it says nothing that can be used, a fault says so.
#[derive(Debug, Clone)]
pub(in crate::library) struct Entry {
    pub number: u32,
    /// Paths inside the folder.
    pub file: Option<String>,
    pub signed: Option<String>,
    pub sections: Option<String>,
    pub attachments: Vec<AttachmentCell>,
    /// Code or name.
    pub kind: String,
    pub topic: Option<String>,
    pub title: String,
    pub abstract_text: Option<String>,
    pub symbol: Option<String>,
    pub issuer: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub issued_at: Option<String>,
    pub signer: Option<String>,
    pub signer_title: Option<String>,
    pub effective_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub digest_on: Option<NaiveDate>,
    pub urgency: Urgency,
    pub circulation: Circulation,
    pub tier: Tier,
    pub audience: AudienceCell,
    pub links: Vec<LinkCell>,
    /// Code or id.
    pub owner_unit: Option<String>,
}

impl Entry {
    pub(in crate::library) fn read(row: &SheetRow) -> (Self, Vec<Fault>) {
        let mut reader = Reader {
            row,
            faults: Vec::new(),
        };
        let entry = Self {
            number: row.number,
            file: reader.text(Column::File),
            signed: reader.text(Column::Signed),
            sections: reader.text(Column::Sections),
            attachments: lists::attachments(&reader.text(Column::Attachments).unwrap_or_default()),
            kind: reader.required(Column::Kind),
            topic: reader.text(Column::Topic),
            title: reader.required(Column::Title),
            abstract_text: reader.text(Column::Abstract),
            symbol: reader.text(Column::Symbol),
            issuer: reader.text(Column::Issuer),
            issued_on: reader.date(Column::IssuedOn),
            issued_at: reader.text(Column::IssuedAt),
            signer: reader.text(Column::Signer),
            signer_title: reader.text(Column::SignerTitle),
            effective_on: reader.date(Column::EffectiveOn),
            expires_on: reader.date(Column::ExpiresOn),
            digest_on: reader.date(Column::DigestOn),
            urgency: reader
                .choice(Column::Urgency, urgency)
                .unwrap_or(Urgency::Normal),
            circulation: reader
                .choice(Column::Circulation, circulation)
                .unwrap_or(Circulation::Internal),
            tier: reader.tier(),
            audience: reader.audience(),
            links: reader.links(),
            owner_unit: reader.text(Column::OwnerUnit),
        };
        reader.whole(&entry);
        (entry, reader.faults)
    }

    /// Paths of its files with the columns that name them: the main one, the signed one, the others.
    pub(in crate::library) fn paths(&self) -> impl Iterator<Item = (Column, &str)> {
        let main = self.file.iter().map(|path| (Column::File, path.as_str()));
        let signed = self.signed.iter();
        let others = self.attachments.iter();
        main.chain(signed.map(|path| (Column::Signed, path.as_str())))
            .chain(others.map(|other| (Column::Attachments, other.path.as_str())))
    }
}

struct Reader<'a> {
    row: &'a SheetRow,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, column: Column, text: impl Into<String>) {
        self.faults.push(Fault::at(column, text));
    }

    fn text(&mut self, column: Column) -> Option<String> {
        match self.row.cell(column).text() {
            Ok(text) => text.map(|text| text.trim().to_owned()),
            Err(what) => {
                self.fault(column, no_value(what));
                None
            }
        }
    }

    fn required(&mut self, column: Column) -> String {
        let before = self.faults.len();
        let text = self.text(column);
        if text.is_none() && self.faults.len() == before {
            self.fault(column, "Thiếu thông tin này.");
        }
        text.unwrap_or_default()
    }

    fn date(&mut self, column: Column) -> Option<NaiveDate> {
        match self.row.cell(column).date() {
            Ok(date) => date,
            Err(what) => {
                self.fault(column, no_value(what));
                None
            }
        }
    }

    fn choice<T>(&mut self, column: Column, read: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column)?;
        let found = read(&search_key(&text));
        if found.is_none() {
            self.fault(
                column,
                format!("“{text}” không có trong danh sách cho phép."),
            );
        }
        found
    }

    fn tier(&mut self) -> Tier {
        let before = self.faults.len();
        let tier = self.choice(Column::Tier, tier);
        if tier.is_none() && self.faults.len() == before {
            self.fault(Column::Tier, "Thiếu thông tin này.");
        }
        tier.unwrap_or(Tier::Archive)
    }

    fn audience(&mut self) -> AudienceCell {
        let written = self.required(Column::Audience);
        let read = lists::audience(&written).unwrap_or_else(|wrong| {
            self.fault(Column::Audience, wrong);
            AudienceCell::Rules(Vec::new())
        });
        if let AudienceCell::Rules(rules) = &read
            && rules.len() > RULES
        {
            let text = format!("Tối đa {RULES} điều kiện.");
            self.fault(Column::Audience, text);
        }
        read
    }

    fn links(&mut self) -> Vec<LinkCell> {
        let written = self.text(Column::Links).unwrap_or_default();
        let links = lists::links(&written).unwrap_or_else(|wrong| {
            self.fault(Column::Links, wrong);
            Vec::new()
        });
        if links.len() > LISTED {
            self.fault(Column::Links, format!("Tối đa {LISTED} liên kết."));
        }
        links
    }

    /// What concerns several cells.
    fn whole(&mut self, entry: &Entry) {
        if entry.paths().next().is_none() && entry.sections.is_none() {
            self.fault(Column::File, "Thiếu tệp.");
        }
        if entry.paths().count() > LISTED {
            let text = format!("Một tài liệu có tối đa {LISTED} tệp.");
            self.fault(Column::Attachments, text);
        }
        if let Some(encoding) = detect(&entry.title) {
            self.fault(Column::Title, encoding.message_vi());
        }
        let number = self.text(Column::Number);
        let symbol = entry.symbol.as_deref().map(Symbol::read);
        if let Some(number) = number {
            let digits = number.strip_suffix(".0").unwrap_or(&number);
            let of_symbol = symbol.and_then(Result::ok).map(|symbol| symbol.number());
            if of_symbol.is_none() || digits.parse().ok() != of_symbol {
                self.fault(Column::Number, "Số không khớp với số, ký hiệu.");
            }
        }
        let secrecy = self.text(Column::Secrecy);
        if secrecy.is_some_and(|secrecy| !matches!(search_key(&secrecy).as_str(), "none" | "khong"))
        {
            self.fault(
                Column::Secrecy,
                "Không được lưu tài liệu bí mật nhà nước trên hệ thống có kết nối mạng.",
            );
        }
    }
}

fn no_value(what: NoValue) -> String {
    match what {
        NoValue::Broken => "Ô bị lỗi hoặc không đúng kiểu.".to_owned(),
        NoValue::YearOnly => "Chỉ có năm; hãy viết đủ ngày/tháng/năm.".to_owned(),
        NoValue::Date(error) => error.message_vi().to_owned(),
    }
}

fn urgency(key: &str) -> Option<Urgency> {
    match key {
        "normal" | "thuong" | "binh thuong" => Some(Urgency::Normal),
        "urgent" | "khan" => Some(Urgency::Urgent),
        "very urgent" | "thuong khan" | "hoa toc" => Some(Urgency::VeryUrgent),
        _ => None,
    }
}

fn circulation(key: &str) -> Option<Circulation> {
    match key {
        "internal" | "noi bo" => Some(Circulation::Internal),
        "public" | "cong khai" | "rong rai" => Some(Circulation::Public),
        _ => None,
    }
}

fn tier(key: &str) -> Option<Tier> {
    match key {
        "required" | "bat buoc" => Some(Tier::Required),
        "recommended" | "khuyen nghi" | "nen doc" => Some(Tier::Recommended),
        "archive" | "luu tru" | "tra cuu" => Some(Tier::Archive),
        _ => None,
    }
}

/// What is the same for the same study material: kind, title, issuer and day.
pub(in crate::library) fn material_key(
    kind_id: i64,
    title: &str,
    issuer: Option<&str>,
    issued_on: Option<NaiveDate>,
) -> String {
    let issuer = issuer.map(exact_key).unwrap_or_default();
    let day = issued_on.map(|day| day.to_string()).unwrap_or_default();
    format!("{kind_id}|{issuer}|{day}|{}", nfc(title))
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
