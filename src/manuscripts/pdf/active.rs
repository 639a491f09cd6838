//! What a PDF would do by itself. Its names are looked for in the file as it stands and in what its streams inflate to,
//! as `weigh` counts them: a reader may find objects by ways that no parser of ours would take.

use std::io::Read;

use flate2::bufread::ZlibDecoder;
use lopdf::{Dictionary, Document, Object};

use super::super::active::Active;
use super::super::limits;
use super::super::refused::Refused;
use super::weigh;

/// What an action, an annotation or a form says of itself. `/JS` alone is not among them: three letters stand in any
/// picture by chance, and no reader runs a script whose action is not of one of these kinds.
const NAMES: [(&[u8], Active); 8] = [
    (b"JavaScript", Active::Script),
    (b"Launch", Active::Launch),
    (b"SubmitForm", Active::Form),
    (b"ImportData", Active::Form),
    (b"XFA", Active::Form),
    (b"RichMedia", Active::Media),
    // It plays a film, and may carry a script.
    (b"Rendition", Active::Media),
    (b"Movie", Active::Media),
];

/// Actions that lead out of the file: fine where a reader presses on them.
const LEADING_OUT: [&[u8]; 3] = [b"URI", b"GoToR", b"GoToE"];

/// The first of them that is in the file.
pub(in crate::manuscripts) fn find(bytes: &[u8]) -> Result<Option<Active>, Refused> {
    if let Some(found) = named(bytes) {
        return Ok(Some(found));
    }
    let mut left = limits::PDF_INFLATED;
    let mut block = vec![0; weigh::BLOCK];
    let packed = weigh::streams(bytes).filter(|packed| weigh::begins_as_zlib(packed));
    for (number, packed) in packed.enumerate() {
        if number >= limits::PDF_STREAMS {
            return Err(Refused::TooLargeUnpacked);
        }
        if let Some(found) = in_stream(packed, &mut block, &mut left)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn named(bytes: &[u8]) -> Option<Active> {
    weigh::words(bytes).find_map(|(_, name)| {
        let known = NAMES.iter().find(|(known, _)| *known == &*name);
        known.map(|(_, active)| *active)
    })
}

/// In a stream that may hold objects; of the others only the beginning is inflated.
fn in_stream(packed: &[u8], block: &mut [u8], left: &mut u64) -> Result<Option<Active>, Refused> {
    let mut inflated = ZlibDecoder::new(packed);
    // With the end of the piece before, where a name may have begun.
    let mut seen: Vec<u8> = Vec::new();
    loop {
        // What is no stream, or is cut off, gives an error here.
        let Ok(read @ 1..) = inflated.read(block) else {
            return Ok(None);
        };
        let piece = block.get(..read).unwrap_or_default();
        *left = left
            .checked_sub(read as u64)
            .ok_or(Refused::TooLargeUnpacked)?;
        if seen.is_empty() && !weigh::begins_with_numbers(piece) {
            return Ok(None);
        }
        seen.extend_from_slice(piece);
        if let Some(found) = named(&seen) {
            return Ok(Some(found));
        }
        let over = seen.len().saturating_sub(weigh::NAME + 1);
        seen.drain(..over);
    }
}

/// Whether it leads somewhere else as soon as it, or a page or field of it, is opened.
pub(super) fn opens_outside(document: &Document) -> bool {
    let mut dictionaries = document.objects.values().filter_map(|object| match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        _ => None,
    });
    dictionaries.any(|dictionary| {
        let opening = dictionary.get(b"OpenAction").ok();
        let by_event = dictionary.get(b"AA").ok();
        let by_event = by_event.and_then(|events| resolved(document, events));
        let by_event = by_event
            .into_iter()
            .flat_map(|events| events.iter().map(|(_, action)| action));
        opening
            .into_iter()
            .chain(by_event)
            .filter_map(|action| resolved(document, action))
            .any(leads_out)
    })
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_dict().ok()
}

fn leads_out(action: &Dictionary) -> bool {
    let kind = action.get(b"S").and_then(Object::as_name);
    kind.is_ok_and(|kind| LEADING_OUT.contains(&kind))
}

#[cfg(test)]
#[path = "active_tests.rs"]
mod tests;
