//! Objects that are packed into streams, weighed before the reader makes objects of them: a few hundred bytes may unpack to
//! millions of objects, and an index may name one of them a thousand times.
//!
//! The reader's own decoding is used, since no other would agree with it on what damaged or crafted streams hold: it loads
//! the file once with such streams left packed, and each is decoded, counted and forgotten.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, ObjectStream, Stream};

use super::super::limits;
use super::super::refused::Refused;
use super::weigh::Counter;

/// Ends the copy. A trailer that is found keeps the reader from cross-reference streams, so that nothing is fetched out of
/// packed streams while it loads.
const TRAILER: &[u8] =
    b"\n999999 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 999999 0 R>>\n";

/// Refuses a file (without its table) whose packed objects, with `objects` that stand in it plainly, are too many.
pub(super) fn check(plain: &[u8], objects: usize) -> Result<(), Refused> {
    let options = LoadOptions {
        max_decompressed_size: Some(limits::PDF_STREAM),
        force_reconstruct: true,
        filter: Some(leave_packed),
        ..LoadOptions::default()
    };
    let copy = [plain, TRAILER].concat();
    let document = Document::load_mem_with_options(&copy, options).map_err(|_| Refused::Corrupt)?;
    drop(copy);
    let mut left = Left {
        objects: limits::PDF_OBJECTS.saturating_sub(objects),
        bytes: usize::try_from(limits::PDF_INFLATED).unwrap_or(usize::MAX),
    };
    let mut streams = document.objects.values().filter_map(packed);
    streams.try_for_each(|stream| {
        if has_plain_length(&document, &stream.dict) {
            left.take(stream)
        } else {
            Err(Refused::TooLargeUnpacked)
        }
    })
}

/// The reader unpacks what says that it is an object stream; what has no such type it unpacks when a table leads there.
#[allow(clippy::unnecessary_wraps, reason = "what the reader asks for")]
fn leave_packed(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object
        && stream.dict.has(b"First")
    {
        stream.dict.set("Type", "Weighed");
    }
    // The reader asks only whether there is an answer.
    Some((id, Object::Null))
}

/// Without this entry none is unpacked.
fn packed(object: &Object) -> Option<&Stream> {
    let stream = object.as_stream().ok()?;
    stream.dict.has(b"First").then_some(stream)
}

/// Were its length packed itself (which the format forbids), another length might be found when it is read.
fn has_plain_length(document: &Document, dictionary: &Dictionary) -> bool {
    match dictionary.get(b"Length") {
        Ok(Object::Integer(_)) => true,
        Ok(Object::Reference(id)) => matches!(document.objects.get(id), Some(Object::Integer(_))),
        _ => false,
    }
}

/// What may still come out.
struct Left {
    objects: usize,
    bytes: usize,
}

impl Left {
    fn take(&mut self, stream: &Stream) -> Result<(), Refused> {
        let Ok(content) = stream.get_plain_content_with_limit(limits::PDF_STREAM) else {
            // Too much, or nothing that the reader could decode either.
            return Err(Refused::TooLargeUnpacked);
        };
        let bytes = self.bytes.checked_sub(content.len());
        self.bytes = bytes.ok_or(Refused::TooLargeUnpacked)?;
        let total = Counter::count(&content);
        if total > self.objects {
            // Before any object is made.
            return Err(Refused::TooLargeUnpacked);
        }
        let offsets = offsets(&stream.dict, &content);
        let mut named = offsets.chunk_by(PartialEq::eq).peekable();
        let (mut before, mut counted_to) = (Counter::default(), 0);
        while let Some((from, times)) = named.next().and_then(once) {
            let to = named.peek().and_then(|next| once(next));
            let own = from..to.map_or(content.len(), |(to, _)| to);
            let own = content.get(own).unwrap_or_default();
            before.take(content.get(counted_to..from).unwrap_or_default());
            counted_to = from;
            // One that goes on behind the beginning of the next costs all that follows.
            let cost = if is_whole(own) {
                Counter::count(own)
            } else {
                total.saturating_sub(before.objects)
            };
            self.spend(cost.saturating_mul(times))?;
        }
        Ok(())
    }

    fn spend(&mut self, objects: usize) -> Result<(), Refused> {
        let left = self.objects.checked_sub(objects);
        self.objects = left.ok_or(Refused::TooLargeUnpacked)?;
        Ok(())
    }
}

/// An offset, and how often it is named.
fn once(same: &[usize]) -> Option<(usize, usize)> {
    same.first().map(|offset| (*offset, same.len()))
}

/// Where the objects begin that the index names, in order, each as often as it is named. Read as the reader reads it.
fn offsets(dictionary: &Dictionary, content: &[u8]) -> Vec<usize> {
    let first = dictionary.get(b"First").and_then(Object::as_i64);
    let first = first.ok().and_then(|first| usize::try_from(first).ok());
    let index = first.and_then(|first| Some((first, content.get(..first)?)));
    let Some((first, Ok(index))) = index.map(|(first, index)| (first, std::str::from_utf8(index)))
    else {
        return Vec::new();
    };
    let words = index.split(['\r', '\n']).flat_map(|line| {
        line.split('%')
            .next()
            .unwrap_or_default()
            .split_whitespace()
    });
    let numbers: Vec<Option<u32>> = words.map(|word| word.parse().ok()).collect();
    let pairs = numbers.chunks_exact(2);
    let mut offsets: Vec<usize> = pairs
        .filter_map(|pair| match pair {
            [Some(_), Some(offset)] => first.checked_add(usize::try_from(*offset).ok()?),
            _ => None,
        })
        .filter(|offset| *offset < content.len())
        .collect();
    offsets.sort_unstable();
    offsets
}

/// Whether the reader makes an object of these bytes alone.
fn is_whole(bytes: &[u8]) -> bool {
    const INDEX: &[u8] = b"1 0 ";
    let mut dictionary = Dictionary::new();
    dictionary.set("N", 1);
    dictionary.set("First", 4);
    let alone = Stream::new(dictionary, [INDEX, bytes].concat());
    ObjectStream::new_with_limit(&alone, None).is_ok_and(|read| !read.objects.is_empty())
}

#[cfg(test)]
#[path = "packed_tests.rs"]
mod tests;
