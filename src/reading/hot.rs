//! Ready bytes of documents, by document, part and content coding.
//!
//! Whoever needs bytes that are not there makes them while others wait for him. What is forgotten meanwhile does not
//! come back: his place on the shelf is gone, and what he made goes only to those who waited.

use std::sync::Arc;

use actix_web::web::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::coding::Coding;
use crate::audiences::Reader;
use crate::auth::secret::sha256;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// Bytes that the shelf may hold.
const SHELF_BYTES: u64 = 64 * 1024 * 1024;
/// About what an entry takes beside its bytes.
const ENTRY_BYTES: u64 = 400;
/// Few, so that the longest document still fits into one.
const SHARDS: usize = 4;

/// What of a document is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Document,
    Contents,
}

/// Where it lies on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub document: PublicId,
    pub part: Part,
    pub coding: Coding,
}

/// Bytes that are ready to be sent, and to whom.
#[derive(Debug, Clone)]
pub(super) struct Hot {
    audience_id: i64,
    is_public: bool,
    /// What depends on the day is of this one.
    day: NaiveDate,
    /// Of the bytes as they are without coding; without quotes.
    pub tag: Arc<str>,
    pub bytes: Bytes,
}

impl Hot {
    pub(super) fn new(audience_id: i64, is_public: bool, day: NaiveDate, body: Vec<u8>) -> Self {
        let digest = sha256(&body);
        let short = digest.get(..16).unwrap_or(&digest);
        Self {
            audience_id,
            is_public,
            day,
            tag: URL_SAFE_NO_PAD.encode(short).into(),
            bytes: body.into(),
        }
    }

    /// The same, coded.
    pub(super) fn coded(&self, bytes: Vec<u8>) -> Self {
        Self {
            bytes: bytes.into(),
            ..self.clone()
        }
    }

    /// Whether the reader may have it today.
    pub(super) fn serves(&self, reader: &Reader) -> bool {
        let is_for_him = self.is_public || reader.is_admitted_by(self.audience_id);
        is_for_him && self.is_of_today(reader)
    }

    fn is_of_today(&self, reader: &Reader) -> bool {
        self.day == reader.viewer().now().day()
    }
}

/// The shelf.
pub(super) struct Shelf {
    items: Cache<Place, Arc<Hot>, ByBytes>,
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<Place, Arc<Hot>> for ByBytes {
    fn weight(&self, _: &Place, hot: &Arc<Hot>) -> u64 {
        ENTRY_BYTES + hot.bytes.len() as u64
    }
}

impl Default for Shelf {
    fn default() -> Self {
        // quick_cache takes room for all the items it estimates at once: some hundred, and more as they come.
        let options = OptionsBuilder::new()
            .estimated_items_capacity(256)
            .weight_capacity(SHELF_BYTES)
            .shards(SHARDS)
            .build();
        let items = match options {
            Ok(options) => Cache::with_options(
                options,
                ByBytes,
                DefaultHashBuilder::default(),
                DefaultLifecycle::default(),
            ),
            Err(_) => Cache::with_weighter(256, SHELF_BYTES, ByBytes),
        };
        Self { items }
    }
}

impl Shelf {
    /// What lies there for this reader.
    pub(super) fn get(&self, place: &Place, reader: &Reader) -> Option<Arc<Hot>> {
        self.items.get(place).filter(|hot| hot.serves(reader))
    }

    /// What lies there, else what `make` makes; `make` is run by one at a time for a place, and asks for its own
    /// reader.
    pub(super) async fn get_or_make<F>(
        &self,
        place: &Place,
        reader: &Reader,
        make: impl Fn() -> F,
    ) -> Result<Arc<Hot>, Error>
    where
        F: Future<Output = Result<Hot, Error>>,
    {
        loop {
            match self.items.get_value_or_guard_async(place).await {
                Ok(hot) if hot.serves(reader) => return Ok(hot),
                Ok(hot) if !hot.is_of_today(reader) => {
                    self.items.remove_if(place, |kept| Arc::ptr_eq(kept, &hot));
                }
                // Meant for others: if that has just changed, the database knows.
                Ok(_) => return Ok(Arc::new(make().await?)),
                Err(room) => {
                    let made = Arc::new(make().await?);
                    // It may have been forgotten meanwhile; then it is not kept.
                    let _ = room.insert(Arc::clone(&made));
                    return Ok(made);
                }
            }
        }
    }

    /// The coded form of plain bytes: what lies there if it is of them, else what `encode` makes.
    pub(super) async fn get_or_code<F>(
        &self,
        place: &Place,
        reader: &Reader,
        plain: &Arc<Hot>,
        encode: impl Fn() -> F,
    ) -> Result<Arc<Hot>, Error>
    where
        F: Future<Output = Result<Hot, Error>>,
    {
        let kept = self.get_or_make(place, reader, &encode).await?;
        if kept.tag == plain.tag {
            return Ok(kept);
        }
        // One of both is of before a change. What does not belong to the plain bytes on the shelf was left behind by a
        // request that came before it, and goes, else everybody would code for himself from now on.
        let source = Place {
            coding: Coding::Identity,
            ..*place
        };
        let is_plain_kept = self
            .items
            .get(&source)
            .is_some_and(|shown| Arc::ptr_eq(&shown, plain));
        if is_plain_kept {
            self.items
                .remove_if(place, |other| Arc::ptr_eq(other, &kept));
            let fresh = self.get_or_make(place, reader, &encode).await?;
            if fresh.tag == plain.tag {
                return Ok(fresh);
            }
        }
        Ok(Arc::new(encode().await?))
    }

    /// A document has changed.
    pub(super) fn forget(&self, document: PublicId) {
        for part in [Part::Document, Part::Contents] {
            for coding in Coding::ALL {
                self.items.remove(&Place {
                    document,
                    part,
                    coding,
                });
            }
        }
    }

    pub(super) fn clear(&self) {
        self.items.clear();
    }
}
