// The server's time on this computer. Durations and ages are counted from it, since a laptop's clock may be wrong.
import { useSyncExternalStore } from 'react';

let offset = 0;

export function setServerTime(iso: string) {
  const server = Date.parse(iso);
  if (!Number.isNaN(server)) offset = server - Date.now();
}

export const serverNow = () => Date.now() + offset;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((call) => call()), 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now, in milliseconds, ticking every `stepSeconds`. All clocks of a page tick together. */
export function useNow(stepSeconds = 1): number {
  const stepMs = stepSeconds * 1000;
  return useSyncExternalStore(subscribe, () => Math.floor(serverNow() / stepMs)) * stepMs;
}
