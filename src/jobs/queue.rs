//! How a request tells the workers of its own process that there is work; other processes look every second.

use tokio::sync::Notify;

/// Wakes workers.
#[derive(Debug, Default)]
pub struct Queue {
    work: Notify,
}

impl Queue {
    /// Call it after the transaction that queued a job: a worker looks at once.
    pub fn wake(&self) {
        self.work.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.work.notified().await;
    }
}
