// The server's stream of changes: which results to fetch again, and whether the stream is up.
import { useSyncExternalStore } from 'react';
import { setServerTime } from './clock';
import { outdated, queryClient, type ChangeKind } from './query';

export type LiveState = { up: boolean; downSince?: number };

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;
const BUNDLE_MS = 250;

let state: LiveState = { up: true };
const listeners = new Set<() => void>();

function become(next: LiveState) {
  state = next;
  listeners.forEach((call) => call());
}

export function useLive(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Changes come in bursts when a notebook starts; they are gathered so that a burst costs one request a query. */
const waiting = new Set<ChangeKind>();
let bundle: ReturnType<typeof setTimeout> | undefined;

function changed(kind: ChangeKind) {
  waiting.add(kind);
  bundle ??= setTimeout(() => {
    bundle = undefined;
    outdated(new Set(waiting));
    waiting.clear();
  }, BUNDLE_MS);
}

/** Keeps the stream open until the returned function is called. */
export function follow(): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_RETRY_MS;

  const open = () => {
    source = new EventSource('/api/events');
    source.addEventListener('hello', (event) => {
      const missed = !state.up;
      wait = FIRST_RETRY_MS;
      setServerTime((JSON.parse(event.data as string) as { now: string }).now);
      become({ up: true });
      // Nobody told us what happened while the stream was down.
      if (missed) void queryClient.invalidateQueries();
    });
    source.addEventListener('changed', (event) => {
      changed((JSON.parse(event.data as string) as { kind: ChangeKind }).kind);
    });
    // The server could not keep up with telling everything.
    source.addEventListener('reload', () => void queryClient.invalidateQueries());
    source.addEventListener('error', () => {
      source?.close();
      become({ up: false, downSince: state.downSince ?? Date.now() });
      // Spread out, so that all browsers do not come back in the same instant after a restart.
      retry = setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LAST_RETRY_MS);
    });
  };

  open();
  return () => {
    source?.close();
    clearTimeout(retry);
  };
}
