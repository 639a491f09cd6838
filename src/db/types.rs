//! SQL types that neither engine shares: an instant, a public identifier, a JSON document.
//!
//! | type | PostgreSQL | SQLite |
//! |---|---|---|
//! | [`InstantSql`] | `timestamptz` | `BIGINT`, microseconds since 1970 (UTC) |
//! | [`PublicIdSql`] | `uuid` | `BLOB`, 16 bytes |
//! | [`JsonSql`] | `jsonb` | `TEXT` |

use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{
    BigInt, Binary, HasSqlType, Jsonb, Nullable, SqlType, Text, Uuid as PgUuid,
};
use diesel::sqlite::{Sqlite, SqliteValue};
use serde_json::Value;

use super::{MultiBackend, MultiRawValue};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A JSON document kept in a column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JsonDoc(pub Value);

/// Microseconds from 1970-01-01 to 2000-01-01, both UTC.
const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;

/// A point in time, UTC, to the microsecond.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Long"))]
pub struct InstantSql;

/// A public identifier.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct PublicIdSql;

/// A JSON document.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807))]
#[diesel(sqlite_type(name = "Text"))]
pub struct JsonSql;

/// Makes a Rust type usable as the given SQL type on the connection enum.
macro_rules! on_both_engines {
    ($sql:ty, $marker:expr, $rust:ty) => {
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }
        impl ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($marker, self));
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(bytes: MultiRawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, $sql>()
            }
        }
        impl AsExpression<$sql> for $rust {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
        impl<'a> AsExpression<$sql> for &'a $rust {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
        impl AsExpression<Nullable<$sql>> for $rust {
            type Expression = diesel::internal::derives::as_expression::Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
        impl<'a> AsExpression<Nullable<$sql>> for &'a $rust {
            type Expression = diesel::internal::derives::as_expression::Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
        impl<DB> Queryable<$sql, DB> for $rust
        where
            DB: diesel::backend::Backend,
            Self: FromSql<$sql, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
        nullable_to_sql!($sql, $rust, MultiBackend);
        nullable_to_sql!($sql, $rust, Pg);
        nullable_to_sql!($sql, $rust, Sqlite);
    };
}

macro_rules! nullable_to_sql {
    ($sql:ty, $rust:ty, $backend:ty) => {
        impl ToSql<Nullable<$sql>, $backend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, $backend>) -> serialize::Result {
                <$rust as ToSql<$sql, $backend>>::to_sql(self, out)
            }
        }
    };
}

on_both_engines!(InstantSql, InstantSql, Instant);
on_both_engines!(PublicIdSql, PublicIdSql, PublicId);
on_both_engines!(JsonSql, JsonSql, JsonDoc);

impl ToSql<InstantSql, Pg> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        // PostgreSQL counts microseconds from 2000-01-01.
        <i64 as ToSql<BigInt, Pg>>::to_sql(&(self.micros() - PG_EPOCH_MICROS), &mut out.reborrow())
    }
}
impl FromSql<InstantSql, Pg> for Instant {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let micros = <i64 as FromSql<BigInt, Pg>>::from_sql(bytes)?;
        Self::from_micros(micros + PG_EPOCH_MICROS).ok_or_else(|| "instant out of range".into())
    }
}
impl ToSql<InstantSql, Sqlite> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.micros());
        Ok(IsNull::No)
    }
}
impl FromSql<InstantSql, Sqlite> for Instant {
    fn from_sql(bytes: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let micros = <i64 as FromSql<BigInt, Sqlite>>::from_sql(bytes)?;
        Self::from_micros(micros).ok_or_else(|| "instant out of range".into())
    }
}

impl ToSql<PublicIdSql, Pg> for PublicId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <uuid::Uuid as ToSql<PgUuid, Pg>>::to_sql(self.as_uuid(), out)
    }
}
impl FromSql<PublicIdSql, Pg> for PublicId {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        <uuid::Uuid as FromSql<PgUuid, Pg>>::from_sql(bytes).map(Self::from_uuid)
    }
}
impl ToSql<PublicIdSql, Sqlite> for PublicId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}
impl FromSql<PublicIdSql, Sqlite> for PublicId {
    fn from_sql(bytes: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(bytes)?;
        Ok(Self::from_uuid(uuid::Uuid::from_slice(&bytes)?))
    }
}

impl ToSql<JsonSql, Pg> for JsonDoc {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <Value as ToSql<Jsonb, Pg>>::to_sql(&self.0, out)
    }
}
impl FromSql<JsonSql, Pg> for JsonDoc {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        <Value as FromSql<Jsonb, Pg>>::from_sql(bytes).map(Self)
    }
}
impl ToSql<JsonSql, Sqlite> for JsonDoc {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}
impl FromSql<JsonSql, Sqlite> for JsonDoc {
    fn from_sql(bytes: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(bytes)?;
        Ok(Self(serde_json::from_str(&text)?))
    }
}
