//! Sections of editions.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::edition_sections;
use crate::error::Error;
use crate::library::model::Section;

/// The sections of an edition are these from now on.
pub(in crate::library) fn replace(
    conn: &mut Conn,
    _: &impl Actor,
    edition_id: i64,
    sections: &[Section],
) -> Result<(), Error> {
    diesel::delete(edition_sections::table.filter(edition_sections::edition_id.eq(edition_id)))
        .execute(conn)?;
    for section in sections {
        diesel::insert_into(edition_sections::table)
            .values((
                edition_sections::edition_id.eq(edition_id),
                edition_sections::place.eq(section.place),
                edition_sections::level.eq(section.level),
                edition_sections::anchor.eq(&section.anchor),
                edition_sections::kind.eq(&section.kind),
                edition_sections::number.eq(section.number.as_deref()),
                edition_sections::title.eq(section.title.as_deref()),
                edition_sections::html.eq(&section.html),
                edition_sections::text.eq(&section.text),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub(in crate::library) fn of_edition(
    conn: &mut Conn,
    _: &impl Actor,
    edition_id: i64,
) -> Result<Vec<Section>, Error> {
    Ok(edition_sections::table
        .filter(edition_sections::edition_id.eq(edition_id))
        .order(edition_sections::place)
        .select(Section::as_select())
        .load(conn)?)
}
