//! What the process gives back to the machine.

/// Gives back what this thread has freed. Left to itself the allocator does so only while it is used, and a server at rest
/// would keep what building the document and the routes took: some 30 MiB.
#[allow(
    unsafe_code,
    reason = "there is no safe way to ask the allocator; it takes nothing, and may be asked by any thread at any time"
)]
pub(crate) fn give_back() {
    // SAFETY: no pointer goes in or comes out, and blocks that are in use stay where they are.
    unsafe { libmimalloc_sys::mi_collect(true) }
}
