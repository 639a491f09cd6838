//! What a PDF would do by itself. Its names are looked for in the file as it stands and in what its streams inflate to,
//! as `weigh` counts them: a reader may find objects by ways that no parser of ours would take.

use std::io::Read;

use flate2::bufread::ZlibDecoder;
use lopdf::{Document, Object};

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

/// Actions that are followed from one that is opened.
const FOLLOWED: usize = 200;

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

/// Whether it leads somewhere else as soon as it, or a page, a field or an annotation of it, is opened.
pub(super) fn opens_outside(document: &Document) -> bool {
    let mut open: Vec<&Object> = document.objects.values().collect();
    while let Some(object) = open.pop() {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            Object::Array(items) => {
                open.extend(items);
                continue;
            }
            _ => continue,
        };
        let opening = dictionary.get(b"OpenAction").ok();
        let by_event = dictionary.get(b"AA").ok();
        let by_event = by_event.and_then(|events| resolved(document, events));
        let by_event = by_event.and_then(|events| events.as_dict().ok());
        let by_event = by_event.into_iter().flatten().map(|(_, action)| action);
        let mut actions = opening.into_iter().chain(by_event);
        if actions.any(|action| leads_out(document, action)) {
            return true;
        }
        open.extend(dictionary.iter().map(|(_, value)| value));
    }
    false
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

/// Whether an action, or one of those that follow it, leads out; more than anybody writes one after another are not followed.
fn leads_out(document: &Document, action: &Object) -> bool {
    let mut open = vec![action];
    for _ in 0..FOLLOWED {
        let Some(action) = open.pop() else {
            return false;
        };
        match resolved(document, action) {
            Some(Object::Array(actions)) => open.extend(actions.iter().take(FOLLOWED)),
            Some(Object::Dictionary(action)) => {
                let kind = action.get(b"S").and_then(Object::as_name);
                if kind.is_ok_and(|kind| LEADING_OUT.contains(&kind)) {
                    return true;
                }
                open.extend(action.get(b"Next").ok());
            }
            _ => {}
        }
    }
    true
}

#[cfg(test)]
#[path = "active_tests.rs"]
mod tests;
