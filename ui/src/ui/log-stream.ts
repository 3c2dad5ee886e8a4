// Reads a log from the server, follows it, and comes back after the connection was lost.
import { useEffect, useRef, useState } from 'react';
import { asApiError, unexpected, type ApiError } from '../api/errors';
import { LogText, type LogLine } from '../format/log-lines';

/** Lines kept in memory. */
const MOST = 50_000;
/** Lines asked for at first. */
export const TAIL = 2000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15_000;

export type LogState = {
  lines: LogLine[];
  state: 'loading' | 'live' | 'ended' | 'reconnecting' | 'failed';
  error?: ApiError;
  /** When the last text came. */
  lastAt?: number;
};

const START: LogState = { lines: [], state: 'loading' };

export function logAddress(endpoint: string, parameters: Record<string, string>): string {
  const url = new URL(endpoint, location.origin);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  // The address may name another host than the one the page was loaded from; the session is valid here only.
  return url.pathname + url.search;
}

/** `running`: lines can still come. When it ends, what is shown stays and is not read again. */
export function useLogStream(endpoint: string, running: boolean): LogState {
  const [state, setState] = useState(START);
  const isRunning = useRef(running);
  useEffect(() => {
    isRunning.current = running;
  }, [running]);
  useEffect(() => {
    const stop = new AbortController();
    void read(endpoint, () => isRunning.current, stop.signal, setState);
    return () => stop.abort();
  }, [endpoint]);
  // A stream that ended by itself waits to hear whether that was the end.
  return state.state === 'reconnecting' && !state.error && !running ? { ...state, state: 'ended' } : state;
}

async function read(endpoint: string, running: () => boolean, signal: AbortSignal, show: (state: LogState) => void) {
  let wait = FIRST_RETRY_MS;
  let last = START;
  while (!signal.aborted) {
    const follow = running();
    let error: ApiError | undefined;
    try {
      const address = logAddress(endpoint, { follow: String(follow), tailLines: String(TAIL), timestamps: 'true' });
      await readOnce(address, signal, (next) => {
        wait = FIRST_RETRY_MS;
        // Until the first text of a new connection the old lines stay, so that nothing blinks.
        last = next.lines.length > 0 || last.lines.length === 0 ? next : last;
        show({ ...last, state: follow ? 'live' : 'ended' });
      });
    } catch (caught) {
      if (signal.aborted) return;
      error = asApiError(caught);
    }
    if (signal.aborted) return;
    if (!error && !running()) return show({ ...last, state: 'ended' });
    if (error && !follow) return show({ ...last, state: 'failed', error });
    show({ ...last, state: 'reconnecting', error });
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, LAST_RETRY_MS);
    if (!error && !running()) return show({ ...last, state: 'ended' });
  }
}

/** Shows what came at most once a frame, since a busy log brings thousands of pieces a second. */
async function readOnce(address: string, signal: AbortSignal, show: (state: LogState) => void) {
  const response = await fetch(address, { signal, credentials: 'same-origin', headers: { accept: 'text/plain' } });
  if (!response.ok || !response.body) throw unexpected(response.status);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const text = new LogText(MOST);
  let frame = 0;
  const showNow = () => {
    frame = 0;
    if (!signal.aborted) show({ lines: text.lines, state: 'live', lastAt: Date.now() });
  };
  showNow();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text.push(value);
    frame ||= requestAnimationFrame(showNow);
  }
  cancelAnimationFrame(frame);
  showNow();
}
