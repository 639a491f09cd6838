//! What a PDF would do by itself. Its names are looked for in the file as it stands, in what its streams inflate to, and
//! among the objects that are made of it: a reader may find objects by ways that no parser of ours would take.

use std::io::Read;

use flate2::bufread::ZlibDecoder;
use lopdf::{Dictionary, Document, Object};

use super::super::active::Active;
use super::super::limits;
use super::super::refused::Refused;
use super::weigh;

/// What an action, an annotation or a form says of itself.
const NAMES: [(&[u8], Active); 10] = [
    (b"JavaScript", Active::Script),
    (b"Launch", Active::Launch),
    (b"SubmitForm", Active::Form),
    (b"ImportData", Active::Form),
    (b"XFA", Active::Form),
    (b"RichMedia", Active::Media),
    // It plays a film, and may carry a script.
    (b"Rendition", Active::Media),
    (b"Movie", Active::Media),
    (b"Sound", Active::Media),
    // A file inside of the file, which nobody would look through.
    (b"EmbeddedFile", Active::Object),
];

/// The same, but looked for among objects alone: two or three letters stand in any picture by chance.
const SHORT_NAMES: [(&[u8], Active); 3] = [
    (b"JS", Active::Script),
    (b"3D", Active::Media),
    (b"EF", Active::Object),
];

/// Actions that lead out of the file: fine where a reader presses on them.
const LEADING_OUT: [&[u8]; 3] = [b"URI", b"GoToR", b"GoToE"];

/// Actions that are followed in a file: many may share those that follow them, or the list of them.
const FOLLOWED: usize = 1_000_000;

/// The first of them that is in the file.
pub(in crate::manuscripts) fn find(bytes: &[u8]) -> Result<Option<Active>, Refused> {
    if let Some(found) = named(bytes) {
        return Ok(Some(found));
    }
    let mut left = Left {
        packed: (bytes.len() as u64).saturating_mul(2),
        inflated: limits::PDF_INFLATED,
    };
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
    weigh::words(bytes).find_map(|(_, name)| known(&name))
}

fn known(name: &[u8]) -> Option<Active> {
    let known = NAMES.iter().find(|(known, _)| *known == name);
    known.map(|(_, active)| *active)
}

/// What may still be read. Streams do not overlap, so what goes in is little more than the file; but a stream without an
/// end would be inflated to the end of the file for each word that looks like its beginning.
struct Left {
    packed: u64,
    inflated: u64,
}

/// In a stream that may hold objects; of the others only the beginning is inflated.
fn in_stream(packed: &[u8], block: &mut [u8], left: &mut Left) -> Result<Option<Active>, Refused> {
    let mut inflated = ZlibDecoder::new(packed);
    // With the end of the piece before, where a name may have begun.
    let mut seen: Vec<u8> = Vec::new();
    let mut taken = 0;
    loop {
        let read = inflated.read(block);
        let now_in = inflated.total_in();
        left.packed = spent(left.packed, now_in - taken)?;
        taken = now_in;
        // What is no stream, or is cut off, gives an error here.
        let Ok(read @ 1..) = read else {
            return Ok(None);
        };
        let piece = block.get(..read).unwrap_or_default();
        left.inflated = spent(left.inflated, read as u64)?;
        if seen.is_empty() && !weigh::begins_with_a_number(piece) {
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

fn spent(left: u64, bytes: u64) -> Result<u64, Refused> {
    left.checked_sub(bytes).ok_or(Refused::TooLargeUnpacked)
}

/// What the reader made of the file, looked through for the same names: however they were packed or written.
pub(super) fn in_document(document: &Document) -> Option<Active> {
    let mut found = None;
    walk(document, |object| {
        found = found.or(match object {
            Object::Name(name) => known_or_short(name),
            Object::Dictionary(dictionary) => of_keys(dictionary),
            Object::Stream(stream) => of_keys(&stream.dict),
            _ => None,
        });
    });
    found
}

fn of_keys(dictionary: &Dictionary) -> Option<Active> {
    dictionary.iter().find_map(|(key, _)| known_or_short(key))
}

fn known_or_short(name: &[u8]) -> Option<Active> {
    let short = SHORT_NAMES.iter().find(|(known, _)| *known == name);
    known(name).or(short.map(|(_, active)| *active))
}

/// All objects, those within others too.
fn walk<'a>(document: &'a Document, mut look: impl FnMut(&'a Object)) {
    let mut open: Vec<&Object> = document.objects.values().collect();
    while let Some(object) = open.pop() {
        look(object);
        match object {
            Object::Array(items) => open.extend(items),
            Object::Dictionary(dictionary) => {
                open.extend(dictionary.iter().map(|(_, value)| value));
            }
            Object::Stream(stream) => open.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

/// Whether it leads somewhere else as soon as it, or a page, a field or an annotation of it, is opened.
pub(super) fn opens_outside(document: &Document) -> bool {
    let (mut leads, mut left) = (false, FOLLOWED);
    walk(document, |object| {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => return,
        };
        let opening = dictionary.get(b"OpenAction").ok();
        let by_event = dictionary.get(b"AA").ok();
        let by_event = by_event.and_then(|events| resolved(document, events));
        let by_event = by_event.and_then(|events| events.as_dict().ok());
        let by_event = by_event.into_iter().flatten().map(|(_, action)| action);
        let mut actions = opening.into_iter().chain(by_event);
        leads = leads || actions.any(|action| leads_out(document, action, &mut left));
    });
    leads
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

/// Whether an action, or one of those that follow it, leads out. Where more are to be followed than anybody writes, they are
/// taken to.
fn leads_out(document: &Document, action: &Object, left: &mut usize) -> bool {
    let mut open = vec![action];
    while let Some(action) = open.pop() {
        if open.len() >= *left {
            return true;
        }
        *left -= 1;
        match resolved(document, action) {
            Some(Object::Array(actions)) => open.extend(actions.iter().take(*left)),
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
    false
}

#[cfg(test)]
#[path = "active_tests.rs"]
mod tests;
