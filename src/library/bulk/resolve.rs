//! What the rows of a sheet mean: kinds, topics, units, audiences, links and the documents that are there already.

use std::collections::HashMap;

use super::catalogue::{Catalogue, Lists};
use super::rows::{Meant, Row, faults_of, said};
use super::{BulkError, refused, waiting};
use crate::audiences::{AudienceBody, AudienceRuleBody, Owner};
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::library::model::{DocumentState, Genre, Kind, Metadata};
use crate::library::queries::{bulk, documents, editions};
use crate::library::rules::bulk::columns::Column;
use crate::library::rules::bulk::lists::{AudienceCell, RuleCell};
use crate::library::rules::bulk::row::{Entry, material_key};
use crate::library::rules::bulk::sheet::SheetRow;
use crate::library::scope::{self, Wanted};
use crate::units::{self, Unit};

/// Resolves all but links; what is wrong with a row stands in it.
pub(super) fn resolve(
    conn: &mut Conn,
    system: &System,
    sheet: &[SheetRow],
    lists: &Lists,
    unit: Option<&str>,
) -> Result<Vec<Row>, BulkError> {
    let home = home(conn, system, unit)?;
    let mut resolver = Resolver {
        system,
        catalogue: super::catalogue::known(conn, system, lists)?,
        units: HashMap::new(),
        home,
        only_below: unit.is_some(),
        seen: HashMap::new(),
    };
    let rows = sheet.iter().map(|row| resolver.row(conn, row));
    Ok(rows.collect::<Result<_, Error>>()?)
}

/// The unit whose documents those are whose row names none.
fn home(conn: &mut Conn, system: &System, unit: Option<&str>) -> Result<Unit, BulkError> {
    if let Some(named) = unit {
        return match units::named(conn, system, named) {
            Err(Error::NotFound) => Err(refused("Không có đơn vị với mã này.")),
            other => Ok(other?),
        };
    }
    let mut tops = bulk::tops(conn, system)?;
    match (tops.pop(), tops.is_empty()) {
        (Some(top), true) => Ok(top),
        (None, _) => Err(refused("Chưa có đơn vị nào; hãy tạo cây tổ chức trước.")),
        (Some(_), false) => Err(refused(
            "Có nhiều đơn vị cao nhất; hãy chọn một đơn vị bằng --unit.",
        )),
    }
}

struct Resolver<'a> {
    system: &'a System,
    catalogue: Catalogue,
    units: HashMap<String, Option<Unit>>,
    home: Unit,
    /// Only documents of the home unit and those below it.
    only_below: bool,
    /// Identities with the first row that has each.
    seen: HashMap<String, u32>,
}

impl Resolver<'_> {
    fn row(&mut self, conn: &mut Conn, sheet: &SheetRow) -> Result<Row, Error> {
        let (entry, faults) = Entry::read(sheet);
        let mut row = Row {
            id: PublicId::new(self.system.now()),
            entry,
            faults,
            existing: None,
            unchanged: false,
            repeated: false,
            waits: None,
            written: false,
            meant: None,
        };
        let kind = self.kind(&mut row);
        let topic = self.topic(&mut row);
        let owner = self.owner(conn, &mut row)?;
        let audience = self.audience(conn, &mut row)?;
        let (Some(kind), Some(owner), Some(audience)) = (kind, owner, audience) else {
            return Ok(row);
        };
        self.check_scope(conn, &mut row, &owner, &audience)?;
        let said = said(&row.entry, &kind);
        let metadata = match Metadata::of(&said, &kind, self.system.now().day()) {
            Ok(metadata) => metadata,
            Err(error) => {
                row.faults.extend(faults_of(error, Column::Title)?);
                return Ok(row);
            }
        };
        if let Err(error) = metadata.check_complete(kind.genre) {
            row.faults.extend(faults_of(error, Column::Symbol)?);
        }
        self.find_existing(conn, &mut row, &kind, &metadata)?;
        row.meant = Some(Meant {
            owner,
            kind,
            said,
            metadata,
            topic,
            audience,
            targets: Vec::new(),
        });
        Ok(row)
    }

    fn kind(&self, row: &mut Row) -> Option<Kind> {
        let named = row.entry.kind.clone();
        let found = self.catalogue.kind(&named).cloned();
        if found.is_none() && !named.is_empty() {
            row.fault(Column::Kind, format!("Không có loại tài liệu “{named}”."));
        }
        found
    }

    fn topic(&self, row: &mut Row) -> Option<String> {
        let named = row.entry.topic.clone()?;
        let found = self.catalogue.topic(&named).map(str::to_owned);
        if found.is_none() {
            row.fault(Column::Topic, format!("Không có chuyên đề “{named}”."));
        }
        found
    }

    fn unit(&mut self, conn: &mut Conn, named: &str) -> Result<Option<Unit>, Error> {
        if let Some(known) = self.units.get(named) {
            return Ok(known.clone());
        }
        let found = match units::named(conn, self.system, named) {
            Ok(unit) => Some(unit),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        self.units.insert(named.to_owned(), found.clone());
        Ok(found)
    }

    fn owner(&mut self, conn: &mut Conn, row: &mut Row) -> Result<Option<Owner>, Error> {
        let unit = match row.entry.owner_unit.clone() {
            None => self.home.clone(),
            Some(named) => {
                let Some(unit) = self.unit(conn, &named)? else {
                    row.fault(Column::OwnerUnit, format!("Không có đơn vị “{named}”."));
                    return Ok(None);
                };
                unit
            }
        };
        let outside =
            self.only_below && !documents::is_below(conn, self.system, unit.id, self.home.id)?;
        if outside {
            let text = "Đơn vị nằm ngoài đơn vị đã chọn bằng --unit.";
            row.fault(Column::OwnerUnit, text);
        }
        Ok(Some(Owner {
            unit_id: unit.id,
            is_top: unit.parent_id.is_none(),
        }))
    }

    fn audience(&mut self, conn: &mut Conn, row: &mut Row) -> Result<Option<AudienceBody>, Error> {
        let AudienceCell::Rules(rules) = row.entry.audience.clone() else {
            return Ok(Some(AudienceBody {
                everyone: true,
                rules: Vec::new(),
            }));
        };
        let mut bodies = Vec::with_capacity(rules.len());
        for RuleCell {
            unit,
            standing,
            role,
        } in rules
        {
            let unit_id = match unit {
                None => None,
                Some(named) => {
                    let Some(unit) = self.unit(conn, &named)? else {
                        row.fault(Column::Audience, format!("Không có đơn vị “{named}”."));
                        return Ok(None);
                    };
                    Some(unit.public_id)
                }
            };
            bodies.push(AudienceRuleBody {
                unit_id,
                standing,
                role,
            });
        }
        Ok(Some(AudienceBody {
            everyone: false,
            rules: bodies,
        }))
    }

    /// The topic was found, and may be one that is still to be added.
    fn check_scope(
        &self,
        conn: &mut Conn,
        row: &mut Row,
        owner: &Owner,
        audience: &AudienceBody,
    ) -> Result<(), Error> {
        let is_told = |column| row.faults.iter().any(|fault| fault.column == Some(column));
        if is_told(Column::Audience) {
            return Ok(());
        }
        let wanted = Wanted {
            tier: row.entry.tier,
            circulation: row.entry.circulation,
            topic: None,
            audience,
        };
        if let Err(error) = scope::check(conn, self.system, owner, &wanted) {
            row.faults.extend(faults_of(error, Column::Audience)?);
        }
        Ok(())
    }

    fn find_existing(
        &mut self,
        conn: &mut Conn,
        row: &mut Row,
        kind: &Kind,
        metadata: &Metadata,
    ) -> Result<(), Error> {
        let identity = match metadata.identity() {
            Some(identity) => identity,
            None if kind.genre == Genre::Official => return Ok(()),
            None => key_of(kind.id, metadata),
        };
        let number = row.entry.number;
        if let Some(first) = self.seen.get(&identity) {
            let text = format!("Trùng tài liệu với dòng {first}.");
            row.repeated = true;
            let column = match kind.genre {
                Genre::Official => Column::Symbol,
                Genre::Material => Column::Title,
            };
            row.fault(column, text);
            return Ok(());
        }
        let found = match kind.genre {
            Genre::Official => documents::namesake(conn, self.system, metadata)?,
            Genre::Material => bulk::titled(conn, self.system, kind.id, &metadata.title)?
                .into_iter()
                .find(|(_, issuer, issued_on)| {
                    let key = material_key(kind.id, &metadata.title, issuer.as_deref(), *issued_on);
                    key == identity
                })
                .map(|(document, ..)| document),
        };
        self.seen.insert(identity, number);
        let Some(document) = found else {
            row.existing = waiting::find(conn, self.system, kind, metadata)?;
            if let Some((document, _)) = &row.existing {
                row.id = document.public_id;
            }
            return Ok(());
        };
        let edition = match document.current_edition_id {
            Some(id) if document.state == DocumentState::Published => {
                editions::by_key(conn, self.system, id)?
            }
            _ => {
                row.fault(Column::Symbol, "Tài liệu này đã có và đã bị thu hồi.");
                return Ok(());
            }
        };
        row.id = document.public_id;
        row.existing = Some((document, edition));
        Ok(())
    }
}

/// What makes study material the same.
pub(super) fn key_of(kind_id: i64, metadata: &Metadata) -> String {
    let issuer = metadata.issuer.as_deref();
    material_key(kind_id, &metadata.title, issuer, metadata.issued_on)
}
