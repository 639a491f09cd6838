//! What may be said about a document.

use chrono::NaiveDate;

use crate::error::{Error, FieldError, Rule, Text};
use crate::kernel::symbol::Symbol;
use crate::kernel::text::{char_count, exact_key, nfc, search_key};
use crate::library::model::{Genre, Kind, Link, LinkKind, Metadata, Urgency};
use crate::library::model::{MetadataBody, Secrecy};

pub(in crate::library) const STATE_SECRET: Rule = Rule::invalid(
    "state_secret_refused",
    "/metadata/secrecy",
    "Không được lưu tài liệu bí mật nhà nước (Mật, Tối mật, Tuyệt mật) trên hệ thống có kết nối mạng.",
    "State secrets must not be stored on a system with a network.",
);

/// Code of the kind that has a day it is about.
const PRESS_DIGEST: &str = "press_digest";

impl Metadata {
    /// What was sent, checked; every fault is told at once.
    pub(in crate::library) fn of(
        body: &MetadataBody,
        kind: &Kind,
        today: NaiveDate,
    ) -> Result<Self, Error> {
        if body.secrecy != Secrecy::None {
            return Err(STATE_SECRET.into());
        }
        let mut faults = Faults::default();
        let metadata = Self {
            kind_id: kind.id,
            title: faults
                .line("/title", Some(&body.title), 300)
                .unwrap_or_default(),
            abstract_text: faults.line("/abstract", body.abstract_text.as_deref(), 2_000),
            symbol: faults.symbol(body, kind.genre),
            issuer: faults.line("/issuer", body.issuer.as_deref(), 200),
            issued_on: body.issued_on,
            issued_at: faults.line("/issued_at", body.issued_at.as_deref(), 100),
            signer: faults.line("/signer", body.signer.as_deref(), 100),
            signer_title: faults.line("/signer_title", body.signer_title.as_deref(), 100),
            effective_on: body.effective_on,
            expires_on: body.expires_on,
            digest_on: body.digest_on,
            urgency: body.urgency.unwrap_or(Urgency::Normal).code().to_owned(),
            links: faults.links(body, kind.genre),
        };
        faults.dates(&metadata, kind, today);
        faults.end().map(|()| metadata)
    }

    /// What must be there before others look at it.
    pub(in crate::library) fn check_complete(&self, genre: Genre) -> Result<(), Error> {
        let mut faults = Faults::default();
        if genre == Genre::Official {
            for (pointer, there) in [
                ("/symbol", self.symbol.is_some()),
                ("/issuer", self.issuer.is_some()),
                ("/issued_on", self.issued_on.is_some()),
            ] {
                if !there {
                    faults.add(
                        pointer,
                        "required",
                        "Thiếu thông tin này.",
                        "This member is required.",
                    );
                }
            }
        }
        faults.end()
    }

    /// Issuer, symbol and day of issue as one key; `None` for what has not all three. Keys without the issuer's marks, as
    /// they were stored before, begin otherwise, so that none of those equals one of these.
    pub(in crate::library) fn identity(&self) -> Option<String> {
        let symbol = Symbol::read(self.symbol.as_deref()?).ok()?;
        let issuer = exact_key(self.issuer.as_deref()?);
        Some(format!("{}|{}|{issuer}", self.issued_on?, symbol.key()))
    }

    /// Whether this is the name of its issuer: case and the place of a tone make no other one, marks do (xã Tân Lập is not
    /// xã Tân Lạp).
    pub(in crate::library) fn is_issued_by(&self, name: &str) -> bool {
        let issuer = self.issuer.as_deref();
        issuer.is_some_and(|issuer| exact_key(issuer) == exact_key(name))
    }
}

#[derive(Default)]
struct Faults(Vec<FieldError>);

impl Faults {
    fn add(
        &mut self,
        pointer: impl Into<String>,
        code: &'static str,
        vi: &'static str,
        en: &'static str,
    ) {
        self.0.push(FieldError {
            pointer: format!("/metadata{}", pointer.into()),
            code: code.into(),
            text: Text::new(vi, en),
        });
    }

    fn end(self) -> Result<(), Error> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.0))
        }
    }

    /// A line of text in NFC that can be found again.
    fn line(&mut self, pointer: &str, text: Option<&str>, max: usize) -> Option<String> {
        let text = nfc(text?);
        if search_key(&text).is_empty() {
            self.add(
                pointer,
                "blank",
                "Chưa có nội dung.",
                "There is nothing to read in it.",
            );
        } else if char_count(&text) > max {
            self.add(pointer, "too_long", "Quá dài.", "It is too long.");
        }
        Some(text)
    }

    fn symbol(&mut self, body: &MetadataBody, genre: Genre) -> Option<String> {
        let text = body.symbol.as_deref()?;
        if genre == Genre::Material {
            self.add(
                "/symbol",
                "not_for_material",
                "Tài liệu học tập không có số, ký hiệu.",
                "Study material has no symbol.",
            );
            return None;
        }
        let Ok(symbol) = Symbol::read(text) else {
            self.add(
                "/symbol",
                "symbol_form",
                "Số, ký hiệu không đúng dạng, ví dụ 57-NQ/TW hoặc 356/2025/NĐ-CP.",
                "Not a symbol such as 57-NQ/TW or 356/2025/NĐ-CP.",
            );
            return None;
        };
        Some(symbol.as_str().to_owned())
    }

    fn links(&mut self, body: &MetadataBody, genre: Genre) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::with_capacity(body.links.len());
        for (place, link) in body.links.iter().enumerate() {
            let same =
                |known: &Link| known.kind == link.kind && known.document_id == link.document_id;
            if links.iter().any(same) {
                self.add(
                    format!("/links/{place}"),
                    "repeated",
                    "Bị lặp lại.",
                    "It stands there twice.",
                );
            }
            if genre == Genre::Material && link.kind != LinkKind::Refers {
                self.add(
                    format!("/links/{place}"),
                    "only_refers",
                    "Tài liệu học tập chỉ được dẫn chiếu.",
                    "Study material only refers to papers.",
                );
            }
            links.push(Link {
                kind: link.kind,
                document_id: link.document_id,
                holds_from: link.holds_from,
            });
        }
        links
    }

    fn dates(&mut self, metadata: &Metadata, kind: &Kind, today: NaiveDate) {
        if metadata.issued_on.is_some_and(|day| day > today) {
            self.add(
                "/issued_on",
                "date_in_future",
                "Ngày ban hành không được ở tương lai.",
                "The day of issue is in the future.",
            );
        }
        let begins = metadata.takes_effect_on();
        if let (Some(begins), Some(expires)) = (begins, metadata.expires_on)
            && expires <= begins
        {
            self.add(
                "/expires_on",
                "expires_before_effective",
                "Ngày hết hiệu lực phải sau ngày có hiệu lực.",
                "It must expire after it takes effect.",
            );
        }
        if metadata.digest_on.is_some() && kind.code != PRESS_DIGEST {
            self.add(
                "/digest_on",
                "only_for_press_digest",
                "Chỉ điểm báo có ngày này.",
                "Only a press digest has this day.",
            );
        }
    }
}

#[cfg(test)]
#[path = "metadata_tests.rs"]
mod tests;
