//! Places for messages on their way. Who waits is served in his turn; so that an urgent message need not wait for a thousand
//! routine ones, a fifth of the places is never given to those.

use tokio::sync::{Semaphore, SemaphorePermit};

/// What routine messages may have of all places, in percent.
const ROUTINE: usize = 80;

/// A number of places.
#[derive(Debug)]
pub struct Places {
    all: Semaphore,
    /// Whoever waits for one of all places on behalf of a routine message holds one of these: so no more of those stand in
    /// the queue than can be served beside the fifth.
    routine: Semaphore,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub struct Place<'a> {
    _routine: Option<SemaphorePermit<'a>>,
    _one: SemaphorePermit<'a>,
}

impl Places {
    #[must_use]
    pub fn new(count: usize) -> Self {
        let count = count.max(1);
        Self {
            all: Semaphore::new(count),
            routine: Semaphore::new((count * ROUTINE / 100).max(1)),
        }
    }

    /// A place, in turn. `None` never comes: nobody closes them.
    pub async fn take(&self, urgent: bool) -> Option<Place<'_>> {
        let routine = if urgent {
            None
        } else {
            Some(self.routine.acquire().await.ok()?)
        };
        Some(Place {
            _routine: routine,
            _one: self.all.acquire().await.ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::Places;

    #[test]
    fn routine_messages_leave_a_fifth_to_urgent_ones() {
        let places = Places::new(400);
        let routine: Vec<_> = (0..320)
            .map(|_| places.take(false).now_or_never().unwrap())
            .collect();
        // Thousands more wait; not one of them stands before an urgent one.
        let mut waiting: Vec<_> = (0..2_000).map(|_| Box::pin(places.take(false))).collect();
        for one in &mut waiting {
            assert!(one.now_or_never().is_none());
        }
        let urgent: Vec<_> = (0..80)
            .map(|_| places.take(true).now_or_never().unwrap())
            .collect();
        assert!(places.take(true).now_or_never().is_none());
        drop(urgent);
        drop(routine);
        let served: Vec<_> = waiting.iter_mut().map(FutureExt::now_or_never).collect();
        let served: Vec<_> = served.into_iter().flatten().collect();
        assert_eq!(served.len(), 320);
    }

    #[test]
    fn urgent_messages_may_have_all() {
        let places = Places::new(10);
        let urgent: Vec<_> = (0..10)
            .map(|_| places.take(true).now_or_never().unwrap())
            .collect();
        assert!(places.take(false).now_or_never().is_none());
        drop(urgent);
        assert!(places.take(false).now_or_never().is_some());
    }
}
