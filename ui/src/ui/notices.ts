// The toasts of the last 24 h, for the bell. They live in this browser tab's session only.
import { useSyncExternalStore } from 'react';

export type NoticeTone = 'ok' | 'warn' | 'bad';

export type Notice = { id: string; tone: NoticeTone; title: string; text: string; at: number };

const KEY = 'primehub.notices';
const DAY = 24 * 60 * 60 * 1000;
const MOST = 50;

type Kept = { notices: Notice[]; seenAt: number };

function load(): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
    if (kept) return kept;
  } catch {
    // Switched-off storage or text from an older version: start with nothing.
  }
  return { notices: [], seenAt: 0 };
}

let kept = load();
const listeners = new Set<() => void>();

function become(next: Kept) {
  kept = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // The bell then forgets on reload.
  }
  listeners.forEach((call) => call());
}

/** Returns the notice's id. */
export function keepNotice(notice: Omit<Notice, 'id' | 'at'>): string {
  const at = Date.now();
  const id = `${at}-${kept.notices.length}`;
  const recent = kept.notices.filter((old) => old.at > at - DAY).slice(0, MOST - 1);
  become({ ...kept, notices: [{ ...notice, id, at }, ...recent] });
  return id;
}

export const clearNotices = () => become({ notices: [], seenAt: Date.now() });

export const seeNotices = () => become({ ...kept, seenAt: Date.now() });

export function useNotices() {
  const { notices, seenAt } = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept,
  );
  return { notices, unseen: notices.filter((notice) => notice.at > seenAt).length };
}
