//! Who writes an upload at the moment? One request at a time. A new one makes the one before it let go, since that may hang on a connection
//! that is long dead.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{Mutex as Gate, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<String, Line>>>);

struct Line {
    gate: Arc<Gate<()>>,
    /// Of the request that came last.
    cancel: CancellationToken,
    waiting: usize,
}

pub struct Turn {
    turns: Turns,
    upload: String,
    pub cancel: CancellationToken,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    pub async fn take(&self, upload: &str) -> Turn {
        let cancel = CancellationToken::new();
        let gate = {
            let mut lines = self.0.lock();
            let line =
                lines.entry(upload.to_owned()).or_insert_with(|| Line { gate: Default::default(), cancel: cancel.clone(), waiting: 0 });
            if line.waiting > 0 {
                std::mem::replace(&mut line.cancel, cancel.clone()).cancel();
            }
            line.waiting += 1;
            line.gate.clone()
        };
        // Made before it waits, so that a request that is dropped meanwhile leaves the line.
        let mut turn = Turn { turns: self.clone(), upload: upload.to_owned(), cancel, guard: None };
        turn.guard = Some(gate.lock_owned().await);
        turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        let mut lines = self.turns.0.lock();
        if let Some(line) = lines.get_mut(&self.upload) {
            line.waiting -= 1;
            if line.waiting == 0 {
                lines.remove(&self.upload);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_new_request_makes_the_one_before_let_go() {
        let turns = Turns::default();
        let first = turns.take("u").await;
        let second = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take("u").await }
        });
        first.cancel.cancelled().await;
        assert!(!second.is_finished());
        drop(first);
        let second = second.await.unwrap();
        assert!(!second.cancel.is_cancelled());
        drop(second);
        assert!(turns.0.lock().is_empty());
    }

    #[tokio::test]
    async fn different_uploads_do_not_wait_for_each_other() {
        let turns = Turns::default();
        let (one, other) = (turns.take("a").await, turns.take("b").await);
        assert!(!one.cancel.is_cancelled() && !other.cancel.is_cancelled());
    }
}
