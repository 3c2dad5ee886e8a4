//! Which calls to wake up does a task need that drives its own connection? Only those of others.
//!
//! A request and the connection that carries it talk over channels, and each message wakes the one
//! that waits for it. Both are polled by the same task, which is awake already: without this, it
//! would be run again after every message, from the client's socket down.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// More rounds than a message takes. Whoever still calls after that wants the task to pause.
const ROUNDS: usize = 8;

pub(crate) struct Quiet {
    bell: Arc<Bell>,
    waker: Waker,
}

struct Bell {
    task: AtomicWaker,
    is_driven: AtomicBool,
    has_rung: AtomicBool,
}

impl Quiet {
    pub fn new() -> Self {
        let bell = Arc::new(Bell { task: AtomicWaker::new(), is_driven: AtomicBool::new(false), has_rung: AtomicBool::new(false) });
        let waker = Waker::from(Arc::clone(&bell));
        Quiet { bell, waker }
    }

    /// Polls until nothing more happens by itself.
    pub fn drive<T>(&self, cx: &mut Context<'_>, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        self.bell.task.register(cx.waker());
        for _ in 0..ROUNDS {
            self.bell.has_rung.store(false, SeqCst);
            self.bell.is_driven.store(true, SeqCst);
            let polled = poll(&mut Context::from_waker(&self.waker));
            self.bell.is_driven.store(false, SeqCst);
            if polled.is_ready() {
                return polled;
            }
            // Who rings from now on wakes the task; who rang before is seen here.
            if !self.bell.has_rung.swap(false, SeqCst) {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.has_rung.store(true, SeqCst);
        if !self.is_driven.load(SeqCst) {
            self.task.wake();
        }
    }
}
